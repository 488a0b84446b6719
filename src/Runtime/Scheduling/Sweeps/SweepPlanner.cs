using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>
/// Replaces the kernels around large tables by launches that compute the tables piece by piece where they are read, so that none is ever stored: the scores of an
/// attention, what softmax makes of them, and their gradients. What a table is computed from must be small; then computing it again is cheaper than its way through memory.
/// </summary>
internal sealed class SweepPlanner
{
    private readonly List<Kernel> kernels;
    private readonly Func<TensorBuffer, bool> isTemporary;
    private readonly DeviceTarget target;
    private readonly Dictionary<TensorBuffer, TableDomain> tables = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Kernel, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Kernel, SweepKernel> sweeps = new(ReferenceEqualityComparer.Instance);

    private SweepPlanner(List<Kernel> kernels, Func<TensorBuffer, bool> isTemporary, DeviceTarget target)
    {
        (this.kernels, this.isTemporary, this.target) = (kernels, isTemporary, target);
    }

    /// <summary>Replaces what pays, in place.</summary>
    /// <param name="kernels">In the order in which they run.</param>
    /// <param name="isTemporary">Whether only kernels read a buffer.</param>
    /// <param name="isVariable">Whether a buffer is a variable's.</param>
    /// <param name="storageOf">What a buffer's memory is known by.</param>
    /// <param name="target">What a launch may take.</param>
    public static void Apply(List<Kernel> kernels, Func<TensorBuffer, bool> isTemporary, Func<TensorBuffer, bool> isVariable, Func<TensorBuffer, object> storageOf, DeviceTarget target)
    {
        var domains = TableFinder.Find(kernels, isTemporary, isVariable);
        if (domains.Count > 0)
            new SweepPlanner(kernels, isTemporary, target).Apply(domains, isVariable, storageOf);
    }

    private void Apply(List<TableDomain> domains, Func<TensorBuffer, bool> isVariable, Func<TensorBuffer, object> storageOf)
    {
        for (var i = 0; i < kernels.Count; i++)
            numbers.Add(kernels[i], i);
        domains.RemoveAll(domain => domain.Results.Exists(result => IsLost(domain, result.Kernel, isVariable, storageOf)));
        foreach (var domain in domains)
        {
            foreach (var table in domain.Writers.Keys)
                tables.Add(table, domain);
        }

        // A domain that does not pay goes back to its own kernels, on which the order of others may depend: then all is looked at once more without it.
        while (domains.Count > 0)
        {
            sweeps.Clear();
            var graph = new KernelGraph([.. kernels.Select(kernel => (ReadsOf(kernel), WritesOf(kernel)))], storageOf);
            var refused = domains.Where(domain => !Sweep(domain, graph)).ToArray();
            if (refused.Length == 0)
            {
                Replace(graph);
                return;
            }

            foreach (var domain in refused)
            {
                domains.Remove(domain);
                foreach (var table in domain.Writers.Keys)
                    tables.Remove(table);
            }
        }
    }

    // Whether a variable that tables are computed from has another value by the time at which their result asks for it.
    private bool IsLost(TableDomain domain, Kernel result, Func<TensorBuffer, bool> isVariable, Func<TensorBuffer, object> storageOf)
    {
        Kernel[] writers = [.. domain.ChainOf(result).Select(table => domain.Writers[table])];
        var read = writers.SelectMany(static writer => writer.Reads).Where(isVariable).Select(storageOf).ToHashSet(ReferenceEqualityComparer.Instance);
        var first = writers.Min(writer => numbers[writer]);
        return read.Count > 0 && kernels.Take(numbers[result]).Skip(first).Any(kernel => kernel.Writes.Any(buffer => isVariable(buffer) && read.Contains(storageOf(buffer))));
    }

    // A result is read from all that its tables are computed from; tables are computed by nobody else.
    private IEnumerable<TensorBuffer> ReadsOf(Kernel kernel)
    {
        if (IsOfTable(kernel))
            return [];
        var domain = kernel.Reads.Select(buffer => tables.GetValueOrDefault(buffer)).FirstOrDefault(static domain => domain is not null);
        return domain is null ? kernel.Reads : domain.ChainOf(kernel).SelectMany(table => domain.Writers[table].Reads).Concat(kernel.Reads).Where(buffer => !tables.ContainsKey(buffer)).Distinct();
    }

    private IEnumerable<TensorBuffer> WritesOf(Kernel kernel) => IsOfTable(kernel) ? [] : kernel.Writes;

    private bool IsOfTable(Kernel kernel) => kernel.Writes.Any(tables.ContainsKey);

    private bool Sweep(TableDomain domain, KernelGraph graph)
    {
        var groups = new List<SweepGroup>();
        foreach (var (kernel, lines) in domain.Results.OrderBy(result => numbers[result.Kernel]))
        {
            var home = groups.FindLast(group => group.Lines == lines && group.ReadsOwnLines(kernel) && graph.MayJoin(numbers[kernel], numbers[group.Kernels.First()]));
            if (home is null)
                groups.Add(home = new SweepGroup(domain, lines));
            else
                graph.Join(numbers[kernel], numbers[home.Kernels.First()]);
            home.Add(kernel);
        }

        var made = new List<SweepKernel>();
        foreach (var group in groups)
        {
            if (Make(domain, group) is not { } sweep)
                return false;
            made.Add(sweep);
            sweeps.Add(group.Kernels.First(), sweep);
        }

        return SweepCost.Pays(domain, made);
    }

    private SweepKernel? Make(TableDomain domain, SweepGroup group)
    {
        var results = group.Kernels.ToHashSet<Kernel>(ReferenceEqualityComparer.Instance);
        var stored = results.SelectMany(static kernel => kernel.Writes)
            .Where(buffer => !isTemporary(buffer) || kernels.Exists(kernel => !results.Contains(kernel) && !IsOfTable(kernel) && ReadsOf(kernel).Contains(buffer))).ToImmutableArray();
        var passes = RunningMaxima.Join([.. group.Passes()], domain.Space).Select(pass => pass with { Mask = PieceMasks.Of(pass, domain.Space, group.Lines) });
        var sweep = new SweepKernel(results.MaxBy(kernel => numbers[kernel])!.Node, domain.Space, group.Lines, [.. passes], stored, new SweepCut(0, 0, false));
        return SweepCuts.Choose(sweep, target);
    }

    private void Replace(KernelGraph graph)
    {
        var ordered = new List<Kernel>(kernels.Count);
        foreach (var together in graph.InOrder())
        {
            if (together.Select(number => sweeps.GetValueOrDefault(kernels[number])).FirstOrDefault(static sweep => sweep is not null) is { } sweep)
                ordered.Add(sweep);
            else
                ordered.AddRange(together.Select(number => kernels[number]).Where(kernel => !IsOfTable(kernel)));
        }

        kernels.Clear();
        kernels.AddRange(ordered);
    }
}
