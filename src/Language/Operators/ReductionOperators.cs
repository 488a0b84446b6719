using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using static Dsl.Language.Graph.OperandElements;

namespace Dsl.Language.Operators;

/// <summary>Many elements combined to one along some axes, and running sums.</summary>
[OperatorFamily]
public static class ReductionOperators
{
    public static readonly Operator Sum = Reduction("sum", "The sum along some axes, or of everything.",
        "print(sum([[1, 2], [3, 4]], over: 0))   # [4, 6]\nprint(sum([1, 2, 3]))   # 6",
        ReductionKind.Sum, Number, new DifferentiableRule(static c => [Expanded(c, c.OutputGradient)]));

    public static readonly Operator Max = Reduction("max", "The largest element along some axes, or of everything; equal largest elements share the gradient.",
        "print(max([[1, 5], [3, 4]], over: 1))   # [5, 4]", ReductionKind.Maximum, Number, new DifferentiableRule(SharedAmongTies));

    public static readonly Operator Min = Reduction("min", "The smallest element along some axes, or of everything; equal smallest elements share the gradient.",
        "print(min([[1, 5], [3, 4]], over: 1))   # [1, 3]", ReductionKind.Minimum, Number, new DifferentiableRule(SharedAmongTies));

    public static readonly Operator Product = Reduction("product", "The product along some axes, or of everything.",
        "print(product([2, 3, 4]))   # 24", ReductionKind.Product, Number, new DifferentiableRule(ProductOfOthers));

    public static readonly Operator ArgMax = Position("argmax", "The position of the largest element along an axis, the last one unless given; of equal ones the first.",
        "print(argmax([3, 9, 4]))   # 1", ReductionKind.ArgMaximum);

    public static readonly Operator ArgMin = Position("argmin", "The position of the smallest element along an axis, the last one unless given; of equal ones the first.",
        "print(argmin([3, 9, 4]))   # 0", ReductionKind.ArgMinimum);

    public static readonly Operator Any = Reduction("any", "Whether at least one element is true along some axes, or anywhere.",
        "print(any([1, 2, 3] > 2))   # true", ReductionKind.Any, Bool, new ZeroAlmostEverywhereRule("a truth value moves in steps"));

    public static readonly Operator All = Reduction("all", "Whether every element is true along some axes, or everywhere.",
        "print(all([1, 2, 3] > 2))   # false", ReductionKind.All, Bool, new ZeroAlmostEverywhereRule("a truth value moves in steps"));

    public static readonly Operator CumulativeSum = new()
    {
        Name = "cumulative_sum",
        Summary = "The running sum along an axis, the last one unless given.",
        Formula = "y[i] = x[0] + ... + x[i]",
        Example = "print(cumulative_sum([1, 2, 3]))   # [1, 3, 6]",
        Parameters =
        [
            new("x", OperatorParameterKind.Tensor, "the values", Elements: Number),
            new("over", OperatorParameterKind.Axis, "the axis along which to add up", IsOptional: true),
        ],
        Attributes = static arguments => new AxisAttributes(arguments.Axis("over", arguments.Inputs[0].Rank - 1)),
        Infer = static context =>
        {
            var failure = ShapeRules.CheckElement(context, 0, Number) ?? ShapeRules.CheckAxis(context, context.AttributesAs<AxisAttributes>().Axis);
            return failure is not null ? failure : context.Inputs[0];
        },
        Gradient = new DifferentiableRule(static context =>
        {
            var attributes = context.Node.AttributesAs<AxisAttributes>();
            var reversed = context.Builder.ReverseAxis(context.OutputGradient, attributes.Axis);
            return [context.Builder.ReverseAxis(context.Builder.Create(CumulativeSum!, [reversed], attributes), attributes.Axis)];
        }),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var axis = context.Node.AttributesAs<AxisAttributes>().Axis;
            var size = context.OutputShape[axis];
            var loop = new LoopVariable("k", size);
            var value = context.Input(0, indices.SetItem(axis, loop));
            var guard = new IndexGuard(indices[axis] - loop, 0, Math.Max(1, size));
            return new ReduceScalar(ReductionKind.Sum, [loop], new GuardedScalar([guard], value, new ConstantScalar(0, value.Element)));
        }),
        Precision = PrecisionRole.Wide,
        Cost = ElementwiseRules.PerElement(1),
    };

    private static Operator Reduction(
        string name, string summary, string example, ReductionKind kind, OperandElements elements, GradientRule gradient) => new()
        {
            Name = name,
            Summary = summary,
            Example = example,
            Parameters =
            [
                new("x", OperatorParameterKind.Tensor, "the values", Elements: elements),
                new("over", OperatorParameterKind.Axes, "the axes to combine; all unless given", IsOptional: true),
                new("keep", OperatorParameterKind.Boolean, "whether combined axes stay with size 1", IsOptional: true),
            ],
            Attributes = static arguments => new ReductionAttributes(arguments.AxesOrAll("over").Sort(), arguments.Boolean("keep")),
            Infer = context => InferReduction(context, kind, elements),
            Gradient = gradient,
            Lowering = new ElementLowering((context, indices) => LowerReduction(context, indices, kind)),
            Precision = kind is ReductionKind.Sum or ReductionKind.Product ? PrecisionRole.Wide : PrecisionRole.Follows,
            Cost = static context => context.Inputs[0].Shape.ElementCount,
        };

    private static Operator Position(string name, string summary, string example, ReductionKind kind) => new()
    {
        Name = name,
        Summary = summary,
        Example = example,
        Parameters =
        [
            new("x", OperatorParameterKind.Tensor, "the values", Elements: Number),
            new("over", OperatorParameterKind.Axis, "the axis to search", IsOptional: true),
            new("keep", OperatorParameterKind.Boolean, "whether the searched axis stays with size 1", IsOptional: true),
        ],
        Attributes = static arguments => new ReductionAttributes([arguments.Axis("over", arguments.Inputs[0].Rank - 1)], arguments.Boolean("keep")),
        Infer = context => InferReduction(context, kind, Number),
        Gradient = new ZeroAlmostEverywhereRule("a position moves in steps"),
        Lowering = new ElementLowering((context, indices) => LowerReduction(context, indices, kind)),
        Cost = static context => context.Inputs[0].Shape.ElementCount,
    };

    private static InferenceResult InferReduction(InferenceContext context, ReductionKind kind, OperandElements elements)
    {
        var attributes = context.AttributesAs<ReductionAttributes>();
        if ((ShapeRules.CheckElement(context, 0, elements) ?? ShapeRules.CheckAxes(context, attributes.Axes)) is { } failure)
            return failure;
        var shape = context.Inputs[0].Shape;
        foreach (var axis in attributes.Axes)
        {
            if (shape[axis].Size.ConstantValue == 0 && kind is not (ReductionKind.Sum or ReductionKind.Product or ReductionKind.Any or ReductionKind.All))
                return new ShapeFailure(ShapeErrors.EmptyReduction, $"axis {axis} of {{0}} is empty, so there is no extreme value") { Axes = [(0, axis)] };
        }

        for (var i = attributes.Axes.Length - 1; i >= 0; i--)
            shape = attributes.Keep ? shape.WithAxis(attributes.Axes[i], 1) : shape.Without(attributes.Axes[i]);
        var element = kind is ReductionKind.ArgMaximum or ReductionKind.ArgMinimum ? ElementType.Int : context.Inputs[0].Element;
        return new TensorType(element, shape);
    }

    private static ScalarExpression LowerReduction(LoweringContext context, ImmutableArray<IndexExpression> indices, ReductionKind kind)
    {
        var attributes = context.Node.AttributesAs<ReductionAttributes>();
        var shape = context.InputShape(0);
        var position = ImmutableArray.CreateBuilder<IndexExpression>(shape.Length);
        var loops = ImmutableArray.CreateBuilder<LoopVariable>();
        var next = 0;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (!attributes.Axes.Contains(axis))
            {
                position.Add(indices[next++]);
                continue;
            }

            var loop = new LoopVariable(loops.Count == 0 ? "k" : $"k{loops.Count}", shape[axis]);
            loops.Add(loop);
            position.Add(loop);
            if (attributes.Keep)
                next++;
        }

        var value = context.Input(0, position.MoveToImmutable());
        return loops.Count == 0 ? value : new ReduceScalar(kind, loops.ToImmutable(), value);
    }

    private static Node Expanded(GradientContext context, Node reduced) =>
        context.Builder.Expand(reduced, context.Node.AttributesAs<ReductionAttributes>(), context.Input(0).Shape);

    private static ImmutableArray<Node?> SharedAmongTies(GradientContext context)
    {
        var builder = context.Builder;
        var attributes = context.Node.AttributesAs<ReductionAttributes>();
        // The extreme that was computed earlier may differ in its last digit from what is computed here, and then no element would equal it.
        var extreme = builder.Create(context.Node.Operator, [context.Input(0)], attributes, context.Node.Location);
        var isExtreme = builder.Cast(builder.Equal(context.Input(0), Expanded(context, extreme)), context.Input(0).Element);
        var share = builder.Divide(context.OutputGradient, builder.Sum(isExtreme, attributes.Axes, attributes.Keep));
        return [builder.Multiply(isExtreme, Expanded(context, share))];
    }

    // The derivative by one factor is the product of the others, formed without division so that zeros are right: the reduced axes become one axis of n in
    // front, and every factor gets the product of those before it times the product of those after it, both running products.
    private static ImmutableArray<Node?> ProductOfOthers(GradientContext context)
    {
        var builder = context.Builder;
        var input = context.Input(0);
        var reduced = context.Node.AttributesAs<ReductionAttributes>().Axes;
        ImmutableArray<int> kept = [.. Enumerable.Range(0, input.Type.Rank).Where(axis => !reduced.Contains(axis))];
        var count = reduced.Aggregate(Dimension.One, (product, axis) => product * input.Shape[axis].Size);
        var row = new Shape([.. kept.Select(axis => input.Shape[axis])]);
        ImmutableArray<int> order = [.. reduced, .. kept];

        var moved = builder.Transpose(input, order);
        var factors = builder.Reshape(moved, row.Insert(0, count));
        var others = builder.Multiply(ProductsBefore(builder, factors, row, count, reverse: false), ProductsBefore(builder, factors, row, count, reverse: true));
        var slopes = builder.Transpose(builder.Reshape(others, moved.Shape), Permutations.Inverse(order));
        return [builder.Multiply(Expanded(context, context.OutputGradient), slopes)];
    }

    private static Node ProductsBefore(GraphBuilder builder, Node factors, Shape row, Dimension count, bool reverse)
    {
        var type = new TensorType(factors.Element, row);
        var (index, product, factor) = (new GraphInput("i", TensorType.Scalar(ElementType.Int)), new GraphInput("product", type), new GraphInput("factor", type));
        var before = builder.CreateInput(product);
        var body = new ScanBody(index, [product], [factor], [], [builder.Multiply(before, builder.CreateInput(factor))], [before]);
        return builder.CreateScanResult(builder.CreateScan(body, count, reverse, [builder.Filled(type, 1), factors]), 1);
    }
}
