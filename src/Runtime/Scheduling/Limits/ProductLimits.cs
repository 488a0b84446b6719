using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Limits;

/// <summary>
/// Gives the products of launches for the processor their limits: terms with elements of a table that are 0 because of a mask, and elements that a mask hides from all who would
/// read them, need no multiplication. Attention that sees no future, or none that is far away, does about half the work then.
/// </summary>
internal sealed class ProductLimits
{
    private const int MostLimits = 2;

    private readonly HalfValues values;
    private readonly Dictionary<TensorBuffer, List<Kernel>> readers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TensorBuffer, int> writers = new(ReferenceEqualityComparer.Instance);
    private readonly Func<TensorBuffer, bool> isTemporary;
    private readonly HashSet<TensorBuffer> own;

    private ProductLimits(List<Kernel> kernels, Func<TensorBuffer, bool> isTemporary)
    {
        this.isTemporary = isTemporary;
        own = kernels.OfType<FusedKernel>().SelectMany(static launch => launch.Segments).SelectMany(static segment => segment.Private).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        foreach (var kernel in kernels.SelectMany(Parts))
        {
            foreach (var buffer in kernel.Writes)
                writers[buffer] = writers.GetValueOrDefault(buffer) + 1;
            foreach (var buffer in kernel.Reads)
            {
                if (!readers.TryGetValue(buffer, out var list))
                    readers.Add(buffer, list = []);
                list.Add(kernel);
            }
        }

        values = new HalfValues(IsOfOneWriter);
        foreach (var part in kernels.SelectMany(Parts).SelectMany(static kernel => JoinedElementKernel.PartsOf(kernel)))
            values.Add(part);
    }

    /// <summary>Limits what can be, in place.</summary>
    /// <param name="kernels">All kernels of a program.</param>
    /// <param name="isTemporary">Whether only kernels read a buffer.</param>
    /// <param name="placements">Where buffers lie that are a worker's own; those that a limit reads once more are placed anew.</param>
    /// <returns>Bytes that a worker needs for those.</returns>
    public static long Apply(List<Kernel> kernels, Func<TensorBuffer, bool> isTemporary, Dictionary<TensorBuffer, BufferPlacement> placements)
    {
        if (!kernels.SelectMany(Parts).SelectMany(static kernel => JoinedElementKernel.PartsOf(kernel)).Any(HasMask))
            return 0;
        var limits = new ProductLimits(kernels, isTemporary);
        var bytes = 0L;
        for (var i = 0; i < kernels.Count; i++)
        {
            if (kernels[i] is not FusedKernel launch || limits.Limited(launch) is not { } limited)
                continue;
            kernels[i] = limited;
            foreach (var segment in limited.Segments.Where(static segment => segment.Members.Any(member => Guards(member.Kernel).Any(segment.Private.Contains))))
            {
                var own = segment.Private.ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
                var (places, needed) = PrivateMemory.Plan([.. segment.Members.Select(static member => member.Kernel)], own, segment.Positions, segment.Chunk);
                bytes = Math.Max(bytes, needed);
                foreach (var (buffer, place) in places)
                    placements[buffer] = place;
            }
        }

        return bytes;
    }

    private static IEnumerable<TensorBuffer> Guards(Kernel kernel) =>
        kernel is ContractionKernel product ? product.Limits.Select(static limit => limit.Guard?.Buffer).OfType<TensorBuffer>() : [];

    private static IEnumerable<Kernel> Parts(Kernel kernel) =>
        kernel is FusedKernel launch ? launch.Segments.SelectMany(static segment => segment.Members.Select(static member => member.Kernel)) : [kernel];

    private static bool HasMask(ElementKernel kernel)
    {
        var found = false;
        ExpressionWalker.Visit(
            kernel.Body,
            part => found |= part is SelectScalar select && (!LoopHalves.Within(select.Condition, true).IsEmpty || !LoopHalves.Within(select.Condition, false).IsEmpty),
            null);
        return found;
    }

    private bool IsOfOneWriter(TensorBuffer buffer) => isTemporary(buffer) && writers.GetValueOrDefault(buffer) == 1;

    private FusedKernel? Limited(FusedKernel launch)
    {
        var isChanged = false;
        var segments = ImmutableArray.CreateBuilder<FusedSegment>(launch.Segments.Length);
        foreach (var segment in launch.Segments)
        {
            var members = segment.Members.ToBuilder();
            for (var i = 0; i < members.Count; i++)
            {
                if (members[i].Kernel is ContractionKernel product && LimitsOf(product, members[i].PositionLoops, segment) is { IsEmpty: false } limits)
                    (members[i], isChanged) = (members[i] with { Kernel = product with { Limits = limits } }, true);
            }

            segments.Add(segment with { Members = members.MoveToImmutable() });
        }

        // Made anew: what a launch reads and writes is worked out once.
        return isChanged ? new FusedKernel(launch.Node, segments.MoveToImmutable()) : null;
    }

    private ImmutableArray<ContractionLimit> LimitsOf(ContractionKernel product, int positionLoops, FusedSegment segment)
    {
        var limits = ImmutableArray.CreateBuilder<ContractionLimit>();
        var output = product.Output.Buffer;
        if (IsOfOneWriter(output) && !product.Accumulate && readers.TryGetValue(output, out var all))
        {
            foreach (var half in UnreadHalves.Of(output, all))
                Add(half.Along([.. product.Loops.Select(static loop => (loop.OutputStride, loop.IsReduced ? 1 : loop.Extent))], product.Output.Offset), null);
        }

        AddZeros(product.Left, static loop => loop.LeftStride);
        AddZeros(product.Right, static loop => loop.RightStride);
        return limits.ToImmutable();

        void AddZeros(ContractionOperand operand, Func<ContractionLoop, long> stride)
        {
            foreach (var (half, guard) in values.ZerosOf(operand.Buffer))
            {
                var walk = half.Along([.. product.Loops.Select(loop => (stride(loop), loop.Extent))], operand.Offset);
                if (walk is not var (steps, _) || !product.Loops.Where((loop, i) => loop.IsReduced && steps[i] != 0).Any())
                    continue;
                if (guard is null)
                    Add(walk, null);
                else if (guard.Reader.Output.ElementCount == operand.Buffer.ElementCount && GuardOf(guard, product.Loops.Take(positionLoops).Select(loop => (stride(loop), loop.Extent)), segment) is { } limit)
                    Add(walk, limit);
            }
        }

        void Add((ImmutableArray<long> Steps, long Constant)? hidden, LimitGuard? guard)
        {
            if (hidden is not var (steps, constant) || limits.Count == MostLimits || (positionLoops > 1 && steps.Take(positionLoops).Any(static step => step != 0)))
                return;
            limits.Add(new ContractionLimit(1 - constant, [.. steps.Select(static step => -step)], guard));
        }
    }

    // The numbers belong to a call's own positions where these are the leading places of both the numbers and the table that was computed with them.
    private LimitGuard? GuardOf(HalfGuard guard, IEnumerable<(long Stride, int Extent)> positions, FusedSegment segment)
    {
        var buffer = guard.Load.Buffer;
        var table = guard.Reader.Output;
        if (buffer.Element != ElementType.Float32 || buffer.ElementCount % segment.Positions != 0 || table.ElementCount % segment.Positions != 0
            || (own.Contains(buffer) && !segment.Private.Contains(buffer)))
        {
            return null;
        }

        var perPosition = buffer.ElementCount / segment.Positions;
        var element = LinearIndex.OfElement(buffer.Shape, guard.Load.Indices);
        var stored = LinearIndex.OfElement(table.Shape, guard.Reader.OutputIndices);
        if (!element.IsAffine || element.Constant != 0 || !IsLeading(positions, table.ElementCount))
            return null;
        var leading = 0;
        for (var count = 1L; count < segment.Positions && leading < guard.Reader.Loops.Length; leading++)
            count *= guard.Reader.Loops[leading].Extent;
        return IsLeading(guard.Reader.Loops.Take(leading).Select(loop => (element.StrideOf(loop) ?? 0, loop.Extent)), buffer.ElementCount)
            && IsLeading(guard.Reader.Loops.Take(leading).Select(loop => (stored.StrideOf(loop) ?? 0, loop.Extent)), table.ElementCount)
            && guard.Reader.Loops.Skip(leading).Where(static loop => loop.Extent > 1).Sum(loop => (element.StrideOf(loop) ?? perPosition) * (loop.Extent - 1)) < perPosition
            ? new LimitGuard(buffer, perPosition, guard.Least)
            : null;
    }

    /// <summary>Whether loops walk evenly through so many elements, all of them.</summary>
    private static bool IsLeading(IEnumerable<(long Stride, int Extent)> loops, long elements)
    {
        foreach (var (stride, extent) in loops)
        {
            elements /= extent;
            if (extent > 1 && stride != elements)
                return false;
        }

        return true;
    }
}
