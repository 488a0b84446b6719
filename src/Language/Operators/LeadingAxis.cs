using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>
/// Writes an operation once for all positions of a new first axis, such as the turns of a recurrence, by the operators' own attributes
/// (<see cref="OperatorAttributes.WithLeadingAxis"/>).
/// </summary>
public static class LeadingAxis
{
    /// <summary>Whether there is such a form.</summary>
    /// <param name="node">The operation at one position.</param>
    /// <param name="hasAxis">Which inputs differ between positions; at least one does.</param>
    public static bool CanAdd(Node node, ImmutableArray<bool> hasAxis)
    {
        if (node.Operator.IsRandom || node.Operator.Lowering is not ElementLowering)
            return false;
        if (node.Operator == IndexingOperators.Gather)
            return !hasAxis[0];
        if (node.Operator == IndexingOperators.Select)
            return !hasAxis[0] || !hasAxis[1];
        if (node.Operator == IndexingOperators.Place)
            return !hasAxis[1];
        return node.Operator == ContractionOperators.Contract || node.Attributes.WithLeadingAxis(Dimension.One) is not null;
    }

    /// <summary>The operation at all positions; <see cref="CanAdd"/> holds.</summary>
    /// <param name="builder">Makes it.</param>
    /// <param name="node">The operation at one position.</param>
    /// <param name="inputs">Its inputs, with the axis where <paramref name="hasAxis"/> says so.</param>
    /// <param name="hasAxis">Which inputs have the axis; at least one has.</param>
    /// <param name="length">The number of positions.</param>
    public static Node Add(GraphBuilder builder, Node node, ImmutableArray<Node> inputs, ImmutableArray<bool> hasAxis, Dimension length)
    {
        if (node.Operator == ContractionOperators.Contract)
            return AddToContraction(builder, node.AttributesAs<ContractionAttributes>(), inputs, hasAxis);
        if (node.Operator == IndexingOperators.Gather)
            return builder.Create(node.Operator, inputs, node.Attributes, node.Location);
        if (node.Operator == IndexingOperators.Select && hasAxis[1])
            return SelectEach(builder, node.AttributesAs<AxisAttributes>().Axis, inputs);
        if (node.Operator == MovementOperators.Broadcast)
            return builder.Broadcast(InsertAxes(builder, inputs[0], node.Type.Rank - node.Inputs[0].Type.Rank), node.Shape.Insert(0, length));
        var keepsScalar = node.Operator == IndexingOperators.Select || node.Operator == IndexingOperators.Place;
        ImmutableArray<Node> repeated =
        [
            .. inputs.Select((input, i) => hasAxis[i] || (keepsScalar && i == 1) ? input : builder.Broadcast(input, input.Shape.Insert(0, length))),
        ];
        return builder.Create(node.Operator, repeated, node.Attributes.WithLeadingAxis(length), node.Location);
    }

    /// <summary>The contraction with the axis, where both inputs have it, among those that are summed: the sum over all positions.</summary>
    public static Node SumContraction(GraphBuilder builder, ContractionAttributes attributes, Node left, Node right) =>
        builder.Contract(left, right, new ContractionAttributes(Behind(attributes.Batch, 1, 1), [(0, 0), .. Behind(attributes.Contracted, 1, 1)]));

    private static Node AddToContraction(GraphBuilder builder, ContractionAttributes attributes, ImmutableArray<Node> inputs, ImmutableArray<bool> hasAxis)
    {
        var (left, right) = (hasAxis[0] ? 1 : 0, hasAxis[1] ? 1 : 0);
        var batch = Behind(attributes.Batch, left, right);
        var contracted = Behind(attributes.Contracted, left, right);
        if (left + right == 2)
            return builder.Contract(inputs[0], inputs[1], new ContractionAttributes([(0, 0), .. batch], contracted));

        // The axis is the first free one of its input and has to come first in the result.
        var product = builder.Contract(inputs[0], inputs[1], new ContractionAttributes(batch, contracted));
        var leftFree = inputs[0].Type.Rank - batch.Length - contracted.Length;
        var position = left == 1 ? batch.Length : batch.Length + leftFree;
        return builder.Transpose(product, [position, .. Enumerable.Range(0, product.Type.Rank).Where(axis => axis != position)]);
    }

    private static ImmutableArray<AxisPair> Behind(ImmutableArray<AxisPair> pairs, int left, int right) =>
        [.. pairs.Select(pair => new AxisPair(pair.Left + left, pair.Right + right))];

    private static Node SelectEach(GraphBuilder builder, int axis, ImmutableArray<Node> inputs)
    {
        ImmutableArray<int> order = [axis, .. Enumerable.Range(0, inputs[0].Type.Rank).Where(other => other != axis)];
        return builder.Gather(builder.Transpose(inputs[0], order), inputs[1]);
    }

    private static Node InsertAxes(GraphBuilder builder, Node x, int count)
    {
        var shape = x.Shape;
        for (var i = 0; i < count; i++)
            shape = shape.Insert(1, Dimension.One);
        return builder.Reshape(x, shape);
    }
}
