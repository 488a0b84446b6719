using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>What a shape rule sees: the inputs' types, the attributes, and what is known about sizes.</summary>
public sealed record InferenceContext(ImmutableArray<TensorType> Inputs, OperatorAttributes Attributes, DimensionFacts Facts)
{
    /// <summary>The input nodes, for the few rules that look beyond types; empty where only types are known.</summary>
    public ImmutableArray<Node> Nodes { get; init; } = [];

    public T AttributesAs<T>() where T : OperatorAttributes => (T)Attributes;
}
