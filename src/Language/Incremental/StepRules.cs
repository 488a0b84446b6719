using System.Collections.Frozen;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Incremental;

/// <summary>How each operator's views follow from views of its inputs.</summary>
internal static class StepRules
{
    private delegate IncrementalStep? Rule(IncrementalContext context, Node node, NodeView view);

    private static readonly FrozenDictionary<Operator, Rule> Rules = new Dictionary<Operator, Rule>
    {
        [MovementOperators.Reshape] = MovementSteps.Reshape,
        [MovementOperators.Broadcast] = MovementSteps.Broadcast,
        [MovementOperators.Transpose] = MovementSteps.Transpose,
        [MovementOperators.Unsqueeze] = MovementSteps.Unsqueeze,
        [MovementOperators.Squeeze] = MovementSteps.Squeeze,
        [MovementOperators.Slice] = PartSteps.Slice,
        [MovementOperators.Pad] = PartSteps.Pad,
        [MovementOperators.Concatenate] = PartSteps.Concatenate,
        [WindowOperators.Window] = PartSteps.Window,
        [ContractionOperators.Contract] = ContractionSteps.Contract,
        [ReductionOperators.Sum] = static (c, n, v) => ReductionSteps.Reduce(c, n, v, static b => b.IsZero, 0),
        [ReductionOperators.Product] = static (c, n, v) => ReductionSteps.Reduce(c, n, v, static b => b.Is(1), 1),
        [ReductionOperators.Max] = static (c, n, v) => ReductionSteps.Reduce(c, n, v, static b => b.IsNegligible, double.NegativeInfinity),
        [ReductionOperators.ArgMax] = static (c, n, v) => ReductionSteps.Reduce(c, n, v, static b => b.IsNegligible, double.NegativeInfinity),
        [ReductionOperators.Min] = static (c, n, v) => ReductionSteps.Reduce(c, n, v, static b => b.IsOverwhelming, double.PositiveInfinity),
        [ReductionOperators.ArgMin] = static (c, n, v) => ReductionSteps.Reduce(c, n, v, static b => b.IsOverwhelming, double.PositiveInfinity),
        [ReductionOperators.Any] = static (c, n, v) => ReductionSteps.Reduce(c, n, v, static b => b.Is(0), 0),
        [ReductionOperators.All] = static (c, n, v) => ReductionSteps.Reduce(c, n, v, static b => b.Is(1), 1),
        [ReductionOperators.CumulativeSum] = ReductionSteps.RunningSum,
        [IndexingOperators.Range] = IndexingSteps.Range,
        [IndexingOperators.Gather] = IndexingSteps.Gather,
        [IndexingOperators.Select] = IndexingSteps.Select,
        [IndexingOperators.Pick] = IndexingSteps.Pick,
        [IndexingOperators.OneHot] = IndexingSteps.OneHot,
        [RecomputationOperators.Recomputed] = static (_, n, v) => new IncrementalStep([new ViewNeed(n.Inputs[0], v)], static inputs => inputs[0]),
        [SourceOperators.Input] = SourceSteps.Input,
        [TurnOperators.Turn] = SourceSteps.Turn,
        [TurnOperators.Stack] = SourceSteps.Stack,
        [TurnOperators.Position] = SourceSteps.Position,
        [TurnOperators.Carried] = SourceSteps.Carried,
    }.ToFrozenDictionary();

    /// <summary>The step that makes a view; null where there is none, which the context then knows.</summary>
    public static IncrementalStep? Plan(IncrementalContext context, Node node, NodeView view)
    {
        if (!context.IsMoving(node))
        {
            var bounds = BoundsRules.OfConstant(node);
            return new IncrementalStep([], _ => new ViewValue(node, bounds));
        }

        if (view.Axes.Count(static a => a.Kind == AxisViewKind.History) > 1)
            return context.Stop(node, "relates all positions of the sequence to each other");
        if (context.IsFromInput(node))
        {
            var kept = HistorySteps.Keep(context, node, view);
            if (kept is not null || context.Obstacle is not null)
                return kept;
        }

        if (Rules.TryGetValue(node.Operator, out var rule))
            return rule(context, node, view);
        return node.Operator.IsElementwise ? Elementwise(context, node, view) : Other(context, node, view);
    }

    private static IncrementalStep Elementwise(IncrementalContext context, Node node, NodeView view) => new(
        [.. node.Inputs.Select(i => new ViewNeed(i, view))],
        inputs =>
        {
            if (node.Operator == LabelOperators.Label)
                return inputs[0];
            var bounds = BoundsRules.Of(node, [.. inputs.Select(static i => i.Bounds)]);
            return new ViewValue(
                context.Builder.Create(node.Operator, [.. inputs.Select(static i => i.Node)], node.Attributes, node.Location), bounds, UnwrittenRules.Of(node, inputs));
        });

    // An operation on values in which no axis counts positions is the same operation at each of them.
    private static IncrementalStep? Other(IncrementalContext context, Node node, NodeView view)
    {
        if (node.Operator == SourceOperators.Scan || node.Operator == SourceOperators.ScanResult)
            return Recurrence(context, node, view);
        if (node.Shape.Axes.Any(a => context.IsTime(a.Size)) || node.Inputs.Any(i => i.Shape.Axes.Any(a => context.IsTime(a.Size))))
            return context.Stop(node, "works on the whole sequence at once");
        if (node.Attributes is SizeAttributes { Size: var size } && context.IsTime(size))
            return context.Stop(node, "takes the length of the whole sequence as a number");
        return Same(context, node);
    }

    private static IncrementalStep? Recurrence(IncrementalContext context, Node node, NodeView view)
    {
        if (node.Attributes is ScanAttributes scan && context.IsTime(scan.Length))
            return context.Stop(node, scan.Reverse ? "runs backwards over the sequence" : "hands on what only its last turn gives");
        if (node.Attributes is ScanAttributes inner && context.IsTimeWithin(inner))
            return context.Stop(node, "takes the length of the whole sequence as a number");
        return node.Inputs.Any(i => i.Shape.Axes.Any(a => context.IsTime(a.Size))) || view.HasRows || view.HasHistory
            ? context.Stop(node, "runs over something else than the sequence, with the sequence inside it")
            : Same(context, node);
    }

    private static IncrementalStep Same(IncrementalContext context, Node node) => new(
        [.. node.Inputs.Select(i => new ViewNeed(i, context.WholeOf(i)))],
        inputs => new ViewValue(
            context.Builder.CreateTyped(node.Operator, [.. inputs.Select(static i => i.Node)], node.Attributes, node.Type, node.Location),
            node.Element == ElementType.Bool ? ValueBounds.Truth : ValueBounds.Finite));
}
