using System.Collections.Immutable;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Where the elements of a buffer lie in the result of a packing kernel that stores all of them.</summary>
internal sealed class PackedLayout
{
    /// <summary>The kernel's loops of more than one turn, the one of the largest steps through the source first, each with its place among the kernel's.</summary>
    private readonly ImmutableArray<(PackLoop Loop, int Place)> digits;

    private PackedLayout(PackKernel kernel, ImmutableArray<(PackLoop Loop, int Place)> digits)
    {
        Kernel = kernel;
        this.digits = digits;
    }

    public PackKernel Kernel { get; }

    /// <summary>Whether the result's axes are the kernel's loops.</summary>
    public bool HasAxes => Kernel.Output.Shape.SequenceEqual(Kernel.Loops.Select(static loop => loop.Extent));

    /// <summary>The layout that a kernel makes; null when it leaves out elements of its source or stores some of them twice.</summary>
    public static PackedLayout? Of(PackKernel kernel)
    {
        var digits = kernel.Loops.Select(static (loop, place) => (Loop: loop, Place: place)).Where(static digit => digit.Loop.Extent > 1)
            .OrderByDescending(static digit => digit.Loop.SourceStride).ToImmutableArray();
        var expected = 1L;
        foreach (var (loop, _) in digits.Reverse())
        {
            if (loop.SourceStride != expected)
                return null;
            expected *= loop.Extent;
        }

        var isWhole = kernel.Source.Offset == 0 && expected == kernel.Source.Buffer.ElementCount && kernel.Source.Buffer.Element == kernel.Output.Element;
        return isWhole ? new PackedLayout(kernel, digits) : null;
    }

    /// <summary>
    /// Loops over the source as loops over the result: each becomes one or more, outermost first, whose steps are the same throughout; null where they do not fit.
    /// </summary>
    /// <param name="loops">The extent of each loop and its step through the source; those that do not move are not among them.</param>
    public ImmutableArray<ImmutableArray<PackedStep>>? Walk(IReadOnlyList<(int Extent, long Stride)> loops)
    {
        // Loops that each begin where a smaller one's last turn ends never carry into one another.
        var reach = 1L;
        foreach (var (extent, stride) in loops.OrderBy(static loop => loop.Stride))
        {
            if (stride < reach)
                return null;
            reach = stride * extent;
        }

        var result = ImmutableArray.CreateBuilder<ImmutableArray<PackedStep>>(loops.Count);
        foreach (var (extent, stride) in loops)
        {
            var steps = new List<PackedStep>();
            if (!Split(extent, stride, 1, steps))
                return null;
            result.Add([.. steps]);
        }

        return result.MoveToImmutable();
    }

    /// <summary>The places of the loops that an axis of the source is made of, outermost first; empty where a loop belongs to more than that axis.</summary>
    public ImmutableArray<int> DigitsOf(int axis)
    {
        var shape = Kernel.Source.Buffer.Shape;
        var (first, limit) = (1L, 1L);
        for (var i = shape.Length - 1; i >= axis; i--)
            (first, limit) = (limit, limit * shape[i]);
        var places = digits.Where(digit => digit.Loop.SourceStride >= first && digit.Loop.SourceStride < limit).ToImmutableArray();
        return places.Aggregate(1L, static (product, digit) => product * digit.Loop.Extent) == limit / first ? [.. places.Select(static digit => digit.Place)] : [];
    }

    private bool Split(int extent, long stride, int turns, List<PackedStep> steps)
    {
        var place = digits.Select(static digit => digit.Loop).TakeWhile(loop => loop.SourceStride > stride).Count();
        if (place == digits.Length)
            return false;
        var (digit, axis) = digits[place];
        if (stride % digit.SourceStride != 0 || digit.Extent % (stride / digit.SourceStride) != 0)
            return false;
        var step = stride / digit.SourceStride;
        var fitting = (int)(digit.Extent / step);
        if (extent <= fitting)
        {
            steps.Add(new PackedStep(extent, turns, axis, step, step * digit.OutputStride));
            return true;
        }

        if (extent % fitting != 0 || !Split(extent / fitting, stride * fitting, turns * fitting, steps))
            return false;
        steps.Add(new PackedStep(fitting, turns, axis, step, step * digit.OutputStride));
        return true;
    }
}
