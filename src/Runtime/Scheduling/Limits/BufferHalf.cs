using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Limits;

/// <summary>Elements of a buffer at which a constant plus multiples of digits of their position is positive.</summary>
/// <param name="Digits">By falling strides.</param>
/// <param name="Constant">What is added.</param>
internal sealed record BufferHalf(ImmutableArray<BufferDigit> Digits, long Constant)
{
    /// <summary>What is true at turns of loops, said of the elements that they reach; null where an element does not tell the turn.</summary>
    /// <param name="half">The turns.</param>
    /// <param name="element">The position of the element that is reached.</param>
    /// <param name="loops">All loops.</param>
    public static BufferHalf? Of(LoopHalf half, LinearIndex element, IEnumerable<LoopVariable> loops)
    {
        if (!element.IsAffine || element.Constant != 0)
            return null;
        var walks = loops.Where(static loop => loop.Extent > 1).Select(loop => (Loop: loop, Stride: element.StrideOf(loop) ?? 0)).ToArray();
        var digits = new List<BufferDigit>();
        foreach (var (variable, coefficient) in half.Terms)
        {
            var stride = element.StrideOf(variable) ?? 0;
            if (stride <= 0)
                return null;
            var below = walks.Where(walk => walk.Stride < stride).Sum(static walk => walk.Stride * (walk.Loop.Extent - 1));
            var isDigit = walks.All(walk => walk.Stride >= 0 && (walk.Stride < stride || walk.Loop == variable || walk.Stride % (stride * variable.Extent) == 0)) && below < stride;
            if (!isDigit)
                return null;
            digits.Add(new BufferDigit(stride, variable.Extent, coefficient));
        }

        return new BufferHalf([.. digits.OrderByDescending(static digit => digit.Stride)], half.Constant);
    }

    /// <summary>Whether it says the same of the same digits.</summary>
    public bool SameAs(BufferHalf other) => Constant == other.Constant && Digits.SequenceEqual(other.Digits);

    /// <summary>The same for whoever walks through the buffer; null where the steps of a walk are not those of a digit.</summary>
    /// <param name="walks">Elements that a turn of each loop goes, and its turns.</param>
    /// <param name="offset">The element at which the loops begin.</param>
    /// <returns>What a turn of each loop counts, and the constant.</returns>
    public (ImmutableArray<long> Steps, long Constant)? Along(ImmutableArray<(long Stride, int Extent)> walks, long offset)
    {
        var steps = new long[walks.Length];
        var constant = Constant;
        foreach (var (stride, extent, coefficient) in Digits)
        {
            var (below, within) = (offset % stride, offset / stride % extent);
            constant += coefficient * within;
            for (var i = 0; i < walks.Length; i++)
            {
                var (step, turns) = walks[i];
                if (turns <= 1 || step % (stride * extent) == 0)
                    continue;
                if (step < 0)
                    return null;
                if (step < stride)
                {
                    below += step * (turns - 1);
                    continue;
                }

                if (step % stride != 0)
                    return null;
                steps[i] += coefficient * (step / stride);
                within += step / stride * (turns - 1);
            }

            if (below >= stride || within >= extent)
                return null;
        }

        return ([.. steps], constant);
    }
}

/// <summary>A digit of an element's position: the position divided by the stride, and of that what is left by the extent.</summary>
/// <param name="Stride">How far apart elements lie that differ by one in it.</param>
/// <param name="Extent">How many values it has.</param>
/// <param name="Coefficient">What it counts.</param>
internal readonly record struct BufferDigit(long Stride, int Extent, long Coefficient);
