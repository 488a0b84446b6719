using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>How loops of element kernels walk through tables.</summary>
internal static class TablePlaces
{
    /// <summary>The walks of loops through a table; null unless they reach each element once.</summary>
    /// <param name="index">The position in the table.</param>
    /// <param name="space">Of what tables.</param>
    /// <param name="variables">The loops.</param>
    public static ImmutableArray<TablePlace>? Of(LinearIndex index, TableSpace space, IEnumerable<LoopVariable> variables)
    {
        if (!index.IsAffine || index.Constant != 0)
            return null;
        var places = ImmutableArray.CreateBuilder<TablePlace>();
        foreach (var variable in variables.Where(static variable => variable.Extent > 1))
        {
            if (space.AxisOf(index.StrideOf(variable) ?? 0, variable.Extent) is not { } walk)
                return null;
            places.Add(new TablePlace(variable, walk.Axis, walk.Step));
        }

        var isWhole = Array.TrueForAll(
            Enum.GetValues<TableAxis>(),
            axis => space.Covers(axis, places.Where(place => place.Axis == axis).Select(static place => (place.Step, (long)place.Variable.Extent))));
        return isWhole ? places.ToImmutable() : null;
    }

    /// <summary>Whether an index is that of the own line in a vector with one element a line: [batch, line].</summary>
    /// <param name="index">The index.</param>
    /// <param name="space">Of what tables.</param>
    /// <param name="lines">Rows or columns.</param>
    /// <param name="places">The walks of the loops that occur.</param>
    public static bool IsOwnLine(LinearIndex index, TableSpace space, TableAxis lines, IEnumerable<TablePlace> places)
    {
        if (!index.IsAffine || index.Constant != 0)
            return false;
        var expected = places.Select(place => (place.Variable, Stride: place.Axis == lines ? place.Step : place.Axis == TableAxis.Batch ? place.Step * space.ExtentOf(lines) : 0)).ToArray();
        return Array.TrueForAll(expected, item => index.StrideOf(item.Variable) == item.Stride) && index.Terms.Length == expected.Count(static item => item.Stride != 0);
    }
}
