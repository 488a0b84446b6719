using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Incremental;

/// <summary>Views that need earlier positions of a computed value: they are kept as they are computed.</summary>
internal static class HistorySteps
{
    /// <summary>The step that keeps what a view needs of earlier positions; null where it needs none, or where the operation's inputs are kept instead.</summary>
    public static IncrementalStep? Keep(IncrementalContext context, Node node, NodeView view)
    {
        if (view.HasHistory)
            return view.HasRows || IsPassedOn(context, node, view) ? null : KeepAll(context, node, view);

        for (var axis = 0; axis < view.Axes.Length; axis++)
        {
            if (view[axis].Kind == AxisViewKind.Rows && view[axis] != AxisView.Newest && context.OffsetOf(node.Shape[axis].Size) == 0)
                return KeepLast(context, node, view, axis, 0);
        }

        return null;
    }

    /// <summary>Keeps the last few positions of an axis; before the first there is the given value.</summary>
    public static IncrementalStep? KeepLast(IncrementalContext context, Node node, NodeView view, int axis, double before)
    {
        var rows = view[axis];
        if (rows.Last > 0)
            return context.Stop(node, $"is needed {rows.Last} ahead of the position that it is needed for");
        var newest = view.With(axis, AxisView.Newest);
        var depth = 1 - rows.First;
        return new IncrementalStep([new ViewNeed(node, newest)], inputs =>
        {
            var builder = context.Builder;
            if (context.WithoutFuture(node, newest, inputs[0]) is not { } row)
                return null;
            var kept = context.AddState(
                new TensorType(node.Element, row.Shape.WithAxis(axis, depth)), before,
                old => depth == 1 ? row : builder.Concatenate([builder.Slice(old, axis, 1, depth), row], axis),
                node,
                view.HasHistory || view.Axes.Count(static a => a.Kind == AxisViewKind.Rows) > 1
                    ? null
                    : whole => builder.Slice(builder.Pad(whole, axis, depth, 0, before), axis, context.Length, context.Length + depth));
            var bounds = ValueBounds.Join(inputs[0].Bounds.Shifted(rows.First, rows.Last), ValueBounds.Exactly(before));
            return new ViewValue(rows.Count == depth ? kept : builder.Slice(kept, axis, 0, rows.Count), bounds);
        });
    }

    // Only the newest position of a history is written; what lies beyond it is zeros.
    private static IncrementalStep? KeepAll(IncrementalContext context, Node node, NodeView view)
    {
        var axis = view.HistoryAxis;
        if (context.OffsetOf(node.Shape[axis].Size) != 0)
            return context.Stop(node, "counts more or fewer than the positions of the sequence");
        return new IncrementalStep([new ViewNeed(node, view.With(axis, AxisView.Newest))], inputs =>
        {
            var row = inputs[0].Node;
            var type = new TensorType(node.Element, row.Shape.WithAxis(axis, context.Capacity));
            var kept = context.AddState(type, 0, old => context.Builder.WriteAt(old, row, context.Position, axis), node, whole => context.Builder.Pad(whole, axis, 0, context.Capacity - context.Length));
            return new ViewValue(kept, node.Element == ElementType.Bool ? ValueBounds.Truth : ValueBounds.Finite, UnwrittenValues.Numbers);
        });
    }

    // Keeping what is moved around or repeated would only take more memory than keeping what it is made of.
    // Only where positions come to lie side by side, as keys do for scores, that order is kept.
    private static bool IsPassedOn(IncrementalContext context, Node node, NodeView view)
    {
        if (node.Operator == MovementOperators.Transpose && view.HistoryAxis == view.Axes.Length - 1)
            return false;
        var isMovement = node.Operator == MovementOperators.Reshape || node.Operator == MovementOperators.Transpose || node.Operator == MovementOperators.Broadcast
            || node.Operator == MovementOperators.Unsqueeze || node.Operator == MovementOperators.Squeeze || node.Operator == LabelOperators.Label
            || node.Operator == FunctionOperators.StopGradient || node.Operator == RecomputationOperators.Recomputed;
        return isMovement && node.Inputs[0].Shape.Axes.Any(a => context.IsTime(a.Size));
    }
}
