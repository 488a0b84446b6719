using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Language.Graph;

/// <summary>How an operator becomes loops. Used on graphs whose every size is a known number.</summary>
public abstract record LoweringRule
{
    private protected LoweringRule()
    {
    }
}

/// <summary>One element of the result, given its indices, as an expression over elements of the inputs.</summary>
public sealed record ElementLowering(Func<LoweringContext, ImmutableArray<IndexExpression>, ScalarExpression> Element) : LoweringRule;

/// <summary>The result is written by a kernel of its own kind (scatter, solve, sort, scan), or the operator is a source that takes no kernel.</summary>
public sealed record KernelLowering(KernelKind Kind) : LoweringRule;
