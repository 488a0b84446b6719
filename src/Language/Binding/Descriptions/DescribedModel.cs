using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Descriptions;

/// <summary>A model that a script binds to a name, applied to inputs with a batch of open size; nothing of it is computed.</summary>
/// <param name="Name">The name in the script.</param>
/// <param name="Instance">The model with its settings and weights.</param>
/// <param name="Outputs">What it gives; empty where its inputs are not known, and then its weights may be unknown as well.</param>
/// <param name="Applications">Its own application and those of all layers within, each after those within it.</param>
/// <param name="Batch">The size of the inputs' leading axis; null where it is a number.</param>
/// <param name="Bounds">The largest value that requirements allow, for other sizes that are open.</param>
public sealed record DescribedModel(
    string Name,
    ModelInstance Instance,
    ImmutableArray<Node> Outputs,
    ImmutableArray<LayerApplication> Applications,
    DimensionSymbol? Batch,
    ImmutableDictionary<DimensionSymbol, long> Bounds)
{
    /// <summary>What it is applied to, in the order of its parameters.</summary>
    public ImmutableArray<GraphInput> Inputs { get; init; } = [];

    /// <summary>What each output is called: as the field of a record that it is, else by its place in a tuple.</summary>
    public ImmutableArray<string> OutputNames { get; init; } = [];

    /// <summary>Calls of functions and operators within, each after those within it.</summary>
    public ImmutableArray<FunctionApplication> Calls { get; init; } = [];
}
