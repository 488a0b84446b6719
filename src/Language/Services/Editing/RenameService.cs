using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Editing;

/// <summary>Gives a symbol another name wherever it is named, if that changes nothing else: the changed texts are resolved and checked again before anything is proposed.</summary>
public static class RenameService
{
    /// <summary>Whether the name at a position can be changed.</summary>
    public static RenameTarget Prepare(ScriptAnalysis analysis, int position)
    {
        if (analysis.Symbols.At(position) is not { } reference)
            return new RenameTarget(null, null, "there is no name here that is known");
        return ProblemOf(reference.Symbol) is { } problem ? new RenameTarget(null, null, problem) : new RenameTarget(reference.Span, reference.Symbol.Name, null);
    }

    /// <summary>The changes that rename what a position names.</summary>
    /// <param name="analyses">The texts in which it may be named; the one of the position is among them.</param>
    /// <param name="analysis">The text of the position.</param>
    /// <param name="position">A position of the name.</param>
    /// <param name="newName">The name to give it.</param>
    public static RenameResult Rename(IReadOnlyList<ScriptAnalysis> analyses, ScriptAnalysis analysis, int position, string newName)
    {
        if (Prepare(analysis, position) is { Problem: { } problem })
            return Refuse(problem);
        var symbol = analysis.Symbols.At(position)!.Symbol;
        if (ProblemOfName(newName) is { } wrong)
            return Refuse(wrong);
        if (newName == symbol.Name)
            return new RenameResult([], null);
        if (!analyses.Any(a => a.Source.Path == symbol.Declaration!.Source.Path))
            return Refuse($"`{symbol.Name}` is declared in {symbol.Declaration!.Source.Path}, which cannot be changed from here");

        var edits = analyses.SelectMany(a => ReferenceService.Of([a], symbol)).Select(place => new TextEdit(place, newName)).ToImmutableArray();
        return ProblemOfChange(analyses, edits, symbol, newName) is { } conflict ? Refuse(conflict) : new RenameResult(edits, null);
    }

    private static RenameResult Refuse(string problem) => new([], problem);

    private static string? ProblemOf(Symbol symbol) =>
        symbol.IsBuiltIn ? $"`{symbol.Name}` belongs to the language"
        : symbol.IsLibrary ? $"`{symbol.Name}` belongs to the library"
        : null;

    private static string? ProblemOfName(string name)
    {
        var statements = SyntaxTree.Parse(new SourceText("", name)).Root.Statements;
        return statements is [ExpressionStatementSyntax { Expression: NameSyntax written }] && written.Name == name && name != "_"
            ? null
            : $"`{name}` is no name: a name is a letter or `_`, then letters, digits and `_`, and no word of the language";
    }

    private static string? ProblemOfChange(IReadOnlyList<ScriptAnalysis> analyses, ImmutableArray<TextEdit> edits, Symbol symbol, string newName)
    {
        var byPath = edits.ToLookup(static edit => edit.Location.Source.Path);
        var changed = analyses.Where(a => byPath.Contains(a.Source.Path)).ToDictionary(static a => a.Source.Path, a => Apply(a.Source, byPath[a.Source.Path]));
        foreach (var analysis in analyses)
        {
            var files = new RenamedFiles(analysis.Files, changed);
            if (!changed.TryGetValue(analysis.Source.Path, out var text))
                continue;
            var after = analysis.With(text, files);
            if (Captured(analysis, after, byPath[analysis.Source.Path], symbol, newName) is { } captured)
                return captured;
            if (after.Diagnostics.Count(static d => d.IsError) > analysis.Diagnostics.Count(static d => d.IsError))
            {
                var known = analysis.Diagnostics.Select(static d => d.Code).ToList();
                var news = after.Diagnostics.FirstOrDefault(d => d.IsError && !known.Contains(d.Code)) ?? after.Diagnostics.First(static d => d.IsError);
                return $"`{newName}` would lead to a mistake in line {news.Location.LineNumber}: {news.Message}";
            }
        }

        return null;
    }

    private static SourceText Apply(SourceText source, IEnumerable<TextEdit> edits)
    {
        var text = source.Content;
        foreach (var edit in edits.OrderByDescending(static e => e.Location.Span.Start))
            text = string.Concat(text.AsSpan(0, edit.Location.Span.Start), edit.NewText, text.AsSpan(edit.Location.Span.End));
        return new SourceText(source.Path, text);
    }

    // Every name must stand for what it stood for: the same declaration, moved by the changes before it.
    private static string? Captured(ScriptAnalysis before, ScriptAnalysis after, IEnumerable<TextEdit> edits, Symbol symbol, string newName)
    {
        var (old, now) = (before.Symbols.References, after.Symbols.References);
        var starts = edits.Select(static e => e.Location.Span.Start).Order().ToArray();
        var growth = newName.Length - symbol.Name.Length;
        for (var i = 0; i < old.Length; i++)
        {
            var place = Moved(old[i].Span.Start);
            if (i >= now.Length || now[i].Span.Start != place || !IsSame(old[i].Symbol, now[i].Symbol))
                return $"`{newName}` would stand for something else in line {before.Source.LineOf(old[i].Span.Start) + 1}: that name is taken there";
        }

        return now.Length == old.Length ? null : $"`{newName}` would be taken for another name that is known by that";

        bool IsSame(Symbol was, Symbol becomes)
        {
            if (was.Equals(symbol) ? becomes.Name != newName : becomes.Name != was.Name)
                return false;
            if (was.Declaration is not { } from || becomes.Declaration is not { } to)
                return was.Declaration is null && becomes.Declaration is null;
            return from.Source.Path == to.Source.Path && (from.Source.Path != before.Source.Path || to.Span.Start == Moved(from.Span.Start));
        }

        int Moved(int position)
        {
            var index = Array.BinarySearch(starts, position);
            return position + (growth * (index >= 0 ? index : ~index));
        }
    }
}
