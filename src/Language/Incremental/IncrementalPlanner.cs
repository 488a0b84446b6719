using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Incremental;

/// <summary>
/// Derives, from the graph of a model of sequences, what one more position costs: only the newest position of every value is computed, and of
/// what later positions need from earlier ones a history is kept.
/// </summary>
/// <remarks>
/// Backwards from the output it is noted what is wanted of each value (<see cref="NodeView"/>); then, forwards, every wanted view is built. A sum or
/// a maximum over a history is right only where positions that are yet to come give nothing to it, which is proved from bounds of their
/// values (<see cref="ValueBounds"/>): a mask makes scores minus infinity, whose exponentials are 0. A model for which the proof fails sees the future.
/// The proof is about the model's own values at those positions. What stands in their place before they have come may be no numbers at all
/// (<see cref="UnwrittenValues"/>), and is then replaced by what gives nothing.
/// </remarks>
public static class IncrementalPlanner
{
    /// <summary>The incremental form, or why there is none.</summary>
    /// <param name="builder">Makes the nodes of the form.</param>
    /// <param name="output">The model's output; one of its axes is the sequence.</param>
    /// <param name="input">The model's input, a node of the graph.</param>
    /// <param name="length">The length of the sequence, a symbol in the shapes.</param>
    public static IncrementalResult Derive(GraphBuilder builder, Node output, Node input, DimensionSymbol length)
    {
        var unrolled = TurnUnrolling.Apply(builder, output, length);
        var context = new IncrementalContext(builder, input, length, unrolled);
        ImmutableArray<Node> roots = [unrolled.Output, .. unrolled.Carries.Select(static c => c.Next)];
        var order = GraphTraversal.TopologicalOrder(roots);
        context.Classify(order);
        context.Want(unrolled.Output, context.NewestOf(unrolled.Output));
        foreach (var carried in unrolled.Carries)
            context.Want(carried.Next, context.WholeOf(carried.Next));
        for (var i = order.Length - 1; i >= 0; i--)
        {
            if (!PlanViews(context, order[i]))
                return new IncrementalResult(null, context.Obstacle);
        }

        foreach (var node in order)
        {
            if (!BuildViews(context, node))
                return new IncrementalResult(null, context.Obstacle);
        }

        return context.Complete(unrolled.Output) is { } form ? new IncrementalResult(form, null) : new IncrementalResult(null, context.Obstacle);
    }

    private static bool PlanViews(IncrementalContext context, Node node)
    {
        if (context.CarryOf(node) is { } carried && !context.WantCarried(carried))
            return false;
        var views = context.ViewsOf(node);
        for (var i = 0; i < views.Count; i++)
        {
            if (StepRules.Plan(context, node, views[i].View) is not { } step)
                return false;
            views[i] = views[i] with { Step = step };
            foreach (var need in step.Needs)
            {
                if (!context.TryWant(node, need))
                    return false;
            }
        }

        return true;
    }

    // What a view of a node needs of the same node is its newest position, which needs only others.
    private static bool BuildViews(IncrementalContext context, Node node)
    {
        var views = context.ViewsOf(node);
        foreach (var ownNeeds in new[] { false, true })
        {
            foreach (var (view, step) in views)
            {
                if (step!.Needs.Any(n => ReferenceEquals(n.Node, node)) != ownNeeds)
                    continue;
                ImmutableArray<ViewValue> inputs = [.. step.Needs.Select(context.Built)];
                if (step.Build(inputs) is not { } built)
                    return false;
                context.Keep(node, view, built with { Unwritten = view.HasHistory ? inputs.Select(static i => i.Unwritten).Append(built.Unwritten).Max() : UnwrittenValues.AsWritten });
            }
        }

        return true;
    }
}
