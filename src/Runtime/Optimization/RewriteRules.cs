using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>
/// The rewrite rules, one row each. None changes a result by more than the rounding of the operations that it replaces or puts in their place; sums may be
/// formed in another order.
/// </summary>
public static class RewriteRules
{
    private static readonly Dictionary<Operator, ImmutableArray<RewriteRule>> ByOperator = [];

    static RewriteRules()
    {
        All = [.. LiteralRules.All, .. ArithmeticRules.All, .. MovementRules.All, .. ReductionRules.All, .. ContractionRules.All, .. IndexingRules.All];
        foreach (var rule in All)
        {
            foreach (var @operator in rule.Operators)
                ByOperator[@operator] = For(@operator).Add(rule);
        }
    }

    /// <summary>All rules, in the order in which they are tried.</summary>
    public static ImmutableArray<RewriteRule> All { get; }

    /// <summary>The rules that may replace operations of an operator.</summary>
    public static ImmutableArray<RewriteRule> For(Operator @operator) => ByOperator.TryGetValue(@operator, out var rules) ? rules : [];
}
