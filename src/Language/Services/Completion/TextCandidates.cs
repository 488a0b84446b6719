using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Data;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Signatures;
using Dsl.Language.Services.Structure;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Completion;

/// <summary>What can stand between quotes: names of files, columns of a table, the words that a parameter knows.</summary>
internal static class TextCandidates
{
    private const int MostFiles = 200;
    private const int MostColumns = 500;
    private const int MostHeaderBytes = 1 << 16;

    public static ImmutableArray<Candidate> At(ScriptAnalysis analysis, CompletionPlace place)
    {
        var path = analysis.Tree.FindPath(Math.Max(place.Position - 1, 0));
        if (path.OfType<ImportStatementSyntax>().LastOrDefault() is { } import && import.Path.FullSpan.Start < place.Position)
            return Files(analysis, place, [".nn"]);
        if (place.Call is not { Call.Callee: NameSyntax callee } call || !IsOfCall(place, call) || CalleeResolver.OfLanguage(callee.Name) is not { } callable)
            return [];
        var active = SignatureService.ActiveParameter(call, callable);
        if (active < 0)
            return [];
        var parameter = callable.Parameters[active];
        if (FileArguments.IsFile(callable.Name, parameter.Name))
            return Files(analysis, place, EndingsOf(callable.Name));
        if (callable.Name == "csv" && parameter.Name is "target" or "ignore" or "categorical")
            return Columns(analysis, call.Call);
        return callable.Kind == CallableKind.DataFunction ? Options(parameter) : [];
    }

    // The string is an argument, or an element of a list that is one; not part of a text that is computed.
    private static bool IsOfCall(CompletionPlace place, CallPlace call)
    {
        for (var i = place.Before; i >= 0 && place.Tokens[i].Span != call.Call.Open.Span; i--)
        {
            if (place.Tokens[i].Kind is SyntaxKind.OpenBraceToken or SyntaxKind.InterpolationOpenToken)
                return false;
        }

        return true;
    }

    private static ImmutableArray<Candidate> Files(ScriptAnalysis analysis, CompletionPlace place, ImmutableArray<string> endings)
    {
        var typed = analysis.Source.Content[place.Replaced.Start..place.Position];
        var slash = typed.LastIndexOf('/');
        var folder = slash < 0 ? "" : typed[..(slash + 1)];
        var found = ImmutableArray.CreateBuilder<Candidate>();
        foreach (var file in analysis.Files.List(folder, analysis.Source.Path, MostFiles))
        {
            var fits = endings.Any(ending => file.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
            found.Add(new Candidate(folder + file.Name, file.IsFolder ? CompletionKind.Folder : CompletionKind.File, fits ? 3 : file.IsFolder ? 2 : 1)
            {
                InsertText = file.IsFolder ? folder + file.Name + "/" : null,
            });
        }

        return found.ToImmutable();
    }

    private static ImmutableArray<string> EndingsOf(string callee) => callee switch
    {
        "csv" => [".csv", ".tsv", ".txt"],
        "images" => [".png", ".jpg", ".jpeg", ".bmp", ".pgm", ".ppm"],
        "npy" => [".npy"],
        "idx" => ["-ubyte", ".gz", ".idx"],
        "load" => [".safetensors"],
        "text" or "chars" or "words" or "bpe" => [".txt"],
        _ => [".json"],
    };

    private static ImmutableArray<Candidate> Columns(ScriptAnalysis analysis, CallSyntax call)
    {
        string? name = null;
        var separator = ',';
        foreach (var argument in call.Arguments)
        {
            var text = (argument.Value as StringLiteralSyntax)?.ConstantValue;
            if (argument.Name is null or { Text: "path" })
                name ??= text;
            else if (argument.Name.Text == "separator" && text is { Length: 1 })
                separator = text[0];
        }

        if (name is null || analysis.Files.Find(name, analysis.Source.Path).FullPath is not { } path || analysis.Files.ReadPrefix(path, DataLimits.SampleBytes) is not { } bytes)
            return [];
        using var content = new StringReader(Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, MostHeaderBytes))));
        var reader = new CsvRecordReader(content, separator);
        if (reader.Read() != CsvReadStatus.Row)
            return [];
        var columns = ImmutableArray.CreateBuilder<Candidate>();
        for (var i = 0; i < Math.Min(reader.FieldCount, MostColumns); i++)
            columns.Add(new Candidate(reader[i].ToString(), CompletionKind.Column, -i) { Detail = $"column {i + 1} of {name}" });
        return columns.ToImmutable();
    }

    /// <summary>The words in quotes that a parameter's description names.</summary>
    private static ImmutableArray<Candidate> Options(CallableParameter parameter)
    {
        var parts = parameter.Documentation?.Split('"') ?? [];
        var options = ImmutableArray.CreateBuilder<Candidate>();
        for (var i = 1; i < parts.Length - 1; i += 2)
        {
            if (parts[i].Length > 1)
                options.Add(new Candidate(parts[i], CompletionKind.Option, -i) { Detail = parameter.Documentation });
        }

        return options.ToImmutable();
    }
}
