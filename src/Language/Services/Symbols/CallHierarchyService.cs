using System.Collections.Immutable;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

/// <summary>Which models, functions and optimizers use which.</summary>
public static class CallHierarchyService
{
    /// <summary>The model, function or optimizer that a position names; null where it names none.</summary>
    public static Symbol? Prepare(ScriptAnalysis analysis, int position) =>
        analysis.Symbols.At(position)?.Symbol is { Kind: SymbolKind.Model or SymbolKind.Function or SymbolKind.Optimizer } symbol ? symbol : null;

    /// <summary>Who uses a declaration, text by text in order.</summary>
    public static ImmutableArray<ApplicationCall> Incoming(IEnumerable<ScriptAnalysis> analyses, Symbol symbol)
    {
        var calls = ImmutableArray.CreateBuilder<ApplicationCall>();
        foreach (var analysis in analyses)
        {
            var users = new List<(Symbol? User, List<TextSpan> Sites)>();
            foreach (var reference in analysis.Symbols.ReferencesTo(symbol).Where(static r => !r.IsDeclaration))
            {
                var user = UserOf(analysis, reference.Span.Start);
                if (users.FindIndex(u => Equals(u.User, user)) is var known and >= 0)
                    users[known].Sites.Add(reference.Span);
                else
                    users.Add((user, [reference.Span]));
            }

            calls.AddRange(users.Select(u => new ApplicationCall(u.User, analysis.Source, [.. u.Sites])));
        }

        return calls.ToImmutable();
    }

    /// <summary>What a declaration uses, in the order of first use; that of the library in its own text.</summary>
    public static ImmutableArray<ApplicationCall> Outgoing(IEnumerable<ScriptAnalysis> analyses, Symbol symbol)
    {
        if (symbol.FullDeclaration is not { } whole)
            return [];
        var table = whole.Source.IsLibrary
            ? LibraryDeclarations.Trees.Where(tree => tree.Source == whole.Source).Select(static tree => SymbolResolver.Resolve(tree, NoFiles.Instance, null, [])).FirstOrDefault()
            : analyses.FirstOrDefault(analysis => analysis.Source.Path == whole.Source.Path)?.Symbols;
        if (table is null)
            return [];
        return
        [
            .. table.References
                .Where(r => !r.IsDeclaration && r.Symbol.Kind is SymbolKind.Model or SymbolKind.Function or SymbolKind.Optimizer && whole.Span.Contains(r.Span.Start))
                .GroupBy(static r => r.Symbol)
                .Select(group => new ApplicationCall(group.Key, whole.Source, [.. group.Select(static r => r.Span)])),
        ];
    }

    private static Symbol? UserOf(ScriptAnalysis analysis, int position) =>
        analysis.Tree.FindPath(position).OfType<StatementSyntax>().Select(DeclaredSymbols.Of).FirstOrDefault(static s => s is not null);
}
