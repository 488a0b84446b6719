using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Declarations;

/// <summary>Collects the functions, models and optimizers that a file declares or imports.</summary>
internal static class FileDeclarations
{
    internal const int MaximumImportBytes = 4 << 20;
    internal const int MaximumImportDepth = 32;

    public static ImmutableDictionary<string, Value> Collect(CompilationUnitSyntax script, IFileSource files, DiagnosticBag diagnostics) =>
        Collect(script, files, diagnostics, ImmutableList<string>.Empty);

    private static ImmutableDictionary<string, Value> Collect(
        CompilationUnitSyntax script, IFileSource files, DiagnosticBag diagnostics, ImmutableList<string> importing)
    {
        if (!script.Statements.Any(static statement => statement is ImportStatementSyntax or FunctionDeclarationSyntax or ModelDeclarationSyntax or OptimizerDeclarationSyntax))
            return ImmutableDictionary<string, Value>.Empty;
        var names = ImmutableDictionary.CreateBuilder<string, Value>();
        var imported = ImmutableDictionary<string, Value>.Empty;
        foreach (var statement in script.Statements)
        {
            if (statement is ImportStatementSyntax import)
            {
                var found = Import(import, files, diagnostics, importing);
                imported = import.Alias is { } alias
                    ? imported.SetItem(alias.Text, found is null ? PoisonValue.Instance : new RecordValue([.. found.OrderBy(static f => f.Key, StringComparer.Ordinal).Select(static f => (f.Key, f.Value))]))
                    : imported.SetItems(found ?? ImmutableDictionary<string, Value>.Empty);
            }
        }

        foreach (var statement in script.Statements)
        {
            var (token, value) = statement switch
            {
                FunctionDeclarationSyntax function => (function.Name, (Value)new FunctionValue(function, imported)),
                ModelDeclarationSyntax model => (model.Name, new ModelValue(model, imported)),
                OptimizerDeclarationSyntax optimizer => (optimizer.Name, new OptimizerDeclarationValue(optimizer, imported)),
                _ => (null, null!),
            };
            if (token is null || token.IsMissing)
                continue;
            ReportRepeatedParameters(statement, diagnostics);
            if (names.ContainsKey(token.Text))
                diagnostics.Report(BindingErrors.DuplicateName, token.Location, $"`{token.Text}` is declared twice in this file");
            else
                names[token.Text] = value;
        }

        var declared = names.ToImmutable();
        var visible = imported.SetItems(declared);

        // An imported file's declarations see each other by the names they carry; the script's own see all of the script's.
        if (importing.IsEmpty)
            return visible;
        var seeing = visible.ToBuilder();
        foreach (var (name, value) in visible)
            seeing[name] = WithNames(value, visible);
        return seeing.ToImmutable();
    }

    private static void ReportRepeatedParameters(StatementSyntax declaration, DiagnosticBag diagnostics)
    {
        ParameterListSyntax?[] lists = declaration switch
        {
            FunctionDeclarationSyntax function => [function.Parameters],
            ModelDeclarationSyntax model => [model.Configuration, model.Inputs],
            OptimizerDeclarationSyntax optimizer => [optimizer.Configuration, optimizer.Inputs],
            _ => [],
        };
        var seen = new HashSet<string>();
        foreach (var parameter in lists.OfType<ParameterListSyntax>().SelectMany(static l => l.Parameters.Elements))
        {
            if (!parameter.Name.IsMissing && !seen.Add(parameter.Name.Text))
                diagnostics.Report(BindingErrors.DuplicateName, parameter.Name.Location, $"`{parameter.Name.Text}` is a parameter already");
        }
    }

    private static Value WithNames(Value value, ImmutableDictionary<string, Value> names) => value switch
    {
        FunctionValue function when function.Names.IsEmpty => function with { Names = names },
        ModelValue model when model.Names.IsEmpty => model with { Names = names },
        OptimizerDeclarationValue optimizer when optimizer.Names.IsEmpty => optimizer with { Names = names },
        _ => value,
    };

    // Null where nothing could be brought in, which has been reported.
    private static ImmutableDictionary<string, Value>? Import(
        ImportStatementSyntax import, IFileSource files, DiagnosticBag diagnostics, ImmutableList<string> importing)
    {
        if (import.Path.ConstantValue is not { } name)
        {
            diagnostics.Report(BindingErrors.ImportFailed, import.Path.Location, "the path of an import is plain text");
            return null;
        }

        var lookup = files.Find(name, import.Source.Path);
        if (lookup.FullPath is not { } path || files.ReadPrefix(path, MaximumImportBytes) is not { } bytes)
        {
            diagnostics.Add(new Diagnostic(BindingErrors.ImportFailed, import.Path.Location, $"there is no file {name}")
            {
                Notes = [$"looked in {string.Join(", ", lookup.PlacesLookedIn)}"],
            });
            return null;
        }

        if (importing.Contains(path) || importing.Count >= MaximumImportDepth)
        {
            diagnostics.Report(BindingErrors.ImportFailed, import.Path.Location, $"{name} is being imported already: files import each other in a circle");
            return null;
        }

        var tree = SyntaxTree.Parse(new SourceText(path, Encoding.UTF8.GetString(bytes)));
        diagnostics.AddRange(tree.Diagnostics);
        return Collect(tree.Root, files, diagnostics, importing.Add(path));
    }
}
