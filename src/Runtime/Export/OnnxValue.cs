using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Runtime.Export;

/// <summary>An input or output of an ONNX graph.</summary>
/// <param name="Sizes">Numbers, or expressions in the names of sizes that each run chooses.</param>
internal sealed record OnnxValue(string Name, OnnxElementType Element, ImmutableArray<Dimension> Sizes)
{
    public static OnnxValue Of(string name, TensorType type) => new(name, OnnxElementTypes.Of(type.Element), [.. type.Shape.Axes.Select(static axis => axis.Size)]);
}
