using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

/// <summary>
/// Turns the graph of a recurrence's body, which may use anything around it, into a graph that sees only its own inputs:
/// slices <c>x[:, t]</c> of outside tensors become sequences, other outside values captures.
/// </summary>
internal static class ScanClosure
{
    /// <param name="Scan">The recurrence.</param>
    /// <param name="Position">The axis along which the first sequence was indexed, or null without one.</param>
    /// <param name="Mismatch">A sequence whose axis does not have the scan's length.</param>
    internal sealed record Result(Node? Scan, int? Position, (Axis Size, SourceLocation? Location)? Mismatch);

    public static Result Close(
        Elaborator elaborator, Node indexNode, ImmutableArray<Elaborator.ScanCarry> carries, ImmutableArray<Node> results, ImmutableArray<Node> outputs, Axis length, SourceLocation location)
    {
        var builder = elaborator.Builder;
        var index = indexNode.AttributesAs<InputAttributes>().Input;
        var first = indexNode.Id;
        var inside = new HashSet<GraphInput> { index };
        foreach (var carry in carries)
            inside.Add(carry.Input);
        var roots = results.AddRange(outputs);
        var order = Order(roots);
        var depends = new HashSet<Node>();
        foreach (var node in order)
        {
            if ((node.Operator == SourceOperators.Input && inside.Contains(node.AttributesAs<InputAttributes>().Input)) || node.Inputs.Any(depends.Contains))
                depends.Add(node);
        }

        var sequences = new List<(Node Outside, GraphInput Slice)>();
        var captures = new List<(Node Outside, GraphInput Input)>();
        var replaced = new Dictionary<Node, Node>();
        int? position = null;
        foreach (var node in order)
        {
            if (!depends.Contains(node))
                continue;
            if (node.Operator == SourceOperators.Input)
            {
                replaced[node] = node;
                continue;
            }

            if (IsSlice(node, index, depends, out var axis))
            {
                var source = node.Inputs[0];
                if (!source.Shape[axis].Size.Equals(length.Size))
                    return new Result(null, null, (source.Shape[axis], node.Location));
                position ??= axis;
                var permutation = Enumerable.Range(0, source.Shape.Rank).OrderBy(i => i == axis ? 0 : 1).ToImmutableArray();
                var slice = new GraphInput($"slice{sequences.Count}", node.Type);
                sequences.Add((elaborator.Transpose(source, permutation, node.Location), slice));
                replaced[node] = builder.CreateInput(slice, node.Location);
                continue;
            }

            var inputs = node.Inputs.Select(i => replaced.TryGetValue(i, out var known) ? known : Capture(i)).ToImmutableArray();
            replaced[node] = inputs.SequenceEqual(node.Inputs)
                ? node
                : builder.CreateTyped(node.Operator, inputs, node.Attributes, node.Type, node.Location);
        }

        var body = new ScanBody(
            index,
            [.. carries.Select(static c => c.Input)],
            [.. sequences.Select(static s => s.Slice)],
            [],
            [.. results.Select(Resolve)],
            [.. outputs.Select(Resolve)]);
        body = body with { Captures = [.. captures.Select(static c => c.Input)] };
        ImmutableArray<Node> operands = [.. carries.Select(static c => c.Initial), .. sequences.Select(static s => s.Outside), .. captures.Select(static c => c.Outside)];
        var type = carries.Length > 0 ? carries[0].Input.Type
            : outputs.Length > 0 ? new TensorType(outputs[0].Element, outputs[0].Shape.Insert(0, length))
            : TensorType.Scalar(ElementType.Int);
        var scan = builder.CreateTyped(SourceOperators.Scan, operands, new ScanAttributes(body, length.Size, Reverse: false), type, location);
        return new Result(scan, position, null);

        Node Resolve(Node node) => replaced.TryGetValue(node, out var known) ? known : Capture(node);

        Node Capture(Node node)
        {
            // Numbers that were bound before have a name, by which one may differentiate.
            var isBound = node.Operator == SourceOperators.Constant && elaborator.OriginOf(node).Id < first;
            if (!isBound && (node.Operator == SourceOperators.Constant || node.Operator == SourceOperators.Size))
                return node;
            if (replaced.TryGetValue(node, out var known))
                return known;
            var input = new GraphInput($"capture{captures.Count}", node.Type);
            captures.Add((node, input));
            return replaced[node] = builder.CreateInput(input, node.Location);
        }
    }

    private static bool IsSlice(Node node, GraphInput index, HashSet<Node> depends, out int axis)
    {
        axis = 0;
        if (node.Operator.Name != "select" || depends.Contains(node.Inputs[0]))
            return false;
        if (node.Inputs[1].Operator != SourceOperators.Input || node.Inputs[1].AttributesAs<InputAttributes>().Input != index)
            return false;
        axis = node.AttributesAs<AxisAttributes>().Axis;
        return true;
    }

    private static List<Node> Order(ImmutableArray<Node> roots)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>(roots);
        while (pending.TryPop(out var node))
        {
            if (!seen.Add(node))
                continue;
            foreach (var input in node.Inputs)
                pending.Push(input);
        }

        // Inputs always have smaller numbers than what uses them.
        return [.. seen.OrderBy(static n => n.Id)];
    }
}
