using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>A value that whoever runs a graph supplies: a batch field, a loop counter, the result of an earlier action. Identity is the object.</summary>
public sealed class GraphInput(string name, TensorType type)
{
    public string Name { get; } = name;

    public TensorType Type { get; } = type;

    public override string ToString() => $"{Name}: {Type}";
}
