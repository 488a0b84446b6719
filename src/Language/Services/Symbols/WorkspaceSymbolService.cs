using System.Collections.Immutable;
using Dsl.Language.Services.Analysis;

namespace Dsl.Language.Services.Symbols;

/// <summary>Finds symbols of several texts by a few letters of their names.</summary>
public static class WorkspaceSymbolService
{
    /// <summary>The symbols that texts declare whose names have the letters of the query in order, best first.</summary>
    /// <param name="analyses">The texts.</param>
    /// <param name="query">Some letters, in any case; empty finds everything.</param>
    /// <param name="most">How many at most.</param>
    public static ImmutableArray<Symbol> Find(IEnumerable<ScriptAnalysis> analyses, string query, int most = 200) =>
        Find(analyses.Select(static analysis => analysis.Symbols), query, most);

    /// <summary>The same over tables, which a text that was only parsed has too.</summary>
    public static ImmutableArray<Symbol> Find(IEnumerable<SymbolTable> tables, string query, int most = 200)
    {
        var found = new List<(int Score, Symbol Symbol)>();
        foreach (var table in tables)
        {
            foreach (var reference in table.References)
            {
                if (reference.IsDeclaration && IsWanted(reference.Symbol) && Score(reference.Symbol.Name, query) is { } score)
                    found.Add((score, reference.Symbol));
            }
        }

        return [.. found.OrderByDescending(static f => f.Score).ThenBy(static f => f.Symbol.Name.Length).ThenBy(static f => f.Symbol.Name, StringComparer.Ordinal).Take(most).Select(static f => f.Symbol)];
    }

    // What a body keeps for itself is found in its own outline.
    private static bool IsWanted(Symbol symbol) =>
        symbol.Kind is SymbolKind.Function or SymbolKind.Model or SymbolKind.Optimizer or SymbolKind.Weight or SymbolKind.State
        || (symbol.Kind == SymbolKind.Local && symbol.Container is null);

    /// <summary>How well a name fits: letters that begin a word or follow one another count more; null when a letter is missing.</summary>
    internal static int? Score(string name, string query)
    {
        var score = 0;
        var next = 0;
        var last = -2;
        for (var i = 0; i < name.Length && next < query.Length; i++)
        {
            if (char.ToLowerInvariant(name[i]) != char.ToLowerInvariant(query[next]))
                continue;
            var beginsWord = i == 0 || name[i - 1] == '_' || (char.IsUpper(name[i]) && char.IsLower(name[i - 1]));
            score += 1 + (beginsWord ? 4 : 0) + (last == i - 1 ? 3 : 0) + (name[i] == query[next] ? 1 : 0);
            last = i;
            next++;
        }

        return next < query.Length ? null : score;
    }
}
