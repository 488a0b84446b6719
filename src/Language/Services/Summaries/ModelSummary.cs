using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Services.Summaries;

/// <summary>The layers and weights of a model with what they count, for inputs of given sizes; nothing of it is computed.</summary>
/// <param name="Name">The name in the script.</param>
/// <param name="Sizes">The sizes that were given to open dimensions: <c>batch 1, T 2048</c>.</param>
/// <param name="Layers">In the order of their first application.</param>
/// <param name="Weights">In the order of their making.</param>
public sealed record ModelSummary(
    string Name, ImmutableArray<(string Name, long Size)> Sizes, ImmutableArray<SummarizedLayer> Layers, ImmutableArray<SummarizedWeight> Weights)
{
    /// <summary>A step forwards and backwards computes about three times what a step forwards does: two products for each one, by its input and by its weights.</summary>
    public const double StepFactor = 3;

    /// <summary>Trainable numbers.</summary>
    public long Parameters => Weights.Where(static weight => weight.IsTrained).Sum(static weight => weight.Elements);

    /// <summary>Numbers that are kept and not trained.</summary>
    public long States => Weights.Where(static weight => !weight.IsTrained).Sum(static weight => weight.Elements);

    /// <summary>Floating-point operations, once forwards.</summary>
    public double Operations => Layers.Sum(static layer => layer.Operations);

    /// <summary>Floating-point operations of a step of training.</summary>
    public double StepOperations => StepFactor * Operations;

    /// <summary>Numbers that a training keeps for the gradient.</summary>
    public double ActivationElements => Layers.Sum(static layer => layer.ActivationElements);

    /// <summary>What a training with this precision keeps for the gradient, in bytes.</summary>
    public double ActivationBytes(ElementType precision) => Layers.Sum(layer => layer.ActivationBytes(precision));
}
