using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Units;
using Dsl.Language.Data;
using Dsl.Language.Operators;
using Dsl.Language.Syntax;

namespace Dsl.Architecture.Tests;

/// <summary>Whatever a script can name says what it does and shows it.</summary>
public class CatalogDocumentationTests
{
    /// <summary>Names with two meanings that the argument decides between: one_hot of a data set, and of a tensor.</summary>
    private static readonly string[] WithTwoMeanings = ["one_hot"];

    [Fact]
    public void OperatorsAreDocumented() =>
        Findings.AssertNone("a callable operator has a summary, an example, and a word on each parameter", OperatorCatalog.All.Where(static o => o.IsCallable).SelectMany(static o =>
            Missing($"operator {o.Name}", o.Summary, o.Example, o.Parameters.Select(static p => (p.Name, p.Summary)))));

    [Fact]
    public void UnitsAreDocumented() =>
        Findings.AssertNone("a unit has a summary, an example, and a word on each parameter", UnitCatalog.All.SelectMany(static u =>
            Missing($"unit {u.Name}", u.Summary, u.Example, u.Parameters.Select(static p => (p.Name, p.Summary)))));

    [Fact]
    public void DataFunctionsAreDocumented() =>
        Findings.AssertNone("a data function has a summary, an example, and a word on each parameter", DataCatalog.All.SelectMany(static f =>
            Missing($"data function {f.Name}", f.Summary, f.Example, f.Parameters.Select(static p => (p.Name, p.Summary)))));

    [Fact]
    public void LibraryDeclarationsAreDocumented() =>
        Findings.AssertNone("a declaration of the library has a comment with an example", LibraryDeclarations.Trees.SelectMany(static tree => tree.Root.Statements
            .Where(static s => s is FunctionDeclarationSyntax or ModelDeclarationSyntax or OptimizerDeclarationSyntax)
            .Where(static s => s.Documentation is not { } text || !text.Contains("```nn", StringComparison.Ordinal))
            .Select(s => $"{tree.Source.Path}: {tree.Source.Content.AsSpan(s.Span.Start, Math.Min(60, s.Span.Length))}")));

    [Fact]
    public void LibraryParsesWithoutAMistake() =>
        Findings.AssertNone("the library is well formed", LibraryDeclarations.Trees.SelectMany(static tree => tree.Diagnostics.Select(d => $"{tree.Source.Path}: {d.Message}")));

    [Fact]
    public void LibraryNamesAreThoseThatTheParserFinds() =>
        Assert.Equal(
            LibraryDeclarations.Trees.SelectMany(static tree => tree.Root.Statements).Select(static statement => statement switch
            {
                FunctionDeclarationSyntax function => function.Name.Text,
                ModelDeclarationSyntax model => model.Name.Text,
                OptimizerDeclarationSyntax optimizer => optimizer.Name.Text,
                _ => $"no declaration: {statement.Kind}",
            }).Order(StringComparer.Ordinal),
            LibraryDeclarations.Names.Order(StringComparer.Ordinal));

    [Fact]
    public void ANameIsDeclaredOnce()
    {
        var names = OperatorCatalog.All.Where(static o => o.IsCallable).Select(static o => (o.Name, Place: "operator"))
            .Concat(UnitCatalog.All.Select(static u => (u.Name, Place: "unit")))
            .Concat(DataCatalog.All.Select(static f => (f.Name, Place: "data function")))
            .Concat(LibraryDeclarations.Names.Select(static n => (Name: n, Place: "library")));
        Findings.AssertNone("a name is declared in one place", names.GroupBy(static n => n.Name).Where(static g => g.Count() > 1 && !WithTwoMeanings.Contains(g.Key))
            .Select(static g => $"{g.Key}: {string.Join(", ", g.Select(static n => n.Place))}"));
    }

    private static IEnumerable<string> Missing(string what, string summary, string? example, IEnumerable<(string Name, string Summary)> parameters)
    {
        if (string.IsNullOrWhiteSpace(summary))
            yield return $"{what} has no summary";
        if (string.IsNullOrWhiteSpace(example))
            yield return $"{what} has no example";
        foreach (var parameter in parameters.Where(static p => string.IsNullOrWhiteSpace(p.Summary)))
            yield return $"{what} says nothing of {parameter.Name}";
    }
}
