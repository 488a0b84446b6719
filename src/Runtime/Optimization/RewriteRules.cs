using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>
/// The rewrite rules, one row each. None changes a result by more than the rounding of the operations that it replaces or puts in their place; sums may be
/// formed in another order.
/// </summary>
public static class RewriteRules
{
    private static readonly IReadOnlyDictionary<Operator, ImmutableArray<RewriteRule>> ByOperator;

    static RewriteRules()
    {
        All = [.. LiteralRules.All, .. ArithmeticRules.All, .. MovementRules.All, .. ReductionRules.All, .. ContractionRules.All, .. IndexingRules.All];
        var found = new Dictionary<Operator, ImmutableArray<RewriteRule>>();
        foreach (var rule in All)
        {
            foreach (var @operator in rule.Operators)
                found[@operator] = found.TryGetValue(@operator, out var rules) ? rules.Add(rule) : [rule];
        }

        ByOperator = found;
    }

    /// <summary>All rules, in the order in which they are tried.</summary>
    public static ImmutableArray<RewriteRule> All { get; }

    /// <summary>The rules that may replace operations of an operator.</summary>
    public static ImmutableArray<RewriteRule> For(Operator @operator) => ByOperator.TryGetValue(@operator, out var rules) ? rules : [];
}
