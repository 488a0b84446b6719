using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Shape rules of the operators that take parts of an axis or put parts together.</summary>
internal static class PartRules
{
    /// <summary>Start, stop and step of a slice with defaults filled in and negative numbers counted from the end.</summary>
    public static SliceAttributes SliceAttributes(BoundArguments arguments)
    {
        var axis = arguments.Axis("axis");
        var size = axis >= 0 && axis < arguments.Inputs[0].Rank ? arguments.Inputs[0].Shape[axis].Size : Dimension.Zero;
        return new SliceAttributes(axis, FromEnd(arguments.Size("start", 0)), arguments.Has("stop") ? FromEnd(arguments.Size("stop")) : size, arguments.Size("step", 1));

        Dimension FromEnd(Dimension position) => position.ConstantValue < 0 ? size + position : position;
    }

    public static InferenceResult InferSlice(InferenceContext context)
    {
        var slice = context.AttributesAs<SliceAttributes>();
        if (ShapeRules.CheckAxis(context, slice.Axis) is { } noAxis)
            return noAxis;
        var axis = context.Inputs[0].Shape[slice.Axis];
        var failure = CheckAtLeast(context, slice.Step, 1, slice.Axis, "a step of a slice")
            ?? CheckAtLeast(context, slice.Start, 0, slice.Axis, "the start of a slice");
        if (failure is not null)
            return failure;
        if (context.Facts.IsAtMost(slice.Stop, axis.Size) == false)
            return DoesNotFit(slice.Axis, $"the slice ends at {slice.Stop}, but axis {slice.Axis} of {{0}} has size {axis}");
        if (context.Facts.IsAtMost(slice.Start, slice.Stop) == false)
            return DoesNotFit(slice.Axis, $"the slice of axis {slice.Axis} of {{0}}, of size {axis}, starts at {slice.Start} after its end {slice.Stop}");
        var size = Dimension.FloorDivide(slice.Stop - slice.Start + slice.Step - 1, slice.Step, context.Facts);
        var part = size.Equals(axis.Size) ? axis : new Axis(size);
        return new TensorType(context.Inputs[0].Element, context.Inputs[0].Shape.WithAxis(slice.Axis, part));
    }

    /// <summary>Puts the gradient of a slice back: with a step, each value first gets step - 1 zeros after it.</summary>
    public static Node SliceGradient(GradientContext context)
    {
        var slice = context.Node.AttributesAs<SliceAttributes>();
        var builder = context.Builder;
        var gradient = context.OutputGradient;
        var source = context.Input(0).Shape;
        if (!slice.Step.IsOne)
        {
            var count = gradient.Shape[slice.Axis].Size;
            var spread = builder.Pad(builder.Unsqueeze(gradient, slice.Axis + 1), slice.Axis + 1, 0, slice.Step - 1);
            var flat = builder.Reshape(spread, source.WithAxis(slice.Axis, count * slice.Step));
            gradient = builder.Slice(flat, slice.Axis, 0, slice.Stop - slice.Start);
        }

        return builder.Pad(gradient, slice.Axis, slice.Start, source[slice.Axis].Size - slice.Stop);
    }

    public static InferenceResult InferPad(InferenceContext context)
    {
        var pad = context.AttributesAs<PadAttributes>();
        var failure = ShapeRules.CheckAxis(context, pad.Axis)
            ?? CheckAtLeast(context, pad.Before, 0, pad.Axis, "the padding before")
            ?? CheckAtLeast(context, pad.After, 0, pad.Axis, "the padding after");
        if (failure is not null)
            return failure;
        var axis = context.Inputs[0].Shape[pad.Axis];
        var size = pad.Before + axis.Size + pad.After;
        return new TensorType(context.Inputs[0].Element, context.Inputs[0].Shape.WithAxis(pad.Axis, size.Equals(axis.Size) ? axis : new Axis(size)));
    }

    public static InferenceResult InferConcatenate(InferenceContext context)
    {
        if (context.Inputs.IsEmpty)
            return new ShapeFailure(ShapeErrors.WrongRank, "there is nothing to join");
        var axis = context.AttributesAs<AxisAttributes>().Axis;
        if (ShapeRules.CheckAxis(context, axis) is { } noAxis)
            return noAxis;
        var shape = context.Inputs[0].Shape;
        var size = shape[axis].Size;
        for (var input = 1; input < context.Inputs.Length; input++)
        {
            if (ShapeRules.CheckSameElement(context, 0, input) is { } wrong)
                return wrong;
            if (context.Inputs[input].Rank != shape.Rank)
            {
                return new ShapeFailure(ShapeErrors.ConcatenatedSizesDiffer,
                    $"{{0}} has shape {shape} and {{{input}}} has shape {context.Inputs[input].Shape}, but joined tensors have equally many dimensions");
            }

            for (var other = 0; other < shape.Rank; other++)
            {
                if (other != axis && ShapeRules.CheckEqual(context, 0, other, input, other, ShapeErrors.ConcatenatedSizesDiffer,
                    $"all sizes except that of axis {axis} have to agree") is { } failure)
                {
                    return failure;
                }
            }

            size += context.Inputs[input].Shape[axis].Size;
        }

        return new TensorType(context.Inputs[0].Element, ShapeRules.MergeNames(context.Inputs).WithAxis(axis, size));
    }

    /// <summary>A balanced tree of guards, so that joining many tensors nests only as deep as their logarithm.</summary>
    public static ScalarExpression LowerConcatenate(LoweringContext context, ImmutableArray<IndexExpression> indices)
    {
        var axis = context.Node.AttributesAs<AxisAttributes>().Axis;
        var offsets = new long[context.Node.Inputs.Length + 1];
        for (var input = 0; input < context.Node.Inputs.Length; input++)
            offsets[input + 1] = offsets[input] + context.InputShape(input)[axis];
        return Parts(0, context.Node.Inputs.Length);

        ScalarExpression Parts(int first, int end)
        {
            var guard = new IndexGuard(indices[axis] - offsets[first], 0, offsets[end] - offsets[first]);
            if (end - first == 1)
            {
                return new GuardedScalar(
                    [guard], context.Input(first, indices.SetItem(axis, indices[axis] - offsets[first])), new ConstantScalar(0, context.Node.Element));
            }

            var middle = first + ((end - first) / 2);
            var left = guard with { Limit = offsets[middle] - offsets[first] };
            return new GuardedScalar([left], Parts(first, middle), Parts(middle, end));
        }
    }

    public static InferenceResult InferWindow(InferenceContext context)
    {
        var window = context.AttributesAs<WindowAttributes>();
        var failure = ShapeRules.CheckAxis(context, window.Axis)
            ?? CheckAtLeast(context, window.Size, 1, window.Axis, "the size of a window")
            ?? CheckAtLeast(context, window.Stride, 1, window.Axis, "the stride of a window")
            ?? CheckAtLeast(context, window.Dilation, 1, window.Axis, "the dilation of a window");
        if (failure is not null)
            return failure;
        var axis = context.Inputs[0].Shape[window.Axis];
        var extent = (window.Dilation * (window.Size - 1)) + 1;
        if (context.Facts.IsAtMost(extent, axis.Size) == false)
            return DoesNotFit(window.Axis, $"a window that spans {extent} does not fit into axis {window.Axis} of {{0}}, which has size {axis}");
        var count = Dimension.FloorDivide(axis.Size - extent, window.Stride, context.Facts) + 1;
        var shape = context.Inputs[0].Shape.WithAxis(window.Axis, count).Insert(window.Axis + 1, window.Size);
        return new TensorType(context.Inputs[0].Element, shape);
    }

    public static InferenceResult InferOverlapAdd(InferenceContext context)
    {
        var overlap = context.AttributesAs<OverlapAddAttributes>();
        var failure = ShapeRules.CheckElement(context, 0, OperandElements.Number) ?? ShapeRules.CheckAxis(context, overlap.Axis)
            ?? ShapeRules.CheckAxis(context, overlap.Axis + 1);
        if (failure is not null)
            return failure;
        var shape = context.Inputs[0].Shape.Without(overlap.Axis + 1).WithAxis(overlap.Axis, overlap.Length);
        return new TensorType(context.Inputs[0].Element, shape);
    }

    /// <summary>Whether a size is not known to be too small.</summary>
    public static ShapeFailure? CheckAtLeast(InferenceContext context, Dimension size, long minimum, int axis, string what) =>
        context.Facts.IsAtMost(minimum, size) == false ? DoesNotFit(axis, $"{what} is {size}, but it has to be at least {minimum}") : null;

    private static ShapeFailure DoesNotFit(int axis, string message) => new(ShapeErrors.DoesNotFit, message) { Axes = [(0, axis)] };
}
