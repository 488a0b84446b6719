using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Training;

/// <summary>A graph with a code (<see cref="ValueCodes"/>) for every float value, also for those of the turns of its recurrences.</summary>
internal sealed class TracedGraph
{
    private readonly GraphBuilder builder = new();
    private readonly List<Node> values = [];
    private readonly List<Node> codes = [];
    private readonly Dictionary<Node, (ImmutableArray<Node> Values, ImmutableArray<Node> Codes)> turns = new(ReferenceEqualityComparer.Instance);

    /// <param name="roots">What was asked for; bodies of recurrences are entered, but not recurrences within them.</param>
    public TracedGraph(ImmutableArray<Node> roots)
    {
        foreach (var node in GraphTraversal.TopologicalOrder(roots))
        {
            if (node.Attributes is ScanAttributes)
                Trace(node);
            else if (IsTraced(node))
                Add(values, codes, node);
        }
    }

    /// <summary>The values with a code, inputs before users.</summary>
    public IReadOnlyList<Node> Values => values;

    /// <summary>Everything to compute: the codes of the values, then those of each recurrence's turns.</summary>
    public ImmutableArray<Node> Outputs => [.. codes, .. turns.Values.SelectMany(static turn => turn.Codes)];

    /// <summary>The values of a recurrence's body, and the position of the first one's codes, a vector with one code a turn, among the outputs.</summary>
    public (ImmutableArray<Node> Values, int FirstOutput) TurnsOf(Node scan)
    {
        var position = codes.Count;
        foreach (var (other, turn) in turns)
        {
            if (ReferenceEquals(other, scan))
                return (turn.Values, position);
            position += turn.Codes.Length;
        }

        return ([], position);
    }

    /// <summary>The recurrence with further outputs: what these operations of its body give in each turn.</summary>
    public static ImmutableArray<Node> Stacked(GraphBuilder builder, Node scan, ImmutableArray<Node> inside)
    {
        var attributes = scan.AttributesAs<ScanAttributes>();
        var body = attributes.Body;
        var extended = builder.CreateTyped(scan.Operator, scan.Inputs, attributes with { Body = body with { Outputs = [.. body.Outputs, .. inside] } }, scan.Type, scan.Location);
        var first = body.Carries.Length + body.Outputs.Length;
        return [.. inside.Select((node, i) => builder.CreateTyped(
            SourceOperators.ScanResult, [extended], new ScanResultAttributes(first + i), node.Type with { Shape = node.Shape.Insert(0, attributes.Length) }, node.Location))];
    }

    private void Trace(Node scan)
    {
        var body = scan.AttributesAs<ScanAttributes>().Body;
        var inside = new List<Node>();
        var insideCodes = new List<Node>();
        foreach (var node in GraphTraversal.TopologicalOrder([.. body.CarryResults, .. body.Outputs]).Where(IsTraced))
            Add(inside, insideCodes, node);
        turns.Add(scan, ([.. inside], Stacked(builder, scan, [.. insideCodes])));
    }

    private void Add(List<Node> traced, List<Node> tracedCodes, Node node)
    {
        traced.Add(node);
        tracedCodes.Add(ValueCodes.Of(builder, node));
    }

    private static bool IsTraced(Node node) => ValueCodes.Exist(node) && !ValueCodes.OnlyArranges(node) && node.Operator != SourceOperators.Constant;
}
