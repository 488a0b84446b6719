using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>Which indices can be computed as 32-bit lanes along a loop.</summary>
internal sealed class IndexLanesRule(LoopVariable variable)
{
    private const long LargestIndex = 1L << 30;

    /// <summary>Whether every part that changes along the loop is the counter itself, or a quotient or remainder of numbers that are small enough.</summary>
    public bool Accepts(LinearIndex index) => MagnitudeOf(index) < LargestIndex && index.Terms.All(term => term.Atom is LoopIndex || !Changes(term.Atom) || term.Atom switch
    {
        FloorDivideIndex divide => AcceptsDividend(LinearIndex.Of(divide.Index)) && divide.Divisor < LaneIndices.LargestDividend,
        ModuloIndex modulo => AcceptsDividend(LinearIndex.Of(modulo.Index)) && modulo.Divisor < LaneIndices.LargestDividend,
        _ => false,
    });

    /// <summary>Whether the index rises by no more than one from lane to lane: a quotient by at least the step of its dividend.</summary>
    public bool IsNear(LinearIndex index)
    {
        var changing = index.Terms.Where(term => Changes(term.Atom)).ToArray();
        return changing is [{ Coefficient: 1, Atom: FloorDivideIndex divide }]
            && LinearIndex.Of(divide.Index).StrideOf(variable) is { } step && step > 0 && step <= divide.Divisor;
    }

    /// <summary>By how much the left side of a comparison of indices is greater, where it changes evenly along the loop and is small enough; null for other expressions.</summary>
    public LinearIndex? DifferenceOf(ScalarExpression expression)
    {
        if (expression is not BinaryScalar { Left: var left, Right: var right } comparison || !LaneOperations.IsComparison(comparison.Operation) || IndexOf(left) is not { } from || IndexOf(right) is not { } to)
            return null;
        var difference = LinearIndex.Of(from - to);
        return difference.IsAffine && difference.StrideOf(variable) is not (null or 0) && MagnitudeOf(difference) < LargestIndex ? difference : null;
    }

    /// <summary>Whether an atom's value depends on the loop.</summary>
    public bool Changes(IndexExpression atom) => LinearIndex.Of(atom).StrideOf(variable) != 0;

    private static long MagnitudeOf(LinearIndex index)
    {
        var magnitude = (double)Math.Abs(index.Constant);
        foreach (var (atom, coefficient) in index.Terms)
            magnitude += Math.Abs((double)coefficient) * MagnitudeOf(atom);
        return (long)Math.Min(magnitude, LargestIndex);
    }

    private static double MagnitudeOf(IndexExpression atom) => atom switch
    {
        LoopIndex loop => loop.Variable.Extent,
        FloorDivideIndex divide => (MagnitudeOf(LinearIndex.Of(divide.Index)) / (double)divide.Divisor) + 1,
        ModuloIndex modulo => modulo.Divisor,
        LoadedIndex loaded => loaded.Bound,
        _ => LargestIndex,
    };

    private static IndexExpression? IndexOf(ScalarExpression expression) => expression switch
    {
        IndexScalar index => index.Index,
        ConstantScalar { Element: ElementType.Int, Value: > -LargestIndex and < LargestIndex } constant => new ConstantIndex((long)constant.Value),
        _ => null,
    };

    private bool AcceptsDividend(LinearIndex dividend) => MagnitudeOf(dividend) < LaneIndices.LargestDividend && Accepts(dividend);
}
