using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>
/// Products whose few results each add up very many terms, as the gradient of a convolution's weights for few channels: one image's terms after the other's, the images' sums
/// are computed where an image is, by all threads; then they are added.
/// </summary>
internal static class LongProducts
{
    private const double FewestTerms = 1 << 14;
    private const double FewestTermsOfPart = 256;
    private const long FewestParts = 8;

    // What the parts' results take beside what is read.
    private const double MostShare = 0.125;

    /// <summary>A product for each turn of the outermost summed axis, and the sum of those; null where that is no gain.</summary>
    public static Node? InTwoStages(GraphBuilder builder, Node node)
    {
        var attributes = node.AttributesAs<ContractionAttributes>();
        var (left, right) = (node.Inputs[0], node.Inputs[1]);
        var outermost = new AxisPair(0, 0);
        if (!attributes.Batch.IsEmpty || attributes.Contracted.Length < 2 || !attributes.Contracted.Contains(outermost) || node.Element is not (ElementType.Float32 or ElementType.Float64))
            return null;
        var terms = attributes.Contracted.Aggregate(1.0, (product, pair) => product * (left.Shape[pair.Left].Size.ConstantValue ?? 0));
        if (left.Shape[0].Size.ConstantValue is not { } parts || parts < FewestParts || terms < FewestTerms || terms < FewestTermsOfPart * parts)
            return null;
        if (NodeCosts.Count(node) * parts > MostShare * (NodeCosts.Count(left) + NodeCosts.Count(right)))
            return null;
        var product = builder.Create(node.Operator, node.Inputs, new ContractionAttributes([outermost], attributes.Contracted.Remove(outermost)), node.Location);
        return builder.Sum(product, [0]);
    }
}
