using System.Collections.Immutable;
using System.Numerics;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Cuts the members of a segment into phases, between which the items of a group wait for one another. Element kernels that load of each other's results only the element
/// of their own place are one phase, and such values pass in registers.
/// </summary>
public static class LaunchPhases
{
    private const long FewestTurns = 4;
    private const long HeldAlignment = 64;

    /// <summary>The phases of a segment, in order.</summary>
    public static ImmutableArray<LaunchPhase> Of(FusedSegment segment)
    {
        var phases = ImmutableArray.CreateBuilder<LaunchPhase>();
        foreach (var member in segment.Members)
        {
            var (lanes, reducesRows) = LanesOf(member, segment);
            if (lanes == 1 && phases.Count > 0 && phases[^1] is { Lanes: 1 } last && MayJoin(last, member, segment))
                phases[^1] = last with { Members = last.Members.Add(member) };
            else
                phases.Add(new LaunchPhase([member], lanes, reducesRows));
        }

        return phases.ToImmutable();
    }

    /// <summary>Places, in bytes, of the private buffers that lie in a group's memory, and the bytes of all: a buffer that is used in one phase only needs no place.</summary>
    public static (Dictionary<TensorBuffer, long> Offsets, long Bytes) Place(FusedSegment segment, ImmutableArray<LaunchPhase> phases)
    {
        var (offsets, bytes) = PhaseMemory.Plan(segment, phases);
        foreach (var held in segment.Held)
        {
            offsets.Add(held, bytes);
            bytes += HeldBytes(held);
        }

        return (offsets, bytes);
    }

    /// <summary>Bytes that a held buffer takes of a group's memory.</summary>
    internal static long HeldBytes(TensorBuffer buffer) => (buffer.ByteCount + HeldAlignment - 1) / HeldAlignment * HeldAlignment;

    /// <summary>Whether a kernel loads of a buffer only the element at its own place.</summary>
    internal static bool LoadsOnlyOwnElement(ElementKernel kernel, TensorBuffer buffer)
    {
        var isOwn = true;
        ExpressionWalker.Visit(kernel.Body, part => isOwn &= part is not LoadScalar load || load.Buffer != buffer || IsOwnElement(load, kernel), null);
        return isOwn;
    }

    /// <summary>Whether a load is of the element at the kernel's own place in row-major order.</summary>
    public static bool IsOwnElement(LoadScalar load, ElementKernel kernel) =>
        load.Buffer.ElementCount == kernel.Output.ElementCount
        && LinearIndex.OfElement(load.Buffer.Shape, load.Indices).SameAs(LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices));

    // As many items an element as leave none idle, and no more than its reductions have work for.
    private static (int Lanes, bool ReducesRows) LanesOf(FusedMember member, FusedSegment segment)
    {
        if (member.Kernel is not ElementKernel kernel)
            return (1, true);
        var elements = LaunchPhase.ElementsOf(member, segment.Positions) * (member.PositionLoops == 0 ? 1 : segment.Chunk);
        var shape = ReductionShape.Of(kernel);
        if (shape.Turns < FewestTurns || elements == 0 || elements > DeviceTarget.Items / 2)
            return (1, true);
        var lanes = Math.Min(FloorToPowerOfTwo(DeviceTarget.Items / elements), FloorToPowerOfTwo(shape.Turns));
        return ((int)lanes, shape.IsAlongRows);
    }

    /// <summary>The largest power of two that is not greater.</summary>
    internal static long FloorToPowerOfTwo(long value) => 1L << BitOperations.Log2((ulong)Math.Max(1, value));

    private static bool MayJoin(LaunchPhase phase, FusedMember member, FusedSegment segment)
    {
        var first = phase.Members[0];
        if (first.Kernel is not ElementKernel || member.Kernel is not ElementKernel kernel)
            return false;
        if ((first.PositionLoops == 0) != (member.PositionLoops == 0) || ((ElementKernel)first.Kernel).Output.ElementCount != kernel.Output.ElementCount)
            return false;
        ElementKernel[] all = [.. phase.Members.Select(static other => (ElementKernel)other.Kernel), kernel];
        return Array.TrueForAll(all, reader => LoadsOwnElements(reader, all, segment));
    }

    // What any of the kernels writes is read at the own place only; and since a variable's new value may lie where the old one is read, so is whatever looks like a result.
    private static bool LoadsOwnElements(ElementKernel reader, ElementKernel[] writers, FusedSegment segment)
    {
        var isOwn = true;
        ExpressionWalker.Visit(
            reader.Body,
            part =>
            {
                if (part is LoadScalar load && Array.Exists(writers, writer => MayBeSame(load.Buffer, writer.Output)))
                    isOwn &= IsOwnElement(load, reader);
            },
            null);
        return isOwn;

        bool MayBeSame(TensorBuffer read, TensorBuffer written) => read == written
            || (!segment.Private.Contains(read) && !segment.Private.Contains(written) && read.Element == written.Element && read.ElementCount == written.ElementCount);
    }
}
