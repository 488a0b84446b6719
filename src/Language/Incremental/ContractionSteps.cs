using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Language.Incremental;

/// <summary>Steps of contractions.</summary>
internal static class ContractionSteps
{
    /// <summary>Axes that stay are viewed as in the result; where positions are summed, all so far are needed, and the products of those to come must be 0.</summary>
    public static IncrementalStep? Contract(IncrementalContext context, Node node, NodeView view)
    {
        var attributes = node.AttributesAs<ContractionAttributes>();
        var (leftNode, rightNode) = (node.Inputs[0], node.Inputs[1]);
        var (left, right) = (context.WholeOf(leftNode), context.WholeOf(rightNode));
        var position = 0;
        foreach (var (leftAxis, rightAxis) in attributes.Batch)
        {
            left = left.With(leftAxis, view[position]);
            right = right.With(rightAxis, view[position++]);
        }

        foreach (var axis in attributes.LeftFree(leftNode.Shape.Rank))
            left = left.With(axis, view[position++]);
        foreach (var axis in attributes.RightFree(rightNode.Shape.Rank))
            right = right.With(axis, view[position++]);
        var overTime = 0;
        var (leftTime, rightTime) = (-1, -1);
        foreach (var (leftAxis, rightAxis) in attributes.Contracted)
        {
            if (!context.IsTime(leftNode.Shape[leftAxis].Size) && !context.IsTime(rightNode.Shape[rightAxis].Size))
                continue;
            overTime++;
            (leftTime, rightTime) = (leftAxis, rightAxis);
            left = left.With(leftAxis, AxisView.History);
            right = right.With(rightAxis, AxisView.History);
        }

        if (overTime > 0 && (overTime > 1 || view.HasHistory))
            return context.Stop(node, "relates all positions of the sequence to each other");
        return new IncrementalStep([new ViewNeed(leftNode, left), new ViewNeed(rightNode, right)], inputs =>
        {
            var product = BoundsRules.Multiply(inputs[0].Bounds.ToAbsolute(), inputs[1].Bounds.ToAbsolute());
            if (overTime > 0 && !product.IsZero)
            {
                context.Stop(node, "sums over the whole sequence, positions that are yet to come included");
                return null;
            }

            var bounds = product.IsZero && view.HasHistory ? product : product.IsFinite || overTime > 0 ? ValueBounds.Finite : ValueBounds.Unknown;
            var (a, b) = overTime > 0
                ? (context.WithNumbers(inputs[0], leftTime, 0), context.WithNumbers(inputs[1], rightTime, 0))
                : (inputs[0].Node, inputs[1].Node);
            return new ViewValue(context.Builder.Create(node.Operator, [a, b], attributes, node.Location), bounds);
        });
    }
}
