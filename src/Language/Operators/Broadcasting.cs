using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>
/// The rule by which shapes meet: they align from the right, a missing leading dimension or a literal 1 stretches, nothing else does, and only one of the
/// two sides may stretch.
/// </summary>
public static class Broadcasting
{
    /// <summary>The common shape of two, or why there is none.</summary>
    public static BroadcastResult Combine(Shape left, Shape right, DimensionFacts facts)
    {
        var rank = Math.Max(left.Rank, right.Rank);
        var axes = new Axis[rank];
        var (leftStretches, rightStretches) = (-1, -1);
        for (var axis = rank - 1; axis >= 0; axis--)
        {
            var (leftAxis, rightAxis) = (axis - (rank - left.Rank), axis - (rank - right.Rank));
            var (first, second) = (leftAxis < 0 ? null : left[leftAxis], rightAxis < 0 ? null : right[rightAxis]);
            if (first is not null && second is not null && facts.AreEqual(first.Size, second.Size) == true)
            {
                axes[axis] = first.Name is null && first.Size.IsConstant ? second : first;
            }
            else if (first is null || (first.Size.IsOne && second is not null))
            {
                axes[axis] = second!;
                if (!second!.Size.IsOne)
                    leftStretches = axis;
            }
            else if (second is null || second.Size.IsOne)
            {
                axes[axis] = first;
                if (!first.Size.IsOne)
                    rightStretches = axis;
            }
            else
            {
                return new BroadcastMismatch(leftAxis, rightAxis, first.Size, second.Size);
            }
        }

        var shape = new Shape([.. axes]);
        return leftStretches >= 0 && rightStretches >= 0
            ? new BroadcastTwoWayStretch(leftStretches, rightStretches, shape)
            : new BroadcastShape(shape);
    }

    /// <summary>The failure as an operator reports it, or null for a shape; operands are {0} and {1}.</summary>
    public static ShapeFailure? ToFailure(BroadcastResult result, Shape left, Shape right) => result switch
    {
        BroadcastMismatch mismatch => new ShapeFailure(ShapeErrors.SizesDisagree,
            $"dimension {mismatch.LeftAxis} of {{0}} is {left[mismatch.LeftAxis]}, dimension {mismatch.RightAxis} of {{1}} is {right[mismatch.RightAxis]}, but they meet element by element")
        {
            Axes = [(0, mismatch.LeftAxis), (1, mismatch.RightAxis)],
            Conflict = (mismatch.Left, mismatch.Right),
            Notes = [.. AlignedTable(left, right)],
        },
        BroadcastTwoWayStretch stretch => new ShapeFailure(ShapeErrors.TwoWayStretch,
            $"both {{0}} and {{1}} would be repeated, into a table {stretch.Result}, which is seldom meant")
        {
            Notes = [.. AlignedTable(left, right), "a table that is meant is written with indices, as in table[i, j] = a[i] - b[j]"],
        },
        _ => null,
    };

    /// <summary>Whether a shape stretches to a target.</summary>
    internal static ShapeFailure? CheckStretch(Shape source, Shape target, DimensionFacts facts)
    {
        var leading = target.Rank - source.Rank;
        if (leading < 0)
        {
            return new ShapeFailure(ShapeErrors.WrongRank,
                $"{{0}} has shape {source}, which has more dimensions than {target}");
        }

        for (var axis = 0; axis < source.Rank; axis++)
        {
            if (source[axis].Size.IsOne || facts.AreEqual(source[axis].Size, target[leading + axis].Size) == true)
                continue;
            return new ShapeFailure(ShapeErrors.SizesDisagree,
                $"dimension {axis} of {{0}} is {source[axis]}, but {target} has {target[leading + axis]} there, and only size 1 stretches")
            {
                Axes = [(0, axis)],
                Conflict = (source[axis].Size, target[leading + axis].Size),
            };
        }

        return null;
    }

    // The two shapes below each other, aligned from the right as they meet.
    private static IEnumerable<string> AlignedTable(Shape left, Shape right)
    {
        var rank = Math.Max(left.Rank, right.Rank);
        var rows = new[] { new string[rank], new string[rank] };
        for (var axis = 0; axis < rank; axis++)
        {
            rows[0][axis] = Cell(left, axis - (rank - left.Rank));
            rows[1][axis] = Cell(right, axis - (rank - right.Rank));
            var width = Math.Max(rows[0][axis].Length, rows[1][axis].Length);
            rows[0][axis] = rows[0][axis].PadLeft(width);
            rows[1][axis] = rows[1][axis].PadLeft(width);
        }

        return [$"{{0}} : [{string.Join("  ", rows[0])}]", $"{{1}} : [{string.Join("  ", rows[1])}]"];

        static string Cell(Shape shape, int axis) => axis < 0 ? "" : shape[axis].ToString();
    }
}
