using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Elements moved, repeated or left out, never computed.</summary>
[OperatorFamily]
public static class MovementOperators
{
    private static readonly Func<CostContext, Dimension> Free = static _ => Dimension.Zero;

    private static readonly OperatorParameter Values = new("x", OperatorParameterKind.Tensor, "the values");

    public static readonly Operator Reshape = new()
    {
        Name = "reshape",
        Summary = "The same elements in row-major order in another shape; one size may be left open as -1.",
        Example = "print(reshape([1, 2, 3, 4], [2, 2])[1])   # [3, 4]",
        Parameters = [Values, new("shape", OperatorParameterKind.OpenShape, "the new sizes")],
        Attributes = static arguments => new ShapeAttributes(arguments.Shape("shape")),
        Infer = static context =>
        {
            var target = context.AttributesAs<ShapeAttributes>().Shape;
            return ReshapeRules.Check(context.Inputs[0].Shape, target, context.Facts) is { } failure
                ? failure
                : new TensorType(context.Inputs[0].Element, target);
        },
        Gradient = new DifferentiableRule(static c => [c.Builder.Reshape(c.OutputGradient, c.Input(0).Shape)]),
        Lowering = new ElementLowering(static (context, indices) =>
            context.Input(0, ReshapeRules.MapIndices(context.OutputShape, context.InputShape(0), indices))),
        Cost = Free,
    };

    public static readonly Operator Broadcast = new()
    {
        Name = "broadcast",
        Summary = "Repeats a tensor to a larger shape: shapes align from the right, and missing leading dimensions and dimensions of size 1 stretch.",
        Example = "print(broadcast([1, 2], [3, 2])[2])   # [1, 2]",
        Parameters = [Values, new("shape", OperatorParameterKind.Shape, "the new sizes")],
        Attributes = static arguments => new ShapeAttributes(arguments.Shape("shape")),
        Infer = static context =>
        {
            var target = context.AttributesAs<ShapeAttributes>().Shape;
            return Broadcasting.CheckStretch(context.Inputs[0].Shape, target, context.Facts) is { } failure
                ? failure
                : new TensorType(context.Inputs[0].Element, target);
        },
        Gradient = new DifferentiableRule(static c => [c.Builder.ReduceTo(c.OutputGradient, c.Input(0).Shape)]),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var shape = context.InputShape(0);
            var target = context.OutputShape;
            var leading = target.Length - shape.Length;
            var places = ImmutableArray.CreateBuilder<IndexExpression>(shape.Length);
            for (var axis = 0; axis < shape.Length; axis++)
                places.Add(shape[axis] == 1 ? IndexExpression.Zero : indices[leading + axis]);
            return context.Input(0, places.MoveToImmutable());
        }),
        Cost = Free,
    };

    public static readonly Operator Transpose = new()
    {
        Name = "transpose",
        Symbol = ".T",
        Summary = "The axes in another order; `.T` swaps the last two.",
        Formula = "axis i of the result is axis axes[i] of x",
        Example = "print(transpose([[1, 2], [3, 4]], axes: (1, 0))[0])   # [1, 3]",
        Parameters = [Values, new("axes", OperatorParameterKind.Axes, "the axes in their new order")],
        Attributes = static arguments => new PermutationAttributes(arguments.AxesOrAll("axes")),
        Infer = static context =>
        {
            var axes = context.AttributesAs<PermutationAttributes>().Axes;
            if (ShapeRules.CheckAxes(context, axes) is { } failure)
                return failure;
            var shape = context.Inputs[0].Shape;
            if (axes.Length != shape.Rank)
            {
                return new ShapeFailure(ShapeErrors.NotAPermutation,
                    $"{{0}} has shape {shape}, and each of its axes has to be named once, but {axes.Length} are named");
            }

            return new TensorType(context.Inputs[0].Element, new Shape([.. axes.Select(axis => shape[axis])]));
        },
        Gradient = new DifferentiableRule(static context =>
        {
            var axes = context.Node.AttributesAs<PermutationAttributes>().Axes;
            return [context.Builder.Transpose(context.OutputGradient, Permutations.Inverse(axes))];
        }),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var axes = Permutations.Inverse(context.Node.AttributesAs<PermutationAttributes>().Axes);
            var places = ImmutableArray.CreateBuilder<IndexExpression>(axes.Length);
            foreach (var axis in axes)
                places.Add(indices[axis]);
            return context.Input(0, places.MoveToImmutable());
        }),
        Cost = Free,
    };

    public static readonly Operator Unsqueeze = new()
    {
        Name = "unsqueeze",
        Summary = "Inserts a new axis of size 1 at a position; -1 is after the last.",
        Example = "print(unsqueeze([1, 2], 0)[0])   # [1, 2]",
        Parameters = [Values, new("axis", OperatorParameterKind.NewAxis, "the new axis' position")],
        Attributes = static arguments => new AxisAttributes(arguments.Axis("axis")),
        Infer = static context =>
        {
            var axis = context.AttributesAs<AxisAttributes>().Axis;
            var shape = context.Inputs[0].Shape;
            if (axis < 0 || axis > shape.Rank)
            {
                return new ShapeFailure(ShapeErrors.NoSuchAxis,
                    $"a new axis of {{0}}, which has shape {shape}, can stand at 0 to {shape.Rank}, but {(axis < 0 ? "another position" : $"position {axis}")} is asked for");
            }

            return new TensorType(context.Inputs[0].Element, shape.Insert(axis, 1));
        },
        Gradient = new DifferentiableRule(static c => [c.Builder.Squeeze(c.OutputGradient, c.Node.AttributesAs<AxisAttributes>().Axis)]),
        Lowering = new ElementLowering(static (context, indices) =>
            context.Input(0, indices.RemoveAt(context.Node.AttributesAs<AxisAttributes>().Axis))),
        Cost = Free,
    };

    public static readonly Operator Squeeze = new()
    {
        Name = "squeeze",
        Summary = "Drops an axis of size 1.",
        Example = "print(squeeze([[1, 2]], 0))   # [1, 2]",
        Parameters = [Values, new("axis", OperatorParameterKind.Axis, "the axis to drop")],
        Attributes = static arguments => new AxisAttributes(arguments.Axis("axis")),
        Infer = static context =>
        {
            var axis = context.AttributesAs<AxisAttributes>().Axis;
            if (ShapeRules.CheckAxis(context, axis) is { } failure)
                return failure;
            var shape = context.Inputs[0].Shape;
            if (context.Facts.AreEqual(shape[axis].Size, Dimension.One) != true)
            {
                return new ShapeFailure(ShapeErrors.SqueezedSizeIsNotOne, $"axis {axis} of {{0}} has size {shape[axis]}, but only an axis of size 1 can be dropped")
                {
                    Axes = [(0, axis)],
                    Conflict = (shape[axis].Size, Dimension.One),
                };
            }

            return new TensorType(context.Inputs[0].Element, shape.Without(axis));
        },
        Gradient = new DifferentiableRule(static c => [c.Builder.Unsqueeze(c.OutputGradient, c.Node.AttributesAs<AxisAttributes>().Axis)]),
        Lowering = new ElementLowering(static (context, indices) =>
            context.Input(0, indices.Insert(context.Node.AttributesAs<AxisAttributes>().Axis, IndexExpression.Zero))),
        Cost = Free,
    };

    public static readonly Operator Slice = new()
    {
        Name = "slice",
        Symbol = "[a:b]",
        Summary = "The positions from start up to, not including, stop along one axis, every step-th of them; negative positions count from the end.",
        Example = "print(slice([1, 2, 3, 4, 5], 0, start: 1, stop: 5, step: 2))   # [2, 4]",
        Parameters =
        [
            Values,
            new("axis", OperatorParameterKind.Axis, "the axis"),
            new("start", OperatorParameterKind.Size, "the first position; 0 unless given", IsOptional: true),
            new("stop", OperatorParameterKind.Size, "the position after the last; the size unless given", IsOptional: true),
            new("step", OperatorParameterKind.Size, "the distance from one to the next; 1 unless given", IsOptional: true),
        ],
        Attributes = static arguments => PartRules.SliceAttributes(arguments),
        Infer = static context => PartRules.InferSlice(context),
        Gradient = new DifferentiableRule(static c => [PartRules.SliceGradient(c)]),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var slice = context.Node.AttributesAs<SliceAttributes>();
            var (start, step) = (slice.Start.ConstantValue!.Value, slice.Step.ConstantValue!.Value);
            return context.Input(0, indices.SetItem(slice.Axis, (indices[slice.Axis] * step) + start));
        }),
        Cost = Free,
    };

    public static readonly Operator Pad = new()
    {
        Name = "pad",
        Summary = "Adds positions filled with a value before and after an axis.",
        Example = "print(pad([1, 2], 0, before: 1, after: 2))   # [0, 1, 2, 0, 0]",
        Parameters =
        [
            Values,
            new("axis", OperatorParameterKind.Axis, "the axis"),
            new("before", OperatorParameterKind.Size, "how many before; 0 unless given", IsOptional: true),
            new("after", OperatorParameterKind.Size, "how many after; 0 unless given", IsOptional: true),
            new("value", OperatorParameterKind.Number, "what to fill with; 0 unless given", IsOptional: true),
        ],
        Attributes = static arguments =>
            new PadAttributes(arguments.Axis("axis"), arguments.Size("before", 0), arguments.Size("after", 0), arguments.Number("value", 0)),
        Infer = static context => PartRules.InferPad(context),
        Gradient = new DifferentiableRule(static context =>
        {
            var pad = context.Node.AttributesAs<PadAttributes>();
            return [context.Builder.Slice(context.OutputGradient, pad.Axis, pad.Before, pad.Before + context.Input(0).Shape[pad.Axis].Size)];
        }),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var pad = context.Node.AttributesAs<PadAttributes>();
            var inner = indices[pad.Axis] - pad.Before.ConstantValue!.Value;
            var guard = new IndexGuard(inner, 0, context.InputShape(0)[pad.Axis]);
            return new GuardedScalar([guard], context.Input(0, indices.SetItem(pad.Axis, inner)), new ConstantScalar(pad.Value, context.Node.Element));
        }),
        Cost = Free,
    };

    public static readonly Operator Concatenate = new()
    {
        Name = "concatenate",
        Summary = "Joins tensors one after another along an axis; all other sizes must agree.",
        Example = "print(concatenate(([1, 2], [3]), 0))   # [1, 2, 3]",
        Parameters =
        [
            new("xs", OperatorParameterKind.Tensors, "the tensors to join"),
            new("axis", OperatorParameterKind.Axis, "the axis along which they follow each other; 0 unless given", IsOptional: true),
        ],
        Attributes = static arguments => new AxisAttributes(arguments.Axis("axis")),
        Infer = static context => PartRules.InferConcatenate(context),
        Gradient = new DifferentiableRule(static context =>
        {
            var axis = context.Node.AttributesAs<AxisAttributes>().Axis;
            var parts = ImmutableArray.CreateBuilder<Node?>(context.Node.Inputs.Length);
            var start = Dimension.Zero;
            foreach (var input in context.Node.Inputs)
            {
                var stop = start + input.Shape[axis].Size;
                parts.Add(context.Builder.Slice(context.OutputGradient, axis, start, stop));
                start = stop;
            }

            return parts.MoveToImmutable();
        }),
        Lowering = new ElementLowering(static (context, indices) => PartRules.LowerConcatenate(context, indices)),
        Cost = Free,
    };

    public static readonly Operator Reverse = new()
    {
        Name = "reverse",
        Summary = "The positions of an axis in the opposite order.",
        Example = "print(reverse([1, 2, 3], 0))   # [3, 2, 1]",
        Parameters = [Values, new("axis", OperatorParameterKind.Axis, "the axis to turn around")],
        Attributes = static arguments => new AxisAttributes(arguments.Axis("axis")),
        Infer = static context =>
            ShapeRules.CheckAxis(context, context.AttributesAs<AxisAttributes>().Axis) is { } failure ? failure : context.Inputs[0],
        Gradient = new DifferentiableRule(static c => [c.Builder.ReverseAxis(c.OutputGradient, c.Node.AttributesAs<AxisAttributes>().Axis)]),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var axis = context.Node.AttributesAs<AxisAttributes>().Axis;
            return context.Input(0, indices.SetItem(axis, (indices[axis] * -1) + (context.OutputShape[axis] - 1L)));
        }),
        Cost = Free,
    };
}
