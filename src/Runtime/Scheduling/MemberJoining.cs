using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Lets members of a group that walk the same elements, and read the same or one another's, run in one loop: an optimizer's averages and the weight that they move, the gates of a
/// recurrence. What one part computes and another reads stays in a register; it is stored only if somebody else reads it.
/// </summary>
/// <param name="storageOf">What a buffer's memory is known by.</param>
/// <param name="isTemporary">Whether only kernels read a buffer.</param>
internal sealed class MemberJoining(Func<TensorBuffer, object> storageOf, Func<TensorBuffer, bool> isTemporary)
{
    // More would need more registers than there are, or more addresses.
    private const int MostParts = 160;
    private const int MostResults = 8;

    private readonly Dictionary<TensorBuffer, int> readers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Kernel, bool> joinable = new(ReferenceEqualityComparer.Instance);

    /// <summary>Joins what can be joined, in place.</summary>
    public void Apply(List<LaunchGroup> groups)
    {
        foreach (var member in groups.SelectMany(static group => group.Members))
            Count(member, 1);
        for (var i = 0; i < groups.Count; i++)
        {
            if (groups[i].Members.Count > 1 && Join([.. groups[i].Members]) is { } members)
                groups[i] = groups[i].Of(members);
        }
    }

    /// <summary>The members that remain; null when all do.</summary>
    private List<KernelAccess>? Join(List<KernelAccess> members)
    {
        var count = members.Count;
        for (var place = 1; place < members.Count; place++)
        {
            while (PartnerOf(members, place) is var (other, joined))
            {
                Count(members[other], -1);
                Count(members[place], -1);
                Count(joined, 1);
                members[place] = joined;
                members.RemoveAt(other);
                place--;
            }
        }

        return members.Count < count ? members : null;
    }

    private void Count(KernelAccess access, int times)
    {
        foreach (var buffer in access.Kernel.Reads)
            readers[buffer] = readers.GetValueOrDefault(buffer) + times;
    }

    /// <summary>The last member before a place that can run with the one there, and both as one.</summary>
    private (int Place, KernelAccess Joined)? PartnerOf(List<KernelAccess> members, int place)
    {
        var later = members[place];
        if (!MayJoin(later))
            return null;
        for (var other = place - 1; other >= 0; other--)
        {
            var earlier = members[other];
            if (SharesElements(earlier, later) && MayJoin(earlier) && MayMove(members, other, place) && Joined(earlier.Kernel, later.Kernel) is { } kernel)
            {
                var access = KernelAccess.Of(kernel);
                access.MayFail = earlier.MayFail || later.MayFail;
                return (other, access);
            }
        }

        return null;
    }

    private bool MayJoin(KernelAccess access)
    {
        if (!joinable.TryGetValue(access.Kernel, out var may))
        {
            may = !access.Candidates.IsEmpty && JoinedElementKernel.PartsOf(access.Kernel) is { IsEmpty: false } parts
                && parts.All(static part => part is { Sites.IsEmpty: true, Output.Element: ElementType.Float32 } && part.Body.Element == ElementType.Float32 && IsPlain(part.Body));
            joinable.Add(access.Kernel, may);
        }

        return may;
    }

    /// <summary>Whether no part is computed in a loop of its own, under a guard or from a place among random numbers.</summary>
    private static bool IsPlain(ScalarExpression body)
    {
        var isPlain = true;
        ExpressionWalker.Visit(body, part => isPlain &= part is not (ReduceScalar or GuardedScalar or RandomScalar), index => isPlain &= index is not LoadedIndex);
        return isPlain;
    }

    private static bool SharesElements(KernelAccess earlier, KernelAccess later) =>
        later.Kernel.Reads.Any(buffer => buffer.ElementCount > 1 && (earlier.Kernel.Reads.Contains(buffer) || earlier.Kernel.Writes.Contains(buffer)));

    /// <summary>Whether a member can run as late as another one: nobody between needs what it stores, stores it again, or changes what it reads.</summary>
    private bool MayMove(List<KernelAccess> members, int from, int to)
    {
        var (reads, writes) = (Storages(members[from].Kernel.Reads), Storages(members[from].Kernel.Writes));
        for (var between = from + 1; between < to; between++)
        {
            var kernel = members[between].Kernel;
            if (kernel.Writes.Any(buffer => reads.Contains(storageOf(buffer)) || writes.Contains(storageOf(buffer))) || kernel.Reads.Any(buffer => writes.Contains(storageOf(buffer))))
                return false;
        }

        return true;
    }

    private HashSet<object> Storages(ImmutableArray<TensorBuffer> buffers) => buffers.Select(storageOf).ToHashSet<object>(ReferenceEqualityComparer.Instance);

    private static bool HaveSameExtents(ImmutableArray<LoopVariable> left, ImmutableArray<LoopVariable> right)
    {
        if (left.Length != right.Length)
            return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i].Extent != right[i].Extent)
                return false;
        }

        return true;
    }

    private Kernel? Joined(Kernel earlier, Kernel later)
    {
        var (before, after) = (JoinedElementKernel.PartsOf(earlier), JoinedElementKernel.PartsOf(later));
        var loops = after[0].Loops;
        if (!HaveSameExtents(before[0].Loops, loops))
            return null;
        var variables = new Dictionary<LoopVariable, IndexExpression>();
        for (var i = 0; i < loops.Length; i++)
            variables.Add(before[0].Loops[i], loops[i]);
        var renaming = new LoopSubstitution(variables);
        var parts = new List<ElementKernel>();
        foreach (var part in before)
            parts.Add(new ElementKernel(part.Node, part.Output, loops, [.. part.OutputIndices.Select(index => IndexSubstitution.Apply(index, variables))], renaming.Apply(part.Body), []));
        if (!parts.Concat(after).All(part => StaysAtElement(part, Storages([.. earlier.Writes, .. later.Writes]))))
            return null;

        var bodies = after.Select(static part => part.Body).ToArray();
        foreach (var part in parts)
            bodies = Array.ConvertAll(bodies, new ValueSubstitution(part.Output, part.Body).Apply);
        parts.RemoveAll(part => isTemporary(part.Output) && readers.GetValueOrDefault(part.Output) == (later.Reads.Contains(part.Output) ? 1 : 0));
        for (var i = 0; i < after.Length; i++)
            parts.Add(new ElementKernel(after[i].Node, after[i].Output, loops, after[i].OutputIndices, bodies[i], []));
        return parts.Count > MostResults || CountParts(parts) > MostParts ? null : parts.Count == 1 ? parts[0] : new JoinedElementKernel([.. parts]);
    }

    /// <summary>Whether the kernel reads what is stored at its own element only: the same turn reads it before it stores.</summary>
    private bool StaysAtElement(ElementKernel kernel, HashSet<object> stored)
    {
        var own = LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices);
        var isOwn = true;
        ExpressionWalker.Visit(
            kernel.Body, part => isOwn &= part is not LoadScalar load || !stored.Contains(storageOf(load.Buffer)) || own.SameAs(LinearIndex.OfElement(load.Buffer.Shape, load.Indices)), null);
        return isOwn;
    }

    private static int CountParts(List<ElementKernel> kernels)
    {
        var parts = 0;
        ExpressionWalker.Visit([.. kernels.Select(static kernel => kernel.Body)], _ => parts++, null);
        return parts;
    }
}
