using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Language.Services.Drawings;

/// <summary>The operations behind some values, those inside recurrences too, each with what it reads.</summary>
internal sealed class GraphVertices
{
    private readonly Dictionary<Node, ImmutableArray<Node>> inputs = [];
    private readonly Dictionary<GraphInput, Node> bodyInputs = [];
    private readonly Dictionary<GraphInput, Node> feedback = [];
    private readonly HashSet<GraphInput> indices = [];
    private readonly HashSet<Node> inBodies = [];

    private GraphVertices()
    {
    }

    /// <summary>In the order of their making, which is that of the script; what is read comes before its reader.</summary>
    public ImmutableArray<Node> Order { get; private set; } = [];

    /// <summary>Everything that the outputs depend on.</summary>
    public static GraphVertices Of(ImmutableArray<Node> outputs)
    {
        var vertices = new GraphVertices();
        vertices.Add(outputs);
        vertices.Order = [.. vertices.inputs.Keys.OrderBy(static node => node.Id)];
        return vertices;
    }

    /// <summary>What an operation reads: for the first turn of a recurrence where it is inside one.</summary>
    public ImmutableArray<Node> InputsOf(Node node) =>
        node.Attributes is InputAttributes { Input: var input } && bodyInputs.TryGetValue(input, out var source) ? [source] : inputs[node];

    /// <summary>What a carried value of a recurrence is after a turn; null for everything else.</summary>
    public Node? FeedbackTo(Node node) => node.Attributes is InputAttributes { Input: var input } ? feedback.GetValueOrDefault(input) : null;

    /// <summary>Whether it is supplied from outside, not by a recurrence around it.</summary>
    public bool IsOutside(Node node) => node.Attributes is InputAttributes { Input: var input } && !bodyInputs.ContainsKey(input) && !indices.Contains(input);

    /// <summary>Whether it is computed in every turn of a recurrence.</summary>
    public bool IsInRecurrence(Node node) => inBodies.Contains(node);

    private void Add(ImmutableArray<Node> outputs)
    {
        var pending = new Stack<(ImmutableArray<Node> Roots, bool IsBody)>([(outputs, false)]);
        while (pending.TryPop(out var part))
        {
            var (roots, isBody) = part;
            foreach (var node in GraphTraversal.TopologicalOrder(roots))
            {
                if (isBody)
                    inBodies.Add(node);
                if (!inputs.TryAdd(node, Reads(node)) || node.Attributes.InnerBody is not { } body)
                    continue;
                Enter(node, body);
                pending.Push(([.. body.CarryResults, .. body.Outputs], true));
            }
        }
    }

    // A result of a recurrence reads what the body makes of it; the recurrence itself then has no readers.
    private static ImmutableArray<Node> Reads(Node node)
    {
        if (node.Attributes is not ScanResultAttributes { Index: var index } || node.Inputs is not [{ Attributes.InnerBody: { } body }])
            return node.Attributes.InnerBody is null ? node.Inputs : [];
        return [index < body.CarryResults.Length ? body.CarryResults[index] : body.Outputs[index - body.CarryResults.Length]];
    }

    private void Enter(Node scan, ScanBody body)
    {
        indices.Add(body.Index);
        var next = 0;
        foreach (var input in body.Carries.Concat(body.Sequences).Concat(body.Captures))
            bodyInputs[input] = scan.Inputs[next++];
        for (var carry = 0; carry < body.Carries.Length; carry++)
            feedback[body.Carries[carry]] = body.CarryResults[carry];
    }
}
