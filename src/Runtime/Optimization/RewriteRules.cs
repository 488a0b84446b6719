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
        ByOperator = All
            .SelectMany(static rule => rule.Operators.Select(@operator => (Operator: @operator, Rule: rule)))
            .GroupBy(static pair => pair.Operator, static pair => pair.Rule)
            .ToDictionary(static group => group.Key, static group => group.ToImmutableArray());
    }

    /// <summary>All rules, in the order in which they are tried.</summary>
    public static ImmutableArray<RewriteRule> All { get; }

    /// <summary>The rules that may replace operations of an operator.</summary>
    public static ImmutableArray<RewriteRule> For(Operator @operator) => ByOperator.TryGetValue(@operator, out var rules) ? rules : [];
}
