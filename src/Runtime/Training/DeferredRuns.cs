using System.Runtime.InteropServices;
using Dsl.Language.Diagnostics;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>
/// Runs of several computations on a device, begun one after the other before anybody has looked at the first. What halts one of them keeps those after it from changing anything,
/// whatever computation they are of.
/// </summary>
internal sealed class DeferredRuns
{
    private readonly List<(Computation Computation, int Place)> runs = [];
    private readonly List<(Computation Computation, int Count)> used = [];

    /// <summary>How many were begun.</summary>
    public int Count => runs.Count;

    /// <summary>Forgets those that were begun before, which must have been collected.</summary>
    public void Clear()
    {
        runs.Clear();
        used.Clear();
    }

    /// <summary>Whether a computation has room for so many more runs.</summary>
    public static bool HasRoom(Computation computation, int count) => (computation.Deferred?.Room ?? 0) >= count;

    /// <summary>Begins a run of a computation that is compiled and has room.</summary>
    /// <param name="computation">The computation.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    public Diagnostic? Start(Computation computation)
    {
        var known = used.FindIndex(item => item.Computation == computation);
        if (known < 0)
        {
            known = used.Count;
            used.Add((computation, 0));
        }

        ref var item = ref CollectionsMarshal.AsSpan(used)[known];
        var before = runs.Count > 0 && runs[^1].Computation != computation ? runs[^1].Computation : null;
        runs.Add((computation, item.Count++));
        return computation.Start(before);
    }

    /// <summary>Brings the results of all.</summary>
    /// <returns>Null, or why they cannot be had.</returns>
    public Diagnostic? Collect()
    {
        Diagnostic? missing = null;
        foreach (var (computation, _) in used)
            missing ??= computation.Collect();
        return missing;
    }

    /// <summary>Makes the outputs of its computation those of a run.</summary>
    /// <param name="run">Which, from 0 in the order in which they were begun.</param>
    /// <param name="computation">Its computation.</param>
    /// <returns>Null, or the fault that it met.</returns>
    public Diagnostic? Look(int run, out Computation computation)
    {
        (computation, var place) = runs[run];
        return computation.Look(place);
    }
}
