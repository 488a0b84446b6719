using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Products summed over shared axes: matrix products and every contraction of index notation.</summary>
[OperatorFamily]
public static class ContractionOperators
{
    private static readonly GradientRule ContractionGradient = new DifferentiableRule(static context =>
    {
        var attributes = context.Node.AttributesAs<ContractionAttributes>();
        return [GradientOfLeft(context, attributes), GradientOfRight(context, attributes)];
    });

    private static readonly LoweringRule ContractionLowering = new ElementLowering(LowerElement);

    /// <summary>Any contraction of two tensors; attributes <see cref="ContractionAttributes"/>.</summary>
    public static readonly Operator Contract = new()
    {
        Name = "contract",
        Summary = "Multiplies two tensors along paired axes and sums over some of the pairs.",
        Formula = "y[b, l, r] = sum over c of a[b, l, c] * b[b, c, r]",
        IsCallable = false,
        Infer = InferContraction,
        Gradient = ContractionGradient,
        Precision = PrecisionRole.Product,
        Lowering = ContractionLowering,
        Cost = ContractionCost,
    };

    public static readonly Operator MatrixProduct = new()
    {
        Name = "matmul",
        Symbol = "@",
        Summary = "The matrix product of the last two dimensions; leading dimensions run along.",
        Formula = "y[i, j] = sum over k of a[i, k] * b[k, j]",
        Example = "a = [[1, 2], [3, 4]]\nb = [[1, 0], [0, 2]]\nprint((a @ b)[1])   # [3, 8]",
        Parameters = ElementwiseRules.Operands(OperandElements.Number),
        Attributes = static arguments => ContractionAttributes.MatrixProduct(arguments.Inputs[0].Rank, arguments.Inputs[1].Rank),
        BuiltAs = Contract,
        Infer = InferMatrixProduct,
        Gradient = ContractionGradient,
        Precision = PrecisionRole.Product,
        Lowering = ContractionLowering,
        Cost = ContractionCost,
    };

    private static InferenceResult InferMatrixProduct(InferenceContext context)
    {
        var failure = ShapeRules.CheckRank(context, 0, 2, "a matrix product needs") ?? ShapeRules.CheckRank(context, 1, 2, "a matrix product needs");
        if (failure is not null)
            return failure;
        var (left, right) = (context.Inputs[0].Shape, context.Inputs[1].Shape);
        var (columns, rows) = (left[left.Rank - 1], right[right.Rank - 2]);
        if (context.Facts.AreEqual(columns.Size, rows.Size) != true)
        {
            return new ShapeFailure(ShapeErrors.InnerSizesDiffer,
                $"`@` needs the last dimension of {{0}} ({columns}) to equal the second last of {{1}} ({rows})")
            {
                Axes = [(0, left.Rank - 1), (1, right.Rank - 2)],
                Conflict = (columns.Size, rows.Size),
            };
        }

        if (left.Rank != right.Rank)
        {
            return new ShapeFailure(ShapeErrors.WrongRank,
                $"{{0}} has {ShapeRules.Count(left.Rank, "dimension")} and {{1}} has {right.Rank}, but a matrix product needs the same leading dimensions on both sides");
        }

        return InferContraction(context);
    }

    private static InferenceResult InferContraction(InferenceContext context)
    {
        var attributes = context.AttributesAs<ContractionAttributes>();
        var failure = ShapeRules.CheckElement(context, 0, OperandElements.Number) ?? ShapeRules.CheckElement(context, 1, OperandElements.Number)
            ?? ShapeRules.CheckSameElement(context, 0, 1);
        if (failure is not null)
            return failure;
        foreach (var (left, right) in attributes.Batch.Concat(attributes.Contracted))
        {
            var reason = attributes.Contracted.Contains((left, right)) ? "they are summed together" : "they run together";
            failure = ShapeRules.CheckAxis(context, left, 0) ?? ShapeRules.CheckAxis(context, right, 1)
                ?? ShapeRules.CheckEqual(context, 0, left, 1, right, ShapeErrors.SizesDisagree, reason);
            if (failure is not null)
                return failure;
        }

        var (a, b) = (context.Inputs[0].Shape, context.Inputs[1].Shape);
        var axes = ImmutableArray.CreateBuilder<Axis>();
        foreach (var (left, right) in attributes.Batch)
            axes.Add(a[left].Name is null && a[left].Size.IsConstant ? b[right] : a[left]);
        foreach (var axis in attributes.LeftFree(a.Rank))
            axes.Add(a[axis]);
        foreach (var axis in attributes.RightFree(b.Rank))
            axes.Add(b[axis]);
        return new TensorType(context.Inputs[0].Element, new Shape(axes.ToImmutable()));
    }

    // y[batch, l, r]: the gradient of a is y's with b's free axes summed away, its axes then put back into a's order.
    private static Node GradientOfLeft(GradientContext context, ContractionAttributes attributes)
    {
        var (left, right) = (context.Input(0), context.Input(1));
        var leftFree = attributes.LeftFree(left.Type.Rank);
        var rightFree = attributes.RightFree(right.Type.Rank);
        var batch = attributes.Batch.Length;
        var product = context.Builder.Contract(context.OutputGradient, right, new ContractionAttributes(
            [.. attributes.Batch.Select(static (pair, i) => new AxisPair(i, pair.Right))],
            PairsWith(rightFree, batch + leftFree.Length, static (place, axis) => new AxisPair(place, axis))));
        var order = new List<int>();
        foreach (var pair in attributes.Batch)
            order.Add(pair.Left);
        order.AddRange(leftFree.AsSpan());
        foreach (var pair in attributes.Contracted.Sort(static (a, b) => a.Right.CompareTo(b.Right)))
            order.Add(pair.Left);
        return RestoreOrder(context.Builder, product, order);
    }

    private static Node GradientOfRight(GradientContext context, ContractionAttributes attributes)
    {
        var (left, right) = (context.Input(0), context.Input(1));
        var leftFree = attributes.LeftFree(left.Type.Rank);
        var rightFree = attributes.RightFree(right.Type.Rank);
        var batch = attributes.Batch.Length;
        var product = context.Builder.Contract(left, context.OutputGradient, new ContractionAttributes(
            [.. attributes.Batch.Select(static (pair, i) => new AxisPair(pair.Left, i))],
            PairsWith(leftFree, batch, static (place, axis) => new AxisPair(axis, place))));
        var order = new List<int>();
        foreach (var pair in attributes.Batch)
            order.Add(pair.Right);
        foreach (var pair in attributes.Contracted.Sort(static (a, b) => a.Left.CompareTo(b.Left)))
            order.Add(pair.Right);
        order.AddRange(rightFree.AsSpan());
        return RestoreOrder(context.Builder, product, order);
    }

    // The axes of one input with those of the other that begin at a place.
    private static ImmutableArray<AxisPair> PairsWith(ImmutableArray<int> axes, int first, Func<int, int, AxisPair> pair)
    {
        var pairs = ImmutableArray.CreateBuilder<AxisPair>(axes.Length);
        for (var i = 0; i < axes.Length; i++)
            pairs.Add(pair(first + i, axes[i]));
        return pairs.MoveToImmutable();
    }

    // order[i] is the axis of the target at which axis i of the product belongs.
    private static Node RestoreOrder(GraphBuilder builder, Node product, List<int> order)
    {
        var permutation = new int[order.Count];
        for (var i = 0; i < order.Count; i++)
            permutation[order[i]] = i;
        return builder.Transpose(product, [.. permutation]);
    }

    private static ScalarExpression LowerElement(LoweringContext context, ImmutableArray<IndexExpression> indices)
    {
        var attributes = context.Node.AttributesAs<ContractionAttributes>();
        var (leftShape, rightShape) = (context.InputShape(0), context.InputShape(1));
        var left = new IndexExpression[leftShape.Length];
        var right = new IndexExpression[rightShape.Length];
        var position = 0;
        foreach (var (leftAxis, rightAxis) in attributes.Batch)
            left[leftAxis] = right[rightAxis] = indices[position++];
        foreach (var axis in attributes.LeftFree(left.Length))
            left[axis] = indices[position++];
        foreach (var axis in attributes.RightFree(right.Length))
            right[axis] = indices[position++];
        var loops = ImmutableArray.CreateBuilder<LoopVariable>();
        foreach (var (leftAxis, rightAxis) in attributes.Contracted)
        {
            var loop = new LoopVariable(loops.Count == 0 ? "k" : $"k{loops.Count}", leftShape[leftAxis]);
            loops.Add(loop);
            left[leftAxis] = right[rightAxis] = loop;
        }

        var product = new BinaryScalar(ScalarOperation.Multiply, context.Input(0, [.. left]), context.Input(1, [.. right]), context.Node.Element);
        return loops.Count == 0 ? product : new ReduceScalar(ReductionKind.Sum, loops.ToImmutable(), product);
    }

    private static Dimension ContractionCost(CostContext context)
    {
        var attributes = (ContractionAttributes)context.Attributes;
        var inner = attributes.Contracted.Aggregate(Dimension.One, (product, pair) => product * context.Inputs[0].Shape[pair.Left].Size);
        return context.Output.Shape.ElementCount * inner * 2;
    }
}
