using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Operators as methods of a builder, for gradient rules and the binder. Each makes what its name says and nothing besides: no hidden broadcast or conversion.</summary>
public static class GraphOperations
{
    public static Node Add(this GraphBuilder builder, Node a, Node b) => builder.Create(ArithmeticOperators.Add, a, b);

    public static Node Subtract(this GraphBuilder builder, Node a, Node b) => builder.Create(ArithmeticOperators.Subtract, a, b);

    public static Node Multiply(this GraphBuilder builder, Node a, Node b) => builder.Create(ArithmeticOperators.Multiply, a, b);

    public static Node Divide(this GraphBuilder builder, Node a, Node b) => builder.Create(ArithmeticOperators.Divide, a, b);

    public static Node Power(this GraphBuilder builder, Node a, Node b) => builder.Create(ArithmeticOperators.Power, a, b);

    public static Node FloorDivide(this GraphBuilder builder, Node a, Node b) => builder.Create(ArithmeticOperators.FloorDivide, a, b);

    public static Node Negate(this GraphBuilder builder, Node x) => builder.Create(ArithmeticOperators.Negate, x);

    public static Node Equal(this GraphBuilder builder, Node a, Node b) => builder.Create(ComparisonOperators.Equal, a, b);

    public static Node Less(this GraphBuilder builder, Node a, Node b) => builder.Create(ComparisonOperators.Less, a, b);

    public static Node Greater(this GraphBuilder builder, Node a, Node b) => builder.Create(ComparisonOperators.Greater, a, b);

    public static Node Where(this GraphBuilder builder, Node condition, Node a, Node b) => builder.Create(ComparisonOperators.Where, condition, a, b);

    public static Node Exp(this GraphBuilder builder, Node x) => builder.Create(FunctionOperators.Exp, x);

    public static Node Log(this GraphBuilder builder, Node x) => builder.Create(FunctionOperators.Log, x);

    public static Node Sign(this GraphBuilder builder, Node x) => builder.Create(FunctionOperators.Sign, x);

    public static Node Sin(this GraphBuilder builder, Node x) => builder.Create(FunctionOperators.Sin, x);

    public static Node Cos(this GraphBuilder builder, Node x) => builder.Create(FunctionOperators.Cos, x);

    /// <summary>The values as elements of another type; the node itself where they are.</summary>
    public static Node Cast(this GraphBuilder builder, Node x, ElementType element) =>
        x.Element == element ? x : builder.Create(ConversionOperators.Cast, [x], new CastAttributes(element));

    public static Node Sum(this GraphBuilder builder, Node x, ImmutableArray<int> axes, bool keep = false) =>
        axes.IsEmpty ? x : builder.Create(ReductionOperators.Sum, [x], new ReductionAttributes(axes, keep));

    public static Node Product(this GraphBuilder builder, Node x, ImmutableArray<int> axes, bool keep = false) =>
        axes.IsEmpty ? x : builder.Create(ReductionOperators.Product, [x], new ReductionAttributes(axes, keep));

    public static Node Contract(this GraphBuilder builder, Node a, Node b, ContractionAttributes attributes) =>
        builder.Create(ContractionOperators.Contract, [a, b], attributes);

    /// <summary>The matrix product of two tensors of equal rank, two or more, with equal leading dimensions.</summary>
    public static Node MatrixProduct(this GraphBuilder builder, Node a, Node b) =>
        builder.Create(ContractionOperators.MatrixProduct, [a, b], ContractionAttributes.MatrixProduct(a.Type.Rank, b.Type.Rank));

    /// <summary>The elements in another shape; the node itself where it has that shape.</summary>
    public static Node Reshape(this GraphBuilder builder, Node x, Shape shape) =>
        x.Shape.Equals(shape) ? x : builder.Create(MovementOperators.Reshape, [x], new ShapeAttributes(shape));

    /// <summary>Stretched to a shape; the node itself where it has that shape.</summary>
    public static Node Broadcast(this GraphBuilder builder, Node x, Shape shape) =>
        x.Shape.Equals(shape) ? x : builder.Create(MovementOperators.Broadcast, [x], new ShapeAttributes(shape));

    /// <summary>The axes in another order; the node itself where the order is the same.</summary>
    public static Node Transpose(this GraphBuilder builder, Node x, ImmutableArray<int> axes)
    {
        for (var i = 0; i < axes.Length; i++)
        {
            if (axes[i] != i)
                return builder.Create(MovementOperators.Transpose, [x], new PermutationAttributes(axes));
        }

        return x;
    }

    /// <summary>The last two axes swapped.</summary>
    public static Node SwapLastAxes(this GraphBuilder builder, Node x)
    {
        var rank = x.Type.Rank;
        return builder.Transpose(x, [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);
    }

    public static Node Unsqueeze(this GraphBuilder builder, Node x, int axis) =>
        builder.Create(MovementOperators.Unsqueeze, [x], new AxisAttributes(axis));

    public static Node Squeeze(this GraphBuilder builder, Node x, int axis) =>
        builder.Create(MovementOperators.Squeeze, [x], new AxisAttributes(axis));

    public static Node Slice(this GraphBuilder builder, Node x, int axis, Dimension start, Dimension stop, Dimension? step = null) =>
        builder.Create(MovementOperators.Slice, [x], new SliceAttributes(axis, start, stop, step ?? Dimension.One));

    public static Node Pad(this GraphBuilder builder, Node x, int axis, Dimension before, Dimension after, double value = 0) =>
        builder.Create(MovementOperators.Pad, [x], new PadAttributes(axis, before, after, value));

    public static Node Concatenate(this GraphBuilder builder, ImmutableArray<Node> parts, int axis) =>
        builder.Create(MovementOperators.Concatenate, parts, new AxisAttributes(axis));

    public static Node ReverseAxis(this GraphBuilder builder, Node x, int axis) =>
        builder.Create(MovementOperators.Reverse, [x], new AxisAttributes(axis));

    public static Node Range(this GraphBuilder builder, Dimension count) =>
        builder.Create(IndexingOperators.Range, [], new SizeAttributes(count));

    public static Node Gather(this GraphBuilder builder, Node table, Node indices) => builder.Create(IndexingOperators.Gather, table, indices);

    public static Node Select(this GraphBuilder builder, Node x, Node index, int axis) =>
        builder.Create(IndexingOperators.Select, [x, index], new AxisAttributes(axis));

    /// <summary>The values with one position of an axis replaced by another, which has that axis with size 1.</summary>
    public static Node WriteAt(this GraphBuilder builder, Node x, Node row, Node index, int axis) =>
        builder.Create(IndexingOperators.WriteAt, [x, row, index], new AxisAttributes(axis));

    /// <summary>A tensor whose every element is the value.</summary>
    public static Node Filled(this GraphBuilder builder, TensorType type, double value) =>
        builder.Broadcast(builder.CreateConstant(value, type.Element), type.Shape);

    public static Node Zeros(this GraphBuilder builder, TensorType type) => builder.Filled(type, 0);

    /// <summary>The value in the shape and element type of another node.</summary>
    public static Node ConstantLike(this GraphBuilder builder, Node x, double value) => builder.Filled(x.Type, value);

    public static Node ZerosLike(this GraphBuilder builder, Node x) => builder.Filled(x.Type, 0);

    /// <summary>Sums away what broadcasting stretched, so that the result has the given shape.</summary>
    public static Node ReduceTo(this GraphBuilder builder, Node x, Shape shape)
    {
        var leading = x.Type.Rank - shape.Rank;
        var axes = ImmutableArray.CreateBuilder<int>();
        for (var axis = 0; axis < x.Type.Rank; axis++)
        {
            if (axis < leading || (shape[axis - leading].Size.IsOne && !x.Shape[axis].Size.IsOne))
                axes.Add(axis);
        }

        return builder.Reshape(builder.Sum(x, axes.ToImmutable()), shape);
    }

    /// <summary>Puts a reduced tensor back into the shape it was reduced from: axes return with size 1 and stretch.</summary>
    public static Node Expand(this GraphBuilder builder, Node reduced, ReductionAttributes attributes, Shape shape)
    {
        if (attributes.Keep)
            return builder.Broadcast(reduced, shape);
        foreach (var axis in attributes.Axes)
            reduced = builder.Unsqueeze(reduced, axis);
        return builder.Broadcast(reduced, shape);
    }
}
