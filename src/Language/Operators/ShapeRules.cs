using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Checks that several shape rules share. Each gives the failure, or null when all is well.</summary>
internal static class ShapeRules
{
    /// <summary>Whether elements of this type may stand where <paramref name="allowed"/> is asked for.</summary>
    public static bool Allows(OperandElements allowed, ElementType element) => allowed switch
    {
        OperandElements.Number => element != ElementType.Bool,
        OperandElements.Float => element.IsFloat(),
        OperandElements.Int => element == ElementType.Int,
        OperandElements.Bool => element == ElementType.Bool,
        _ => true,
    };

    public static ShapeFailure? CheckElement(InferenceContext context, int input, OperandElements allowed)
    {
        var element = context.Inputs[input].Element;
        if (Allows(allowed, element))
            return null;
        return new ShapeFailure(ShapeErrors.WrongElementType, $"{{{input}}} has {element.Name()} elements, but {Describe(allowed)} needed");
    }

    public static ShapeFailure? CheckSameElement(InferenceContext context, int left, int right)
    {
        var (first, second) = (context.Inputs[left].Element, context.Inputs[right].Element);
        return first == second
            ? null
            : new ShapeFailure(ShapeErrors.WrongElementType, $"{{{left}}} has {first.Name()} elements and {{{right}}} has {second.Name()} elements, but one type is needed");
    }

    /// <summary>Whether the two inputs have the same shape.</summary>
    public static ShapeFailure? CheckSameShape(InferenceContext context, int left, int right)
    {
        var (first, second) = (context.Inputs[left].Shape, context.Inputs[right].Shape);
        if (first.Rank != second.Rank)
        {
            return new ShapeFailure(ShapeErrors.SizesDisagree,
                $"{{{left}}} has {Count(first.Rank, "dimension")} and {{{right}}} has {Count(second.Rank, "dimension")}, but they meet element by element");
        }

        for (var axis = 0; axis < first.Rank; axis++)
        {
            if (CheckEqual(context, left, axis, right, axis, ShapeErrors.SizesDisagree, "they meet element by element") is { } failure)
                return failure;
        }

        return null;
    }

    /// <summary>Whether two axes have the same size; the failure names both and ends with the reason.</summary>
    public static ShapeFailure? CheckEqual(
        InferenceContext context, int left, int leftAxis, int right, int rightAxis, Diagnostics.DiagnosticDescriptor descriptor, string reason)
    {
        var (first, second) = (context.Inputs[left].Shape[leftAxis], context.Inputs[right].Shape[rightAxis]);
        if (context.Facts.AreEqual(first.Size, second.Size) == true)
            return null;
        return new ShapeFailure(descriptor, $"dimension {leftAxis} of {{{left}}} is {first}, dimension {rightAxis} of {{{right}}} is {second}, but {reason}")
        {
            Axes = [(left, leftAxis), (right, rightAxis)],
            Conflict = (first.Size, second.Size),
        };
    }

    public static ShapeFailure? CheckAxis(InferenceContext context, int axis, int input = 0) =>
        axis >= 0 && axis < context.Inputs[input].Rank ? null : NoAxis(axis, context.Inputs[input].Shape, input);

    public static ShapeFailure? CheckAxes(InferenceContext context, ImmutableArray<int> axes)
    {
        var seen = new HashSet<int>();
        foreach (var axis in axes)
        {
            if (CheckAxis(context, axis) is { } failure)
                return failure;
            if (!seen.Add(axis))
                return new ShapeFailure(ShapeErrors.NotAPermutation, $"axis {axis} of {{0}} is named twice") { Axes = [(0, axis)] };
        }

        return null;
    }

    public static ShapeFailure? CheckRank(InferenceContext context, int input, int minimum, string reason) =>
        context.Inputs[input].Rank >= minimum
            ? null
            : new ShapeFailure(ShapeErrors.WrongRank,
                $"{{{input}}} has {Count(context.Inputs[input].Rank, "dimension")}, but {reason} at least {minimum}");

    public static ShapeFailure? CheckScalar(InferenceContext context, int input) =>
        context.Inputs[input].Rank == 0
            ? null
            : new ShapeFailure(ShapeErrors.WrongRank, $"{{{input}}} has shape {context.Inputs[input].Shape}, but a single number is needed");

    /// <summary>The same sizes, with a name and an origin for each axis from the first input that has them.</summary>
    public static Shape MergeNames(ImmutableArray<TensorType> inputs)
    {
        var shape = inputs[0].Shape;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis].Name is not null || !shape[axis].Size.IsConstant)
                continue;
            foreach (var input in inputs)
            {
                if (input.Rank == shape.Rank && (input.Shape[axis].Name is not null || !input.Shape[axis].Size.IsConstant))
                {
                    shape = shape.WithAxis(axis, input.Shape[axis]);
                    break;
                }
            }
        }

        return shape;
    }

    public static ShapeFailure NoAxis(int axis, Shape shape, int input) => new(ShapeErrors.NoSuchAxis, shape.Rank == 0
        ? $"{{{input}}} is a single number and has no axis {axis}"
        : $"{{{input}}} has shape {shape}, whose axes are 0 to {shape.Rank - 1}, but axis {axis} is asked for");

    public static string Count(long number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static string Describe(OperandElements allowed) => allowed switch
    {
        OperandElements.Number => "numbers are",
        OperandElements.Float => "floats are",
        OperandElements.Int => "ints are",
        OperandElements.Bool => "bools (true or false) are",
        _ => "any elements are",
    };
}
