using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using static Dsl.Language.Graph.OperandElements;

namespace Dsl.Language.Operators;

/// <summary>Elements picked by whole numbers that only the run knows. A negative index counts from the end.</summary>
[OperatorFamily]
public static class IndexingOperators
{
    private static readonly Func<CostContext, Dimension> Free = static _ => Dimension.Zero;

    public static readonly Operator Select = new()
    {
        Name = "select",
        Summary = "Picks one position of an axis, which the result no longer has; -1 is the last.",
        Formula = "y[..] = x[.., index, ..]",
        Example = "print(select([[1, 2], [3, 4]], 1, axis: 0))   # [3, 4]",
        Parameters =
        [
            new("x", OperatorParameterKind.Tensor, "the values"),
            new("index", OperatorParameterKind.Tensor, "the position: one int", Elements: Int),
            new("axis", OperatorParameterKind.Axis, "the axis; 0 unless given", IsOptional: true),
        ],
        Attributes = static arguments => new AxisAttributes(arguments.Axis("axis")),
        Infer = static context =>
        {
            var axis = context.AttributesAs<AxisAttributes>().Axis;
            var failure = ShapeRules.CheckAxis(context, axis) ?? ShapeRules.CheckElement(context, 1, Int) ?? ShapeRules.CheckScalar(context, 1);
            return failure is not null ? failure : new TensorType(context.Inputs[0].Element, context.Inputs[0].Shape.Without(axis));
        },
        Gradient = new DifferentiableRule(static context =>
        {
            var axis = context.Node.AttributesAs<AxisAttributes>().Axis;
            return
            [
                context.Builder.Create(Place!, [context.OutputGradient, context.Input(1)], new PlaceAttributes(axis, context.Input(0).Shape[axis].Size)),
                null,
            ];
        }),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var axis = context.Node.AttributesAs<AxisAttributes>().Axis;
            return context.Input(0, indices.Insert(axis, new LoadedIndex(context.Input(1, []), context.InputShape(0)[axis])));
        }),
        Cost = Free,
    };

    /// <summary>The gradient of <see cref="Select"/>: zeros along a new axis except at one position.</summary>
    public static readonly Operator Place = new()
    {
        Name = "place",
        Summary = "Puts values at one position of a new axis that is zero elsewhere.",
        IsCallable = false,
        Infer = static context =>
        {
            var place = context.AttributesAs<PlaceAttributes>();
            var failure = ShapeRules.CheckElement(context, 1, Int) ?? ShapeRules.CheckScalar(context, 1);
            if (failure is not null)
                return failure;
            if (place.Axis < 0 || place.Axis > context.Inputs[0].Rank)
                return ShapeRules.NoAxis(place.Axis, context.Inputs[0].Shape, 0);
            return new TensorType(context.Inputs[0].Element, context.Inputs[0].Shape.Insert(place.Axis, place.Length));
        },
        Gradient = new DifferentiableRule(static context =>
            [context.Builder.Select(context.OutputGradient, context.Input(1), context.Node.AttributesAs<PlaceAttributes>().Axis), null]),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var axis = context.Node.AttributesAs<PlaceAttributes>().Axis;
            var here = IsAt(indices[axis], context.Input(1, []), context.OutputShape[axis]);
            var value = context.Input(0, indices.RemoveAt(axis));
            return new SelectScalar(here, value, new ConstantScalar(0, value.Element));
        }),
        Cost = Free,
    };

    /// <summary>Inputs: the values, the new position with an axis of size 1, and its number; outside of the axis nothing is replaced. Attributes <see cref="AxisAttributes"/>.</summary>
    public static readonly Operator WriteAt = new()
    {
        Name = "write_at",
        Summary = "The same values except at one position of an axis, which is replaced.",
        Formula = "y[.., index, ..] = row[.., 0, ..]",
        IsCallable = false,
        Infer = static context =>
        {
            var axis = context.AttributesAs<AxisAttributes>().Axis;
            var failure = ShapeRules.CheckAxis(context, axis) ?? ShapeRules.CheckSameElement(context, 0, 1)
                ?? ShapeRules.CheckElement(context, 2, Int) ?? ShapeRules.CheckScalar(context, 2);
            if (failure is not null)
                return failure;
            var row = context.Inputs[0].Shape.WithAxis(axis, 1);
            return row.Equals(context.Inputs[1].Shape)
                ? context.Inputs[0]
                : new ShapeFailure(ShapeErrors.SizesDisagree, $"one position of {{0}} has shape {row}, and {{1}} has shape {context.Inputs[1].Shape}");
        },
        Gradient = new DifferentiableRule(static context =>
        {
            var (builder, axis) = (context.Builder, context.Node.AttributesAs<AxisAttributes>().Axis);
            var row = builder.Unsqueeze(builder.Select(context.OutputGradient, context.Input(2), axis), axis);
            return [builder.Create(WriteAt!, [context.OutputGradient, builder.ZerosLike(row), context.Input(2)], context.Node.Attributes), row, null];
        }),
        Lowering = new KernelLowering(KernelKind.WriteAt),
        Cost = Free,
    };

    public static readonly Operator Gather = new()
    {
        Name = "gather",
        Symbol = "table[indices]",
        Summary = "Looks up rows of a table by number, as `table[indices]` does.",
        Formula = "y[i.., r..] = table[indices[i..], r..]",
        Example = "table = [[1, 2], [3, 4], [5, 6]]\nprint(gather(table, [2, 0])[0])   # [5, 6]",
        Parameters =
        [
            new("table", OperatorParameterKind.Tensor, "the rows"),
            new("indices", OperatorParameterKind.Tensor, "which rows", Elements: Int),
        ],
        Infer = static context =>
        {
            var failure = ShapeRules.CheckElement(context, 1, Int) ?? ShapeRules.CheckRank(context, 0, 1, "a table needs");
            return failure is not null
                ? failure
                : new TensorType(context.Inputs[0].Element, context.Inputs[1].Shape.Concat(context.Inputs[0].Shape.Without(0)));
        },
        Gradient = new DifferentiableRule(static context =>
        [
            context.Builder.Create(ScatterAdd!, [context.Input(1), context.OutputGradient], new SizeAttributes(context.Input(0).Shape[0].Size)),
            null,
        ]),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var lead = context.Node.Inputs[1].Type.Rank;
            var row = new LoadedIndex(context.Input(1, indices[..lead]), context.InputShape(0)[0]);
            return context.Input(0, [row, .. indices[lead..]]);
        }),
        Cost = Free,
    };

    /// <summary>The gradient of <see cref="Gather"/>; inputs: indices, updates; attributes <see cref="SizeAttributes"/>: the number of rows.</summary>
    public static readonly Operator ScatterAdd = new()
    {
        Name = "scatter_add",
        Summary = "Adds rows into a table of zeros at the places that indices name.",
        Formula = "y[v, r..] = sum of updates[i.., r..] where indices[i..] = v",
        IsCallable = false,
        Infer = static context =>
        {
            var failure = ShapeRules.CheckElement(context, 0, Int) ?? ShapeRules.CheckElement(context, 1, Number)
                ?? ShapeRules.CheckRank(context, 1, context.Inputs[0].Rank, "the rows to add need");
            if (failure is not null)
                return failure;
            for (var axis = 0; axis < context.Inputs[0].Rank; axis++)
            {
                if (ShapeRules.CheckEqual(context, 0, axis, 1, axis, ShapeErrors.SizesDisagree, "every index belongs to one row") is { } differs)
                    return differs;
            }

            var row = new Shape(context.Inputs[1].Shape.Axes[context.Inputs[0].Rank..]);
            return new TensorType(context.Inputs[1].Element, row.Insert(0, context.AttributesAs<SizeAttributes>().Size));
        },
        Gradient = new DifferentiableRule(static context => [null, context.Builder.Gather(context.OutputGradient, context.Input(0))]),
        Lowering = new KernelLowering(KernelKind.ScatterAdd),
        Precision = PrecisionRole.Wide,
        Cost = static context => context.Inputs[1].Shape.ElementCount,
    };

    public static readonly Operator Pick = new()
    {
        Name = "pick",
        Summary = "Takes one element of each row by its number: the score of the true class.",
        Formula = "y[i..] = x[i.., indices[i..]]",
        Example = "print(pick([[1, 2, 3], [4, 5, 6]], [2, 0]))   # [3, 4]",
        Parameters =
        [
            new("x", OperatorParameterKind.Tensor, "the rows"),
            new("indices", OperatorParameterKind.Tensor, "one position for each row", Elements: Int),
        ],
        Infer = static context =>
        {
            var failure = ShapeRules.CheckElement(context, 1, Int) ?? ShapeRules.CheckRank(context, 0, 1, "picking from rows needs");
            if (failure is not null)
                return failure;
            var (rows, indices) = (context.Inputs[0].Shape, context.Inputs[1].Shape);
            if (indices.Rank != rows.Rank - 1)
            {
                return new ShapeFailure(ShapeErrors.WrongRank,
                    $"{{0}} has shape {rows}, so {{1}} needs {ShapeRules.Count(rows.Rank - 1, "dimension")}, one index for each row, but has shape {indices}");
            }

            for (var axis = 0; axis < indices.Rank; axis++)
            {
                if (ShapeRules.CheckEqual(context, 0, axis, 1, axis, ShapeErrors.SizesDisagree, "there is one index for each row") is { } differs)
                    return differs;
            }

            return new TensorType(context.Inputs[0].Element, rows.Without(rows.Rank - 1));
        },
        Gradient = new DifferentiableRule(static context =>
        {
            var (builder, rows) = (context.Builder, context.Input(0));
            var last = rows.Type.Rank - 1;
            var chosen = builder.Cast(builder.Create(OneHot!, [context.Input(1)], new SizeAttributes(rows.Shape[last].Size)), rows.Element);
            return [builder.Multiply(chosen, builder.Broadcast(builder.Unsqueeze(context.OutputGradient, last), rows.Shape)), null];
        }),
        Lowering = new ElementLowering(static (context, indices) =>
            context.Input(0, [.. indices, new LoadedIndex(context.Input(1, indices), context.InputShape(0)[^1])])),
        Cost = Free,
    };

    public static readonly Operator OneHot = new()
    {
        Name = "one_hot",
        Summary = "A row of zeros with a single 1 at each index.",
        Formula = "y[i.., j] = 1 if indices[i..] = j else 0",
        Example = "print(one_hot(2, 4))   # [0, 0, 1, 0]",
        Parameters =
        [
            new("indices", OperatorParameterKind.Tensor, "where the ones are", Elements: Int),
            new("n", OperatorParameterKind.Size, "the length of a row"),
        ],
        Attributes = static arguments => new SizeAttributes(arguments.Size("n")),
        Infer = static context =>
        {
            var count = context.AttributesAs<SizeAttributes>().Size;
            var failure = ShapeRules.CheckElement(context, 0, Int) ?? CheckCount(context, count);
            return failure is not null
                ? failure
                : new TensorType(ElementType.Float32, context.Inputs[0].Shape.Insert(context.Inputs[0].Rank, count));
        },
        Gradient = new ZeroAlmostEverywhereRule("an index moves in steps"),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var here = IsAt(indices[^1], context.Input(0, indices[..^1]), context.OutputShape[^1]);
            return new SelectScalar(here, new ConstantScalar(1, context.Node.Element), new ConstantScalar(0, context.Node.Element));
        }),
        Cost = Free,
    };

    public static readonly Operator Range = new()
    {
        Name = "range",
        Symbol = "0..n",
        Summary = "The whole numbers 0, 1, ..., count - 1, as `0..count` does.",
        Example = "print(range(4))   # [0, 1, 2, 3]",
        Parameters = [new("count", OperatorParameterKind.Size, "how many")],
        Attributes = static arguments => new SizeAttributes(arguments.Size("count")),
        Infer = static context =>
        {
            var count = context.AttributesAs<SizeAttributes>().Size;
            return CheckCount(context, count) is { } failure ? failure : new TensorType(ElementType.Int, Shape.Of(count));
        },
        Gradient = new ZeroAlmostEverywhereRule("it depends on nothing"),
        Lowering = new ElementLowering(static (_, indices) => new IndexScalar(indices[0])),
        Cost = Free,
    };

    public static readonly Operator ArgSort = new()
    {
        Name = "argsort",
        Summary = "The positions of the elements of the last axis from the smallest to the largest; equal ones keep their order.",
        Example = "print(argsort([3, 1, 2]))   # [1, 2, 0]",
        Parameters = ElementwiseRules.Operand(Number),
        Infer = static context =>
        {
            var failure = ShapeRules.CheckElement(context, 0, Number) ?? ShapeRules.CheckRank(context, 0, 1, "sorting needs");
            return failure is not null ? failure : new TensorType(ElementType.Int, context.Inputs[0].Shape);
        },
        Gradient = new ZeroAlmostEverywhereRule("an order moves in steps"),
        Lowering = new KernelLowering(KernelKind.ArgSort),
        Cost = ElementwiseRules.PerElement(16),
    };

    private static ShapeFailure? CheckCount(InferenceContext context, Dimension count) =>
        context.Facts.IsAtMost(0, count) == false
            ? new ShapeFailure(ShapeErrors.DoesNotFit, $"the size is {count}, but a size is never negative")
            : null;

    // Whether a position is the one that an index names, with the index checked and counted from the end where it is negative.
    private static BinaryScalar IsAt(IndexExpression position, ScalarExpression index, int size) =>
        new(ScalarOperation.Equal, new IndexScalar(position), new IndexScalar(new LoadedIndex(index, size)), ElementType.Bool);
}
