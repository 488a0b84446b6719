using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Incremental;

/// <summary>Steps of values that come from outside, and of a recurrence's turn.</summary>
internal static class SourceSteps
{
    /// <summary>The model's input, of which only the newest position is given.</summary>
    public static IncrementalStep? Input(IncrementalContext context, Node node, NodeView view) => context.IsModelInput(node)
        ? new IncrementalStep([], _ => new ViewValue(context.NewInput, ValueBounds.Finite))
        : context.Stop(node, "is given for the whole sequence");

    /// <summary>The newest position without its axis.</summary>
    public static IncrementalStep Turn(IncrementalContext context, Node node, NodeView view)
    {
        var inner = new NodeView(view.Axes.Insert(0, AxisView.Newest));
        return new IncrementalStep([new ViewNeed(node.Inputs[0], inner)], inputs => new ViewValue(context.Builder.Squeeze(inputs[0].Node, 0), inputs[0].Bounds));
    }

    /// <summary>What a turn gives, at the newest position.</summary>
    public static IncrementalStep? Stack(IncrementalContext context, Node node, NodeView view) => view[0] == AxisView.Newest
        ? new IncrementalStep(
            [new ViewNeed(node.Inputs[0], new NodeView(view.Axes.RemoveAt(0)))],
            inputs => new ViewValue(context.Builder.Unsqueeze(inputs[0].Node, 0), inputs[0].Bounds))
        : context.Stop(node, "is needed at other positions than the newest");

    /// <summary>The number of the newest position.</summary>
    public static IncrementalStep Position(IncrementalContext context, Node node, NodeView view) =>
        new([], _ => new ViewValue(context.Position, ValueBounds.FromNewest(0, 0)));

    /// <summary>What the turn before handed on.</summary>
    public static IncrementalStep Carried(IncrementalContext context, Node node, NodeView view) =>
        new([], _ => new ViewValue(context.ReadCarried(context.CarryOf(node)!), node.Element == ElementType.Bool ? ValueBounds.Truth : ValueBounds.Finite));
}
