using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>
/// Finds pieces of tables that add nothing, because a choice by row and column takes something else there than what is computed: the mask of an attention that sees no future. What it takes may be 0, or so
/// small that its exponential is 0 once the greatest value of the line is subtracted, which only the numbers tell.
/// </summary>
internal sealed class PieceMasks
{
    private const int MostCandidates = 8;

    private readonly SweepPass pass;
    private readonly TableSpace space;
    private readonly TableAxis lines;
    private readonly Dictionary<TensorBuffer, PlacedExpression> tables = new(ReferenceEqualityComparer.Instance);
    private readonly List<(ElementKernel Kernel, ReduceScalar Reduction, PlacedExpression Place)> reductions = [];

    private PieceMasks(SweepPass pass, TableSpace space, TableAxis lines)
    {
        (this.pass, this.space, this.lines) = (pass, space, lines);
        foreach (var table in pass.Tables)
            tables.Add(table.Output, PlacedExpression.Of(table, space));
        foreach (var kernel in pass.Reductions)
        {
            foreach (var reduction in SweepReductions.Of(kernel))
                reductions.Add((kernel, reduction, PlacedExpression.Of(kernel, reduction, IsTable, space)));
        }
    }

    /// <summary>What may be left out of a way; null where nothing may.</summary>
    /// <param name="pass">The way.</param>
    /// <param name="space">The places of its tables.</param>
    /// <param name="lines">What groups own.</param>
    public static PieceMask? Of(SweepPass pass, TableSpace space, TableAxis lines) => new PieceMasks(pass, space, lines).Find();

    private PieceMask? Find()
    {
        var halves = new List<TableHalf>();
        var conditions = new List<(ScalarExpression Value, bool IsOnWay)>();
        foreach (var half in Candidates())
        {
            var ofWay = lines == TableAxis.Row ? half.Column : half.Row;
            if (Math.Abs(ofWay) != 1 || halves.Exists(other => (lines == TableAxis.Row ? other.Column : other.Row) == ofWay) || Conditions(half) is not { } needed)
                continue;
            halves.Add(half);
            conditions.AddRange(needed);
        }

        return halves.Count == 0 ? null : new PieceMask(
            [.. halves], [.. conditions.Where(static condition => !condition.IsOnWay).Select(static condition => condition.Value)],
            [.. conditions.Where(static condition => condition.IsOnWay).Select(static condition => condition.Value)]);
    }

    private IEnumerable<TableHalf> Candidates()
    {
        var found = new List<TableHalf>();
        foreach (var place in tables.Values.Concat(reductions.Select(static part => part.Place)))
        {
            ExpressionWalker.Visit(
                place.Body,
                part =>
                {
                    if (part is SelectScalar select && TableHalves.Of(select.Condition, place, space) is { } half)
                        found.AddRange([half, half.Opposite()]);
                },
                null);
        }

        return found.Distinct().Take(MostCandidates);
    }

    // What must be 0 so that nobody misses that half; null where somebody does.
    private IEnumerable<(ScalarExpression Value, bool IsOnWay)>? Conditions(TableHalf half)
    {
        var all = new List<(ScalarExpression, bool)>();
        foreach (var sum in pass.Sums)
        {
            var table = tables.GetValueOrDefault(sum.Left.Buffer) ?? tables.GetValueOrDefault(sum.Right.Buffer);
            if (table is null || Zero(table.Body, table, half) is not { } conditions)
                return null;
            all.AddRange(conditions);
        }

        foreach (var (kernel, reduction, place) in reductions)
        {
            if ((kernel == pass.Running?.Kernel ? Below(kernel, place, half) : reduction.Kind == ReductionKind.Sum ? Zero(place.Body, place, half) : null) is not { } conditions)
                return null;
            all.AddRange(conditions);
        }

        return all;
    }

    // A greatest value is that of the other half if the exponential of what is taken in this one is 0.
    private List<(ScalarExpression Value, bool IsOnWay)>? Below(ElementKernel kernel, PlacedExpression place, TableHalf half)
    {
        if (Resolve(place.Body, place, half) is not ConstantScalar constant)
            return null;
        var difference = new BinaryScalar(ScalarOperation.Subtract, constant, new LoadScalar(kernel.Output, kernel.OutputIndices), constant.Element);
        return [(new UnaryScalar(ScalarOperation.Exp, difference, constant.Element), false)];
    }

    /// <summary>What must be 0 so that an expression is 0 in a half of the tables; null where that is not known.</summary>
    private List<(ScalarExpression Value, bool IsOnWay)>? Zero(ScalarExpression expression, PlacedExpression place, TableHalf half)
    {
        switch (expression)
        {
            case ConstantScalar { Value: 0 }:
                return [];
            case LoadScalar load when tables.TryGetValue(load.Buffer, out var table):
                return Zero(table.Body, table, half);
            case UnaryScalar { Operation: ScalarOperation.Negate } negated:
                return Zero(negated.Operand, place, half);
            case CastScalar cast when cast.Element.IsFloat() && cast.Operand.Element.IsFloat():
                return Zero(cast.Operand, place, half);
            case BinaryScalar { Operation: ScalarOperation.Multiply } product:
                var (left, right) = (Zero(product.Left, place, half), Zero(product.Right, place, half));
                return left is null || right?.Count < left.Count ? right : left;
            case BinaryScalar { Operation: ScalarOperation.Divide } quotient:
                return Zero(quotient.Left, place, half);
            case SelectScalar select when TableHalves.Of(select.Condition, place, space) is { } chosen && (chosen == half || chosen.Opposite() == half):
                return Zero(chosen == half ? select.WhenTrue : select.WhenFalse, place, half);
            case SelectScalar select:
                return Both(select.WhenTrue, select.WhenFalse);
            case BinaryScalar { Operation: ScalarOperation.Add or ScalarOperation.Subtract } sum:
                return Both(sum.Left, sum.Right);
            case UnaryScalar { Operation: ScalarOperation.Exp }:
                return Condition(Resolve(expression, place, half), place);
            default:
                return null;
        }

        List<(ScalarExpression, bool)>? Both(ScalarExpression a, ScalarExpression b) => Zero(a, place, half) is { } first && Zero(b, place, half) is { } second ? [.. first, .. second] : null;
    }

    // A number of a line, or of a place on the way.
    private List<(ScalarExpression Value, bool IsOnWay)>? Condition(ScalarExpression value, PlacedExpression place)
    {
        var (isOfTable, isOfLine, isOnWay) = (false, false, false);
        ExpressionWalker.Visit(
            value,
            part => isOfTable |= part is LoadScalar load && IsTable(load.Buffer),
            index =>
            {
                if (index is not LoopIndex loop || place.Places.FirstOrDefault(walk => walk.Variable == loop.Variable) is not { Axis: not TableAxis.Batch } walk)
                    return;
                isOfLine |= walk.Axis == lines;
                isOnWay |= walk.Axis != lines;
            });
        return isOfTable || (isOfLine && isOnWay) ? null : [(value, isOnWay)];
    }

    // The expression as it is in that half.
    private ScalarExpression Resolve(ScalarExpression expression, PlacedExpression place, TableHalf half) => expression switch
    {
        SelectScalar select when TableHalves.Of(select.Condition, place, space) is { } chosen && (chosen == half || chosen.Opposite() == half) =>
            Resolve(chosen == half ? select.WhenTrue : select.WhenFalse, place, half),
        SelectScalar select => Chosen(select, Resolve(select.WhenTrue, place, half), Resolve(select.WhenFalse, place, half)),
        LoadScalar load when tables.TryGetValue(load.Buffer, out var table) => Resolve(table.Body, table, half) is ConstantScalar constant ? constant : load,
        _ => ExpressionWalker.WithOperands(expression, part => Resolve(part, place, half)),
    };

    private static ScalarExpression Chosen(SelectScalar select, ScalarExpression whenTrue, ScalarExpression whenFalse) =>
        whenTrue is ConstantScalar a && whenFalse is ConstantScalar b && a.Value.Equals(b.Value) ? a : new SelectScalar(select.Condition, whenTrue, whenFalse);

    private bool IsTable(TensorBuffer buffer) => tables.ContainsKey(buffer) || pass.Products.Any(product => product.Output.Buffer == buffer);
}
