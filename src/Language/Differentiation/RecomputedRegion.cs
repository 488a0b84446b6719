using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Differentiation;

/// <summary>
/// The gradient of what <see cref="RecomputationOperators.Recomputed"/> marks: the operations between the value and the inputs of the region are written once more,
/// on inputs that are there only when the gradient of the result is, and differentiated there. What the forward pass computed in between need not be kept.
/// </summary>
internal sealed class RecomputedRegion
{
    private readonly GraphBuilder builder;
    private readonly Node marked;
    private readonly HashSet<Node> boundary;
    private readonly HashSet<Node> inside = [];
    private readonly Dictionary<Node, Node> placeholders = [];

    public RecomputedRegion(GraphBuilder builder, Node marked)
    {
        this.builder = builder;
        this.marked = marked;
        boundary = [.. marked.Inputs.Skip(1)];
    }

    /// <summary>The gradients of values outside that the region reads, from the gradient of its result.</summary>
    /// <param name="resultGradient">The gradient of the result.</param>
    /// <param name="isWanted">Whether a value's gradient is asked for.</param>
    public (ImmutableArray<(Node Value, Node Gradient)> Gradients, DifferentiationFailure? Failure) Build(Node resultGradient, Func<Node, bool> isWanted)
    {
        var result = WriteAgain();
        var cotangent = builder.CreateInput(new GraphInput("gradient", resultGradient.Type));
        ImmutableArray<Node> read = [.. placeholders.Keys.Where(value => value.Element.IsFloat() && isWanted(value))];
        var pass = new ReversePass(builder, [result], [.. read.Select(value => placeholders[value])]);
        if (pass.Run([result], [cotangent]) is { } failure)
            return ([], failure);
        var found = read.Select(value => (Value: value, Gradient: pass.GradientOf(placeholders[value]))).Where(static pair => pair.Gradient is not null).ToImmutableArray();
        builder.DefaultLocation = marked.Location;

        // The region was closed while it was differentiated, so that nothing led out of it; now it is connected.
        var actual = placeholders.ToDictionary(
            static pair => pair.Value,
            pair => boundary.Contains(pair.Key) && pair.Key.Operator != SourceOperators.Variable
                ? builder.Create(RecomputationOperators.Again, pair.Key, resultGradient)
                : pair.Key);
        actual.Add(cotangent, resultGradient);
        var gradients = GraphTraversal.Rebuild([.. found.Select(static pair => pair.Gradient!)], (node, inputs) =>
            actual.GetValueOrDefault(node) ?? builder.CreateTyped(node.Operator, inputs, node.Attributes, node.Type, node.Location));
        return ([.. found.Select((pair, i) => (pair.Value, gradients[i]))], null);
    }

    // What depends on no input of the region is the same the second time, and is read as it is.
    private Node WriteAgain()
    {
        var copies = new Dictionary<Node, Node>();
        foreach (var node in Ordered())
        {
            if (!node.Inputs.Any(input => boundary.Contains(input) || inside.Contains(input)))
                continue;
            inside.Add(node);
            copies.Add(node, builder.CreateTyped(node.Operator, [.. node.Inputs.Select(Read)], node.Attributes, node.Type, node.Location));
        }

        return Read(marked.Inputs[0]);

        Node Read(Node input)
        {
            if (copies.TryGetValue(input, out var copy))
                return copy;
            if (!placeholders.TryGetValue(input, out var placeholder))
                placeholders.Add(input, placeholder = builder.CreateInput(new GraphInput("outside", input.Type), input.Location));
            return placeholder;
        }
    }

    // Inputs before users, from the inputs of the region on.
    private IEnumerable<Node> Ordered()
    {
        var seen = new HashSet<Node>(boundary);
        var pending = new Stack<(Node Node, int NextInput)>();
        if (!seen.Add(marked.Inputs[0]))
            yield break;
        pending.Push((marked.Inputs[0], 0));
        while (pending.TryPop(out var top))
        {
            if (top.NextInput == top.Node.Inputs.Length)
            {
                yield return top.Node;
                continue;
            }

            pending.Push((top.Node, top.NextInput + 1));
            var input = top.Node.Inputs[top.NextInput];
            if (seen.Add(input))
                pending.Push((input, 0));
        }
    }
}
