using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Programs;

/// <summary>What a step of training starts from: the loss of a batch, and its gradients by the weights, scaled where the loss is.</summary>
public sealed record StepSources(Node Loss, ImmutableArray<Node> Gradients)
{
    /// <summary>What the step needs of the gradients, as they are without the scale.</summary>
    public GradientRange Range { get; init; }
}
