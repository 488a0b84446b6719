using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>Replaces named sizes in a graph by others, mostly numbers: what is compiled and run has no unknown size left.</summary>
/// <remarks>
/// Inputs and variables keep their identity; the type that counts is that of their node. Every shape rule is asked again, because a demand
/// that was open for names may fail for numbers.
/// </remarks>
public static class GraphSpecializer
{
    /// <summary>The graph with these sizes, sharing preserved; or the first node, inputs first, that does not fit them.</summary>
    public static SpecializationResult Specialize(ImmutableArray<Node> outputs, IReadOnlyDictionary<DimensionSymbol, Dimension> values)
    {
        var builder = new GraphBuilder();
        var rebuilt = new Dictionary<Node, Node>();
        foreach (var node in GraphTraversal.TopologicalOrder(outputs))
        {
            var inputs = ImmutableArray.CreateBuilder<Node>(node.Inputs.Length);
            foreach (var input in node.Inputs)
                inputs.Add(rebuilt[input]);
            var (copy, failure) = Copy(builder, node, inputs.MoveToImmutable(), values);
            if (copy is null)
                return new SpecializationResult([], failure);
            rebuilt.Add(node, copy);
        }

        return new SpecializationResult([.. outputs.Select(output => rebuilt[output])], null);
    }

    // The body of a recurrence gets inputs of its own, so that the two bodies cannot be taken for each other.
    private static (ScanBody? Body, SpecializationFailure? Failure) Specialize(
        Node scan, ScanBody body, IReadOnlyDictionary<DimensionSymbol, Dimension> values)
    {
        var replaced = new Dictionary<GraphInput, GraphInput>();
        foreach (var input in body.Carries.Concat(body.Sequences).Concat(body.Captures).Append(body.Index))
        {
            if (input.Type.Shape.Substitute(values) is not { } shape)
                return (null, DoesNotComeOut(scan));
            replaced[input] = new GraphInput(input.Name, new TensorType(input.Type.Element, shape));
        }

        var result = Specialize([.. body.CarryResults, .. body.Outputs], values);
        if (result.Failure is not null)
            return (null, result.Failure);
        var builder = new GraphBuilder();
        var nodes = GraphTraversal.Rebuild(result.Outputs, (node, inputs) => builder.CreateTyped(
            node.Operator, inputs, node.Attributes.ReplaceInputs(replaced), node.Type, node.Location));
        return (new ScanBody(
            replaced[body.Index],
            [.. body.Carries.Select(input => replaced[input])],
            [.. body.Sequences.Select(input => replaced[input])],
            [.. body.Captures.Select(input => replaced[input])],
            nodes[..body.CarryResults.Length],
            nodes[body.CarryResults.Length..]), null);
    }

    private static SpecializationFailure DoesNotComeOut(Node node) =>
        new(node, $"a size in {node.Operator.Name} of type {node.Type} does not come out as a whole number", null);

    private static (Node? Copy, SpecializationFailure? Failure) Copy(
        GraphBuilder builder, Node node, ImmutableArray<Node> inputs, IReadOnlyDictionary<DimensionSymbol, Dimension> values)
    {
        if (node.Shape.Substitute(values) is not { } shape || node.Attributes.Substitute(values) is not { } attributes)
            return (null, DoesNotComeOut(node));
        if (attributes.InnerBody is { } inner)
        {
            var (body, failure) = Specialize(node, inner, values);
            if (body is null)
                return (null, failure);
            attributes = attributes.WithInnerBody(body);
        }

        foreach (var axis in shape.Axes)
        {
            if (axis.Size.ConstantValue is { } size and (< 0 or > int.MaxValue))
                return (null, new SpecializationFailure(node, $"a size of {node.Operator.Name} would be {size}", null));
        }

        if (node.Operator.Lowering is not KernelLowering { Kind: KernelKind.Source })
        {
            var result = node.Operator.Infer(
                new InferenceContext([.. inputs.Select(static i => i.Type)], attributes, DimensionFacts.None) { Nodes = inputs });
            if (result.Failure is { } misfit && IsCertain(misfit))
                return (null, new SpecializationFailure(node, misfit.Message, misfit));
        }

        return (builder.CreateTyped(node.Operator, inputs, attributes, new TensorType(node.Element, shape), node.Location), null);
    }

    // An equality between sizes that are still names stays open.
    private static bool IsCertain(ShapeFailure failure) =>
        failure.Conflict is not var (left, right) || (left.IsConstant && right.IsConstant) || DimensionFacts.None.AreEqual(left, right) == false;
}
