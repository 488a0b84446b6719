using System.Collections.Immutable;

namespace Dsl.Runtime.Export;

/// <summary>A graph of ONNX: a model, or the body of a recurrence, which may name values of the graph around it.</summary>
internal sealed record OnnxGraph(
    string Name,
    ImmutableArray<OnnxNode> Nodes,
    ImmutableArray<OnnxTensor> Initializers,
    ImmutableArray<OnnxValue> Inputs,
    ImmutableArray<OnnxValue> Outputs)
{
    /// <summary>What the model says of itself; empty for a body.</summary>
    public string Description { get; init; } = string.Empty;
}
