using System.Collections.Immutable;

namespace Dsl.Language.Graph;

/// <summary>What an operator says about its gradient: never silence.</summary>
public abstract record GradientRule
{
    private protected GradientRule()
    {
    }
}

/// <summary>Builds, from the gradient of the result, the gradient of each input; null for an input that has none (an int, a condition).</summary>
public sealed record DifferentiableRule(Func<GradientContext, ImmutableArray<Node?>> Build) : GradientRule;

/// <summary>The function is piecewise constant: its gradient is zero almost everywhere, and the reason says so.</summary>
public sealed record ZeroAlmostEverywhereRule(string Reason) : GradientRule;

/// <summary>Asking for this gradient is an error with this reason.</summary>
public sealed record NotDifferentiableRule(string Reason) : GradientRule;
