using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Optimization;

/// <summary>
/// Turns the gradient of a convolution by its input, which adds the windows of a product back where they came from, into a convolution of the padded gradient
/// with the reversed kernel: with K positions in a window, sum over i + d j = n of a_i b_j is sum over j of a'_(n + d j) b_(K - 1 - j), where a' has d (K - 1)
/// zeros before a. The windows are then never stored.
/// </summary>
internal sealed class ConvolutionRewriter(GraphBuilder builder) : INodeRewriter
{
    private readonly Dictionary<Node, LabelledProduct> convolutions = new(ReferenceEqualityComparer.Instance);

    public Node Rewrite(Node node)
    {
        var product = node.Operator == WindowOperators.OverlapAdd ? AsConvolution(node)
            : node.Operator == MovementOperators.Slice && convolutions.TryGetValue(node.Inputs[0], out var convolution) ? Narrow(node, convolution)
            : null;
        if (product is null)
            return node;
        var result = product.Build(builder, node.Type, node.Location);
        convolutions.Add(result, product);
        return result;
    }

    private LabelledProduct? AsConvolution(Node node)
    {
        var overlap = node.AttributesAs<OverlapAddAttributes>();
        if (overlap.Stride.ConstantValue != 1 || overlap.Dilation.ConstantValue is not { } dilation || overlap.Length.ConstantValue is not { } length)
            return null;
        if (LabelledProduct.Of(node.Inputs[0]) is not { } product)
            return null;
        var (position, window) = (product.OutputLabels[overlap.Axis], product.OutputLabels[overlap.Axis + 1]);
        if (product.LeftLabels.Contains(window) && product.RightLabels.Contains(position))
            product = product.Swapped();
        if (!product.LeftLabels.Contains(position) || product.LeftLabels.Contains(window) || product.RightLabels.Contains(position))
            return null;
        var (leftAxis, rightAxis) = (product.LeftLabels.IndexOf(position), product.RightLabels.IndexOf(window));
        var positions = product.Left.Shape[leftAxis].Size.ConstantValue;
        var size = product.Right.Shape[rightAxis].Size.ConstantValue;
        if (positions is null or 0 || size is null or < 2 || length < positions)
            return null;
        var padded = WindowedAxis.Pad(builder, product.Left, leftAxis, dilation * (size.Value - 1), length - positions.Value);
        return product with
        {
            Left = builder.Create(WindowOperators.Window, [padded], new WindowAttributes(leftAxis, size.Value, 1, dilation)),
            LeftLabels = product.LeftLabels.Insert(leftAxis + 1, window),
            Right = builder.Create(MovementOperators.Reverse, [product.Right], new AxisAttributes(rightAxis)),
            OutputLabels = product.OutputLabels.RemoveAt(overlap.Axis + 1),
        };
    }

    /// <summary>Computes only what a slice leaves of a convolution.</summary>
    private LabelledProduct? Narrow(Node node, LabelledProduct product)
    {
        var slice = node.AttributesAs<SliceAttributes>();
        if (slice.Step.ConstantValue != 1 || slice.Start.ConstantValue is not { } start || slice.Stop.ConstantValue is not { } stop || stop <= start)
            return null;
        var label = product.OutputLabels[slice.Axis];
        if (!product.LeftLabels.Contains(label) || product.RightLabels.Contains(label))
            return null;
        return product with { Left = WindowedAxis.Slice(builder, product.Left, product.LeftLabels.IndexOf(label), start, stop - start) };
    }
}
