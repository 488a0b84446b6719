namespace Dsl.Language.Programs;

/// <summary>What a step needs of its gradients to be taken.</summary>
public enum GradientRange
{
    /// <summary>Every number is finite.</summary>
    Finite,

    /// <summary>The square of every number is finite: the optimizer keeps such squares, and an infinite one would hold its weight for good.</summary>
    FiniteSquares,

    /// <summary>The sum of the squares of all numbers is finite: clipping divides by its root.</summary>
    FiniteNorm,
}
