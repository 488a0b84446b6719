using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Sliding windows and their inverse: what convolutions and pooling are made of.</summary>
[OperatorFamily]
public static class WindowOperators
{
    public static readonly Operator Window = new()
    {
        Name = "window",
        Summary = "Cuts an axis into sliding windows: the axis then counts the windows, and a new axis after it runs inside a window.",
        Formula = "y[.., i, j, ..] = x[.., i * stride + j * dilation, ..]",
        Example = "x = window([1, 2, 3, 4], 0, size: 2)\nprint(x[1])   # [2, 3]\nprint(sum(x, over: 1))   # [3, 5, 7]",
        Parameters =
        [
            new("x", OperatorParameterKind.Tensor, "the values"),
            new("axis", OperatorParameterKind.Axis, "the axis to cut"),
            new("size", OperatorParameterKind.Size, "positions in a window"),
            new("stride", OperatorParameterKind.Size, "from the start of one window to that of the next; 1 unless given", IsOptional: true),
            new("dilation", OperatorParameterKind.Size, "from one position in a window to the next; 1 unless given", IsOptional: true),
        ],
        Attributes = static arguments =>
            new WindowAttributes(arguments.Axis("axis"), arguments.Size("size"), arguments.Size("stride", 1), arguments.Size("dilation", 1)),
        Infer = static context => PartRules.InferWindow(context),
        Gradient = new DifferentiableRule(static context =>
        {
            var window = context.Node.AttributesAs<WindowAttributes>();
            var length = context.Input(0).Shape[window.Axis].Size;
            return
            [
                context.Builder.Create(OverlapAdd!, [context.OutputGradient],
                    new OverlapAddAttributes(window.Axis, window.Stride, window.Dilation, length)),
            ];
        }),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var window = context.Node.AttributesAs<WindowAttributes>();
            var (stride, dilation) = (window.Stride.ConstantValue!.Value, window.Dilation.ConstantValue!.Value);
            var position = (indices[window.Axis] * stride) + (indices[window.Axis + 1] * dilation);
            return context.Input(0, indices.RemoveAt(window.Axis + 1).SetItem(window.Axis, position));
        }),
        Cost = static _ => Dimension.Zero,
    };

    /// <summary>The gradient of <see cref="Window"/>: every window's values added at the places they came from.</summary>
    public static readonly Operator OverlapAdd = new()
    {
        Name = "overlap_add",
        Summary = "Adds windows back into the axis that they were cut from.",
        Formula = "y[.., n, ..] = sum of x[.., i, j, ..] where i * stride + j * dilation = n",
        IsCallable = false,
        Infer = static context => PartRules.InferOverlapAdd(context),
        Gradient = new DifferentiableRule(static context =>
        {
            var overlap = context.Node.AttributesAs<OverlapAddAttributes>();
            var (count, size) = (context.Input(0).Shape[overlap.Axis].Size, context.Input(0).Shape[overlap.Axis + 1].Size);
            var windows = context.Builder.Create(Window, [context.OutputGradient],
                new WindowAttributes(overlap.Axis, size, overlap.Stride, overlap.Dilation));
            // Positions after the last whole window belong to none; the windows that are left are as many as there were.
            return [context.Builder.Slice(windows, overlap.Axis, 0, count)];
        }),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var overlap = context.Node.AttributesAs<OverlapAddAttributes>();
            var (stride, dilation) = (overlap.Stride.ConstantValue!.Value, overlap.Dilation.ConstantValue!.Value);
            var shape = context.InputShape(0);
            var loop = new LoopVariable("j", shape[overlap.Axis + 1]);
            var offset = indices[overlap.Axis] - ((IndexExpression)loop * dilation);
            var window = offset / stride;
            var value = context.Input(0, indices.SetItem(overlap.Axis, window).Insert(overlap.Axis + 1, loop));
            var guards = stride == 1
                ? [new IndexGuard(offset, 0, shape[overlap.Axis])]
                : System.Collections.Immutable.ImmutableArray.Create(
                    new IndexGuard(offset % stride, 0, 1), new IndexGuard(offset, 0, shape[overlap.Axis] * stride));
            return new ReduceScalar(ReductionKind.Sum, [loop], new GuardedScalar(guards, value, new ConstantScalar(0, value.Element)));
        }),
        Precision = PrecisionRole.Wide,
        Cost = static context => context.Inputs[0].Shape.ElementCount,
    };
}
