using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling.Sweeps;
using static System.FormattableString;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>Choices by row and column that are the same everywhere in pieces of which a mask hides nothing.</summary>
internal static class SweepChoices
{
    /// <summary>What choices take in such a piece.</summary>
    public static Dictionary<SelectScalar, ScalarExpression> Of(SweepKernel sweep, SweepPass pass)
    {
        var found = new Dictionary<SelectScalar, ScalarExpression>(ReferenceEqualityComparer.Instance);
        if (SweepMemory.MaskOf(pass, sweep) is not { } mask)
            return found;
        var tables = pass.Tables.Select(static table => table.Output).Concat(pass.Products.Select(static product => product.Output.Buffer)).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var places = pass.Tables.Select(table => PlacedExpression.Of(table, sweep.Space))
            .Concat(pass.Reductions.SelectMany(kernel => SweepReductions.Of(kernel).Select(reduction => PlacedExpression.Of(kernel, reduction, tables.Contains, sweep.Space))));
        foreach (var place in places)
        {
            ExpressionWalker.Visit(
                place.Body,
                part =>
                {
                    if (part is not SelectScalar select || TableHalves.Of(select.Condition, place, sweep.Space) is not { } half)
                        return;
                    if (mask.Halves.Contains(half))
                        found[select] = select.WhenFalse;
                    else if (mask.Halves.Contains(half.Opposite()))
                        found[select] = select.WhenTrue;
                },
                null);
        }

        return found;
    }

    /// <summary>Whether a mask hides nothing of the piece at hand: what a half's sum is at its greatest corner tells.</summary>
    public static string IsWhole(SweepKernel sweep, SweepPass pass) => string.Join(" && ", SweepMemory.MaskOf(pass, sweep)!.Halves.Select(half =>
    {
        var (ofLine, ofWay) = sweep.Lines == TableAxis.Row ? (half.Row, half.Column) : (half.Column, half.Row);
        return Invariant($"{CType.Whole64(ofLine)} * (i64)(first + {(ofLine > 0 ? sweep.Cut.Lines - 1 : 0)}) + {CType.Whole64(ofWay)} * (i64)(start + {(ofWay > 0 ? sweep.Cut.Width - 1 : 0)}) + {CType.Whole64(half.Constant)} <= 0");
    }));
}
