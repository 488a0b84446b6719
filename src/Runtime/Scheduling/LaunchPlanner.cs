using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Joins kernels that agree in their positions into launches: rows of a softmax, sequences of a batch, heads of an attention. What only the members of a group read is
/// never stored beyond the chunk being worked on. Chunks depend on shapes only.
/// </summary>
internal sealed class LaunchPlanner
{
    private readonly LaunchPolicy policy;
    private readonly Func<TensorBuffer, object> storageOf;
    private readonly Func<TensorBuffer, bool> isVariable;
    private readonly Recomputation recomputation;
    private readonly List<LaunchGroup> groups = [];
    private readonly LaunchDependencies dependencies;
    private readonly HeldPacks packs = new();
    private int independent;

    private LaunchPlanner(
        LaunchPolicy policy, Func<TensorBuffer, object> storageOf, Func<TensorBuffer, bool> isVariable, LaunchDependencies dependencies, Recomputation recomputation)
    {
        this.policy = policy;
        this.storageOf = storageOf;
        this.isVariable = isVariable;
        this.recomputation = recomputation;
        this.dependencies = dependencies;
    }

    /// <summary>The launches for kernels in order; each is a list of groups that do not depend on one another. Recurrences stand alone.</summary>
    /// <param name="policy">What pays.</param>
    /// <param name="kernels">In an order in which they could run.</param>
    /// <param name="storageOf">What a buffer's memory is known by.</param>
    /// <param name="isVariable">Whether a buffer is a variable's.</param>
    /// <param name="isTemporary">Whether only kernels read a buffer.</param>
    /// <param name="mayRepeat">Whether a buffer is a temporary that may be computed more than once.</param>
    /// <param name="addBuffer">Takes up a temporary.</param>
    /// <param name="predecessors">Buffers that must not be written before others, although they do not depend on them.</param>
    public static List<List<LaunchGroup>> Plan(
        LaunchPolicy policy,
        IReadOnlyList<Kernel> kernels,
        Func<TensorBuffer, object> storageOf,
        Func<TensorBuffer, bool> isVariable,
        Func<TensorBuffer, bool> isTemporary,
        Func<TensorBuffer, bool> mayRepeat,
        Action<TensorBuffer> addBuffer,
        IReadOnlyDictionary<TensorBuffer, TensorBuffer> predecessors)
    {
        var dependencies = new LaunchDependencies(storageOf, isVariable, predecessors);
        var recomputation = new Recomputation(addBuffer, mayRepeat, dependencies.IsCurrent);
        var planner = new LaunchPlanner(policy, storageOf, isVariable, dependencies, recomputation);
        foreach (var kernel in kernels)
        {
            if (kernel is PackKernel pack)
                planner.packs.Hold(pack);
            else
                planner.PlaceWithPacks(kernel);
        }

        foreach (var pack in planner.packs.TakeAll())
            planner.PlaceNext(pack);
        if (recomputation.HappenedAtAll)
            planner.RemoveUnread(isTemporary);
        planner.JoinLeading();
        if (policy.InlinesMembers)
            new MemberInlining(storageOf, isTemporary).Apply(planner.groups);
        if (policy.JoinsMembers)
            new MemberJoining(storageOf, isTemporary).Apply(planner.groups);
        planner.JoinSmall();
        return planner.JoinIndependent();
    }

    /// <summary>Places a kernel, and before it the packing kernels that it is the first to read from.</summary>
    private void PlaceWithPacks(Kernel kernel)
    {
        kernel = packs.Share(kernel);
        if (kernel.Writes.Any(isVariable))
        {
            var changing = kernel.Writes.Select(storageOf).ToHashSet<object>(ReferenceEqualityComparer.Instance);
            foreach (var pack in packs.TakeBeforeChange(buffer => changing.Contains(storageOf(buffer))))
                PlacePack(pack, null);
        }

        var before = packs.TakeFor(kernel);
        foreach (var pack in before)
            PlacePack(pack, before.Append(kernel).Select(dependencies.LastOf).MaxBy(static group => group?.Order ?? -1));
        PlaceNext(kernel);
    }

    private void PlaceNext(Kernel kernel)
    {
        Place(policy.AccessOf(kernel));
        recomputation.Add(kernel);
    }

    /// <summary>Places a packing kernel so that its reader can still join the group that it would join without it.</summary>
    private void PlacePack(PackKernel pack, LaunchGroup? readersGroup)
    {
        var access = policy.AccessOf(pack);
        var last = dependencies.LastOf(pack);
        if (readersGroup is not null && (last is null || last.Order <= readersGroup.Order) && policy.Join(readersGroup, access) is { } candidates
            && (last == readersGroup || readersGroup.SharesDataWith(access) || ReadsOwnPieces(access, readersGroup, candidates)))
        {
            Add(access, readersGroup, candidates);
        }
        else
        {
            var place = readersGroup is not null && (last is null || last.Order < readersGroup.Order) ? readersGroup.Order : last is null ? groups.Count : last.Order + 1;
            var group = LaunchGroup.Begin(storageOf, access.Candidates);
            Insert(group, place);
            Add(access, group, access.Candidates);
        }

        recomputation.Add(pack);
    }

    /// <summary>Whether each chunk of the group would bring what it needs itself into another layout, and nothing else.</summary>
    private static bool ReadsOwnPieces(KernelAccess access, LaunchGroup group, ImmutableArray<long> candidates) =>
        candidates[^1] == group.Positions && access.Kernel.Reads.All(buffer => access.IsAligned(buffer, group.Positions));

    private void Place(KernelAccess access)
    {
        var last = dependencies.LastOf(access.Kernel);
        if (Find(access, last) is { } home)
        {
            if (!PlaceRecomputed(access, home.Group))
                Add(access, home.Group, home.Candidates);
            return;
        }

        var group = LaunchGroup.Begin(storageOf, access.Candidates);
        Insert(group, last is null ? independent++ : last.Order + 1);
        if (!PlaceRecomputed(access, group))
            Add(access, group, access.Candidates);
    }

    private void Add(KernelAccess access, LaunchGroup group, ImmutableArray<long> candidates)
    {
        access.MayFail = dependencies.MayFail(access.Kernel);
        group.Add(access, candidates);
        dependencies.Add(access.Kernel, group);
    }

    /// <summary>Places the kernel after kernels that compute anew what it would read from memory; false when that is not worth it or does not fit.</summary>
    private bool PlaceRecomputed(KernelAccess access, LaunchGroup group)
    {
        if (group.Candidates.IsEmpty || recomputation.Plan(access.Kernel, group) is not { } plan)
            return false;
        var members = plan.Kernels.Select(policy.AccessOf).ToArray();
        if (group.With(members, policy.Join) is null)
            return false;
        recomputation.Accept(group, plan);
        foreach (var member in members)
            Add(member, group, group.CommonCandidates(member));
        return true;
    }

    private (LaunchGroup Group, ImmutableArray<long> Candidates)? Find(KernelAccess access, LaunchGroup? last)
    {
        if (access.Candidates.IsEmpty)
            return null;
        if (last is not null && !(last.MayFail && WritesVariable(access)) && policy.Join(last, access) is { } candidates)
            return (last, candidates);
        for (var i = groups.Count - 1; i > (last?.Order ?? -1); i--)
        {
            if (groups[i].SharesDataWith(access) && policy.Join(groups[i], access) is { } shared)
                return (groups[i], shared);
        }

        return null;
    }

    private void Insert(LaunchGroup group, int place)
    {
        groups.Insert(place, group);
        for (var i = place; i < groups.Count; i++)
            groups[i].Order = i;
    }

    /// <summary>Drops kernels whose results every reader computes for itself.</summary>
    private void RemoveUnread(Func<TensorBuffer, bool> isTemporary)
    {
        var read = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        for (var i = groups.Count - 1; i >= 0; i--)
        {
            var kept = new List<KernelAccess>();
            for (var k = groups[i].Members.Count - 1; k >= 0; k--)
            {
                var member = groups[i].Members[k];
                if (member.Kernel is not ScanKernel && member.Kernel.Writes.All(buffer => isTemporary(buffer) && !read.Contains(buffer)))
                    continue;
                kept.Insert(0, member);
                read.UnionWith(member.Kernel.Reads);
            }

            if (kept.Count < groups[i].Members.Count)
                groups[i] = groups[i].Of(kept);
        }

        groups.RemoveAll(static group => group.Members.Count == 0);
    }

    /// <summary>Groups with little work whose results the next one reads become its first members, where its positions stay what they are.</summary>
    private void JoinLeading()
    {
        for (var i = groups.Count - 2; i >= 0; i--)
        {
            var (before, group) = (groups[i], groups[i + 1]);
            if (!policy.MayLead(before, group) || (before.MayFail && WritesVariable(group)) || !group.Members.Exists(member => member.Kernel.Reads.Any(before.Writes)))
                continue;
            if (before.With(group.Members, policy.Join) is not { } joined || joined.Positions != group.Positions)
                continue;
            groups[i] = joined;
            groups.RemoveAt(i + 1);
        }
    }

    /// <summary>Neighbouring groups with little work become one that runs on one thread.</summary>
    private void JoinSmall()
    {
        var joined = new List<LaunchGroup>();
        foreach (var group in groups)
        {
            var before = joined.Count == 0 ? null : joined[^1];
            if (before is not null && policy.IsBetterInOnePiece(before, group) && (policy.StopsAtFaults || KeepsVariables(before, group)))
                before.MakeSequential(group.Members);
            else
                joined.Add(group);
        }

        groups.Clear();
        groups.AddRange(joined);
    }

    // Where a fault does not end a piece at once, what may meet one and what writes variables are launches of their own.
    private bool KeepsVariables(LaunchGroup before, LaunchGroup group) =>
        !((before.MayFail || group.MayFail) && (WritesVariable(before) || WritesVariable(group)));

    private List<List<LaunchGroup>> JoinIndependent()
    {
        var launches = new List<List<LaunchGroup>>();
        var writtenIn = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        var readIn = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        foreach (var group in groups)
        {
            var earliest = 0;
            foreach (var storage in group.StoragesRead)
                earliest = Math.Max(earliest, writtenIn.GetValueOrDefault(storage, -1) + 1);
            foreach (var storage in group.StoragesWritten)
                earliest = Math.Max(earliest, Math.Max(writtenIn.GetValueOrDefault(storage, -1), readIn.GetValueOrDefault(storage, -1)) + 1);
            var place = launches.Count - 1;
            if (policy.IsStreaming(group) && launches.FindIndex(earliest, launch => launch.TrueForAll(policy.IsStreaming) && MayShare(launch, group)) is var before and >= 0)
            {
                place = before;
            }
            else if (earliest > place || !MayShare(launches[place], group))
            {
                launches.Add([]);
                place++;
            }

            launches[place].Add(group);
            foreach (var storage in group.StoragesRead)
                readIn[storage] = Math.Max(place, readIn.GetValueOrDefault(storage));
            foreach (var storage in group.StoragesWritten)
                writtenIn[storage] = place;
        }

        return launches;
    }

    /// <summary>Groups that write variables are not joined with others: when one of those fails, no variable may have changed.</summary>
    private bool MayShare(List<LaunchGroup> launch, LaunchGroup group)
    {
        if (!policy.MayRunBeside(launch, group))
            return false;
        var writesVariable = WritesVariable(group);
        return WritesVariable(launch[0]) == writesVariable && !(writesVariable && (group.MayFail || launch.Exists(static other => other.MayFail)));
    }

    private bool WritesVariable(LaunchGroup group) => group.Members.Exists(WritesVariable);

    private bool WritesVariable(KernelAccess access) => access.Kernel.Writes.Any(isVariable);
}
