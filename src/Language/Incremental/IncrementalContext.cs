using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Incremental;

/// <summary>What the steps of one derivation share.</summary>
internal sealed class IncrementalContext
{
    // Stands for infinity among whole numbers; a float64 holds it exactly.
    private const double LargestWhole = 1L << 53;

    private readonly Node input;
    private readonly DimensionSymbol length;
    private readonly ImmutableArray<CarriedTurn> carries;
    private readonly IReadOnlyDictionary<Node, Node> originals;
    private readonly Dictionary<GraphInput, Variable> carriedVariables = [];
    private readonly HashSet<Node> moving = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Node> fromInput = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Node, List<PlannedView>> views = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(Node Node, NodeView View), ViewValue> built = [];
    private readonly List<IncrementalState> states = [];
    private readonly GraphInput newInput;
    private readonly GraphInput position = new("position", TensorType.Scalar(ElementType.Int));
    private readonly DimensionSymbol capacity;
    private int nextState;

    public IncrementalContext(GraphBuilder builder, Node input, DimensionSymbol length, UnrolledRecurrence unrolled)
    {
        Builder = builder;
        this.input = input;
        this.length = length;
        carries = unrolled.Carries;
        originals = unrolled.Originals;
        capacity = new DimensionSymbol("capacity", DimensionSymbolKind.RunTime, length.Origin);
        Length = Dimension.Of(length);
        Position = builder.CreateInput(position);
        newInput = new GraphInput("token", new TensorType(input.Element, ShapeOf(input.Shape, NewestOf(input))));
        NewInput = builder.CreateInput(newInput, input.Location);
    }

    public GraphBuilder Builder { get; }

    public Dimension Length { get; }

    public Dimension Capacity => Dimension.Of(capacity);

    /// <summary>The number of the newest position.</summary>
    public Node Position { get; }

    /// <summary>The newest position of the model's input.</summary>
    public Node NewInput { get; }

    /// <summary>What stands in the way, once something does.</summary>
    public IncrementalObstacle? Obstacle { get; private set; }

    /// <summary>Whether the size of an axis has to do with the length of the sequence.</summary>
    public bool IsTime(Dimension size) => !size.IsConstant && size.Symbols().Contains(length);

    /// <summary>Whether the length of the sequence occurs within a recurrence, other than as its number of turns.</summary>
    public bool IsTimeWithin(ScanAttributes scan) =>
        GraphTraversal.TopologicalOrder([.. scan.Body.CarryResults, .. scan.Body.Outputs]).Any(HasToDoWithTime);

    /// <summary>How many positions more than the sequence an axis has; null where it is not the sequence and some constant more or less.</summary>
    public long? OffsetOf(Dimension size) => (size - Length).ConstantValue;

    /// <summary>Whether the node's value changes from position to position.</summary>
    public bool IsMoving(Node node) => moving.Contains(node);

    /// <summary>Whether the node's value depends on the model's input, not only on the numbers of positions.</summary>
    public bool IsFromInput(Node node) => fromInput.Contains(node);

    public bool IsModelInput(Node node) => ReferenceEquals(node, input);

    /// <summary>Notes which nodes change from position to position.</summary>
    public void Classify(ImmutableArray<Node> order)
    {
        foreach (var node in order)
        {
            var isSource = IsModelInput(node) || node.Operator == TurnOperators.Carried;
            if (isSource || node.Inputs.Any(fromInput.Contains))
                fromInput.Add(node);
            if (isSource || node.Operator == TurnOperators.Position || node.Inputs.Any(moving.Contains) || HasToDoWithTime(node))
                moving.Add(node);
        }
    }

    /// <summary>The history with the places of positions that are yet to come filled with a number, where they may hold something else.</summary>
    public Node WithNumbers(ViewValue value, int axis, double filled) =>
        value.Unwritten == UnwrittenValues.Anything ? Written(value.Node, axis, filled) : value.Node;

    /// <summary>The history with the places of positions that are yet to come filled with a number.</summary>
    public Node Written(Node node, int axis, double filled)
    {
        var numbers = Builder.Range(Capacity);
        var hasCome = Builder.Create(ComparisonOperators.LessEqual, numbers, Builder.Broadcast(Position, numbers.Shape));
        for (var after = axis + 1; after < node.Shape.Rank; after++)
            hasCome = Builder.Unsqueeze(hasCome, after - axis);
        var number = node.Element == ElementType.Int ? Math.Clamp(filled, -LargestWhole, LargestWhole) : filled;
        return Builder.Where(Builder.Broadcast(hasCome, node.Shape), node, Builder.ConstantLike(node, number));
    }

    /// <summary>
    /// A row of which a history is a part, as it can be kept: before a position has come only what is known of it without the model's input is right.
    /// </summary>
    public Node? WithoutFuture(Node user, NodeView view, ViewValue row)
    {
        if (!view.HasHistory || !IsFromInput(user))
            return row.Node;
        if (row.Bounds.IsExact)
            return WithNumbers(row, view.HistoryAxis, row.Bounds.Low);
        Stop(user, "relates all positions of the sequence to each other");
        return null;
    }

    /// <summary>The newest position along every axis that counts positions.</summary>
    public NodeView NewestOf(Node node) => new([.. node.Shape.Axes.Select(a => IsTime(a.Size) ? AxisView.Newest : AxisView.Whole)]);

    public NodeView WholeOf(Node node) => new([.. node.Shape.Axes.Select(static _ => AxisView.Whole)]);

    /// <summary>The shape of a view.</summary>
    public Shape ShapeOf(Shape shape, NodeView view) => new([.. shape.Axes.Select((axis, i) => SizeOf(axis, view[i]))]);

    public Axis SizeOf(Axis axis, AxisView view) => view.Kind switch
    {
        AxisViewKind.Whole => axis,
        AxisViewKind.Rows => view.Count,
        _ => Capacity,
    };

    public List<PlannedView> ViewsOf(Node node)
    {
        if (!views.TryGetValue(node, out var list))
            views.Add(node, list = []);
        return list;
    }

    public void Want(Node node, NodeView view)
    {
        var list = ViewsOf(node);
        if (!list.Exists(v => v.View.Equals(view)))
            list.Add(new PlannedView(view, null));
    }

    /// <summary>Wants what a step needs; false where an axis of positions meets one that is none, which is then the obstacle.</summary>
    public bool TryWant(Node user, ViewNeed need)
    {
        for (var axis = 0; axis < need.Node.Shape.Rank; axis++)
        {
            var size = need.Node.Shape[axis].Size;
            if (IsTime(size) == (need.View[axis].Kind != AxisViewKind.Whole) && (!IsTime(size) || OffsetOf(size) is not null))
                continue;
            Stop(user, $"joins the positions of the sequence with another axis, {need.Node.Type}");
            return false;
        }

        Want(need.Node, need.View);
        return true;
    }

    public ViewValue Built(ViewNeed need) => built[(need.Node, need.View)];

    public void Keep(Node node, NodeView view, ViewValue value) => built.Add((node, view), value);

    /// <summary>Notes an obstacle, the first one found.</summary>
    public IncrementalStep? Stop(Node node, string reason)
    {
        Obstacle ??= new IncrementalObstacle(node, reason);
        return null;
    }

    /// <summary>Keeps a value from position to position.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="initial">Its value before the first position.</param>
    /// <param name="next">Its value after a position, from that before.</param>
    /// <param name="kept">The node of which something is kept.</param>
    /// <param name="afterWhole">What is kept after a whole sequence, from that node in the model's own graph; null where that cannot be told.</param>
    /// <returns>The value after the position.</returns>
    public Node AddState(TensorType type, double initial, Func<Node, Node> next, Node kept, Func<Node, Node>? afterWhole)
    {
        var variable = NewVariable(type);
        var after = next(Builder.CreateVariable(variable, 0));
        var whole = afterWhole is not null && originals.TryGetValue(kept, out var original) ? afterWhole(original) : null;
        states.Add(new IncrementalState(variable, Builder.Filled(type, initial), after, whole));
        return after;
    }

    /// <summary>The carried value that a node stands for, or null.</summary>
    public CarriedTurn? CarryOf(Node node) => node.Operator == TurnOperators.Carried
        ? carries.First(c => c.Input == node.AttributesAs<InputAttributes>().Input)
        : null;

    /// <summary>Sees to it that a carried value is handed on.</summary>
    public bool WantCarried(CarriedTurn carried)
    {
        if (IsMoving(carried.Initial) || carried.Input.Type.Shape.Axes.Any(a => IsTime(a.Size)))
        {
            Stop(carried.Next, "hands on something that grows with the sequence");
            return false;
        }

        carriedVariables.TryAdd(carried.Input, NewVariable(carried.Input.Type));
        return true;
    }

    public Node ReadCarried(CarriedTurn carried) => Builder.CreateVariable(carriedVariables[carried.Input], 0);

    /// <summary>The form, when everything has been built.</summary>
    public IncrementalForm? Complete(Node output)
    {
        foreach (var carried in carries)
        {
            if (carriedVariables.TryGetValue(carried.Input, out var variable))
                states.Add(new IncrementalState(variable, carried.Initial, built[(carried.Next, WholeOf(carried.Next))].Node, carried.Last));
        }

        return new IncrementalForm(newInput, position, capacity, built[(output, NewestOf(output))].Node, [.. states]);
    }

    private bool HasToDoWithTime(Node node) => node.Shape.Axes.Any(a => IsTime(a.Size)) || node.Attributes switch
    {
        SizeAttributes { Size: var size } => IsTime(size),
        SliceAttributes slice => IsTime(slice.Start) || IsTime(slice.Stop) || IsTime(slice.Step),
        ScanAttributes scan => IsTime(scan.Length) || IsTimeWithin(scan),
        _ => false,
    };

    private Variable NewVariable(TensorType type) => new($"kept{nextState++}", type, VariableKind.State, null);
}
