using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Checks what a schedule promises; a violation is a defect of the compiler.</summary>
public static class KernelVerifier
{
    /// <summary>Every buffer has one place; temporaries are written before they are read; no two that live at the same time overlap.</summary>
    /// <exception cref="InvalidOperationException">The schedule breaks one of these rules.</exception>
    public static void Verify(KernelProgram program)
    {
        var placed = new Dictionary<TensorBuffer, BufferPlacement>(ReferenceEqualityComparer.Instance);
        foreach (var (buffer, placement) in program.Buffers)
        {
            if (!placed.TryAdd(buffer, placement))
                throw new InvalidOperationException($"{buffer} has two places");
        }

        var written = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        foreach (var kernel in program.Kernels)
        {
            foreach (var buffer in kernel.Reads)
            {
                if (!placed.TryGetValue(buffer, out var placement))
                    throw new InvalidOperationException($"{buffer} is read but has no place");
                if (placement is ArenaPlacement or DestinationPlacement && !written.Contains(buffer) && !(kernel is FusedKernel && kernel.Writes.Contains(buffer)))
                    throw new InvalidOperationException($"{buffer} is read by {kernel.Node} before it is written");
            }

            foreach (var buffer in kernel.Writes)
            {
                if (placed.GetValueOrDefault(buffer) is not (ArenaPlacement or DestinationPlacement or VariablePlacement))
                    throw new InvalidOperationException($"{buffer} is written by {kernel.Node} but cannot be");
                written.Add(buffer);
            }

            if (kernel is FusedKernel launch)
                VerifyLaunch(launch, placed);
        }

        VerifyVariables(program, placed);

        VerifyArena(program, placed);
    }

    /// <summary>A variable's old value is not read once another was written over it.</summary>
    private static void VerifyVariables(KernelProgram program, Dictionary<TensorBuffer, BufferPlacement> placed)
    {
        var contents = new Dictionary<Variable, TensorBuffer>(ReferenceEqualityComparer.Instance);
        var kernels = program.Kernels.SelectMany(static kernel =>
            kernel is FusedKernel launch ? launch.Segments.SelectMany(static segment => segment.Members.Select(static member => member.Kernel)) : [kernel]);
        foreach (var kernel in kernels)
        {
            foreach (var buffer in kernel.Reads)
            {
                if (placed.GetValueOrDefault(buffer) is VariablePlacement read && contents.TryGetValue(read.Variable, out var content) && content != buffer)
                    throw new InvalidOperationException($"{buffer} is read by {kernel.Node} after another value was written over it");
            }

            foreach (var buffer in kernel.Writes)
            {
                if (placed.GetValueOrDefault(buffer) is VariablePlacement written)
                    contents[written.Variable] = buffer;
            }
        }
    }

    /// <summary>Segments do not depend on one another, and what members write is written before it is read.</summary>
    private static void VerifyLaunch(FusedKernel launch, Dictionary<TensorBuffer, BufferPlacement> placed)
    {
        for (var i = 0; i < launch.Segments.Length; i++)
        {
            var segment = launch.Segments[i];
            var pending = segment.Members.SelectMany(static member => member.Kernel.Writes).Where(buffer => placed.GetValueOrDefault(buffer) is not VariablePlacement)
                .ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
            foreach (var (kernel, _) in segment.Members)
            {
                if (kernel.Reads.FirstOrDefault(pending.Contains) is { } early)
                    throw new InvalidOperationException($"{early} is read by {kernel.Node} before it is written");
                pending.ExceptWith(kernel.Writes);
            }

            if (segment.Private.FirstOrDefault(buffer => placed.GetValueOrDefault(buffer) is not PrivatePlacement) is { } misplaced)
                throw new InvalidOperationException($"{misplaced} is a worker's own but has another place");
        }

        VerifySegments(launch);
    }

    private static void VerifySegments(FusedKernel launch)
    {
        var writers = new Dictionary<TensorBuffer, int>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < launch.Segments.Length; i++)
        {
            foreach (var buffer in launch.Segments[i].Writes)
            {
                if (!writers.TryAdd(buffer, i))
                    throw new InvalidOperationException($"{buffer} is written by two segments of one launch");
            }
        }

        for (var i = 0; i < launch.Segments.Length; i++)
        {
            if (launch.Segments[i].Reads.FirstOrDefault(buffer => writers.GetValueOrDefault(buffer, i) != i) is { } shared)
                throw new InvalidOperationException($"{shared} is read by one segment of a launch and written by another");
        }
    }

    private static void VerifyArena(KernelProgram program, Dictionary<TensorBuffer, BufferPlacement> placed)
    {
        var temporaries = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        foreach (var (buffer, placement) in program.Buffers)
        {
            if (placement is ArenaPlacement)
                temporaries.Add(buffer);
        }

        var kept = program.Outputs.ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var lifetimes = BufferLifetimes.Of(program.Kernels, temporaries, kept);
        var live = new List<(TensorBuffer Buffer, int Last)>();
        foreach (var (buffer, first, last) in lifetimes)
        {
            live.RemoveAll(other => other.Last < first);
            var start = ((ArenaPlacement)placed[buffer]).Offset;
            if (start % 64 != 0 || start + buffer.ByteCount > program.ArenaBytes)
                throw new InvalidOperationException($"{buffer} lies outside the arena or is not aligned");
            foreach (var (other, _) in live)
            {
                var otherStart = ((ArenaPlacement)placed[other]).Offset;
                if (start < otherStart + other.ByteCount && otherStart < start + buffer.ByteCount)
                    throw new InvalidOperationException($"{buffer} overlaps {other} while both are live");
            }

            live.Add((buffer, last));
        }
    }
}
