using Dsl.Language.Types;

namespace Dsl.Language.Services.Summaries;

/// <summary>A layer, or the layers of the same role in a loop taken together, with what only they have and do: layers within have lines of their own.</summary>
/// <param name="Path">Its path, a <c>*</c> for the turn of a loop; empty for what the model does between its layers.</param>
/// <param name="Count">How many layers, or applications of one.</param>
/// <param name="Output">What one gives: <c>[1, 2048, 12288]</c>; empty where that is no single tensor.</param>
/// <param name="Parameters">The trainable numbers of all of them.</param>
/// <param name="Operations">The floating-point operations of all of them, once forwards.</param>
/// <param name="ActivationElements">The numbers of all of them that a training keeps for the gradient: results of products and sums, and what layers give.</param>
/// <param name="WideElements">Those of them that have 32 bits also in a training that keeps values in 16.</param>
public sealed record SummarizedLayer(string Path, int Count, string Output, long Parameters, double Operations, double ActivationElements, double WideElements)
{
    /// <summary>What a training with this precision keeps for the gradient, in bytes.</summary>
    public double ActivationBytes(ElementType precision) => precision is ElementType.Float16 or ElementType.BFloat16
        ? ((ActivationElements - WideElements) * precision.ByteSize()) + (WideElements * ElementType.Float32.ByteSize())
        : ActivationElements * precision.ByteSize();
}
