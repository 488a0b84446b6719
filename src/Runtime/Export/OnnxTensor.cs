using System.Collections.Immutable;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Export;

/// <summary>Numbers that an ONNX graph brings along: a weight, or a constant.</summary>
/// <param name="Value">Lives at least until the graph is written.</param>
internal sealed record OnnxTensor(string Name, Tensor Value)
{
    public OnnxElementType Element => OnnxElementTypes.Of(Value.Element);

    public ImmutableArray<int> Shape => Value.Shape;
}
