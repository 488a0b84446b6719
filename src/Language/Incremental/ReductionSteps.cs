using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Incremental;

/// <summary>Steps of reductions.</summary>
internal static class ReductionSteps
{
    /// <summary>A reduction; over the sequence it needs all positions so far, and those to come must give nothing to it.</summary>
    public static IncrementalStep? Reduce(IncrementalContext context, Node node, NodeView view, Func<ValueBounds, bool> givesNothing, double nothing)
    {
        var attributes = node.AttributesAs<ReductionAttributes>();
        var shape = node.Inputs[0].Shape;
        var inner = context.WholeOf(node.Inputs[0]);
        var next = 0;
        var overTime = 0;
        var time = -1;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (!attributes.Axes.Contains(axis))
            {
                inner = inner.With(axis, view[next++]);
                continue;
            }

            next += attributes.Keep ? 1 : 0;
            if (context.IsTime(shape[axis].Size))
            {
                overTime++;
                time = axis;
                inner = inner.With(axis, AxisView.History);
            }
        }

        if (overTime > 0 && (overTime > 1 || view.HasHistory))
            return context.Stop(node, "relates all positions of the sequence to each other");
        return new IncrementalStep([new ViewNeed(node.Inputs[0], inner)], inputs =>
        {
            if (overTime > 0 && !givesNothing(inputs[0].Bounds))
            {
                context.Stop(node, "is taken over the whole sequence, positions that are yet to come included");
                return null;
            }

            // What is known of positions to come says nothing of the result where they give nothing to it.
            if (overTime > 0)
            {
                return new ViewValue(
                    context.Builder.Create(node.Operator, [context.WithNumbers(inputs[0], time, nothing)], attributes, node.Location),
                    node.Element == ElementType.Bool ? ValueBounds.Truth : ValueBounds.Finite);
            }

            return new ViewValue(
                context.Builder.Create(node.Operator, [inputs[0].Node], attributes, node.Location),
                view.HasHistory && node.Operator == ReductionOperators.Sum && inputs[0].Bounds.IsZero ? inputs[0].Bounds : BoundsOf(node, inputs[0].Bounds));
        });
    }

    /// <summary>A running sum, whose last value is kept.</summary>
    public static IncrementalStep? RunningSum(IncrementalContext context, Node node, NodeView view)
    {
        var axis = node.AttributesAs<AxisAttributes>().Axis;
        if (view[axis].Kind == AxisViewKind.Whole)
        {
            return new IncrementalStep(
                [new ViewNeed(node.Inputs[0], view)],
                inputs => new ViewValue(context.Builder.Create(node.Operator, [inputs[0].Node], node.Attributes, node.Location), BoundsOf(node, inputs[0].Bounds)));
        }

        if (view[axis] != AxisView.Newest || context.OffsetOf(node.Shape[axis].Size) != 0)
            return context.Stop(node, "is needed at other positions than the newest");
        return new IncrementalStep(
            [new ViewNeed(node.Inputs[0], view)],
            inputs => context.WithoutFuture(node.Inputs[0], view, inputs[0]) is { } row
                ? new ViewValue(
                    context.AddState(
                        row.Type, 0, old => context.Builder.Add(old, row), node.Inputs[0],
                        view.HasHistory || view.Axes.Count(static a => a.Kind == AxisViewKind.Rows) > 1 ? null : whole => context.Builder.Sum(whole, [axis], keep: true)),
                    inputs[0].Bounds.IsZero ? inputs[0].Bounds : BoundsOf(node, inputs[0].Bounds))
                : null);
    }

    private static ValueBounds BoundsOf(Node node, ValueBounds input) =>
        node.Element == ElementType.Bool ? ValueBounds.Truth : node.Operator == ReductionOperators.Max || node.Operator == ReductionOperators.Min ? Extreme(input) : Others(input);

    private static ValueBounds Extreme(ValueBounds input) => input.IsFinite ? input : ValueBounds.Finite;

    private static ValueBounds Others(ValueBounds input) => input.IsFinite || input.IsMinusInfinity ? ValueBounds.Finite : ValueBounds.Unknown;
}
