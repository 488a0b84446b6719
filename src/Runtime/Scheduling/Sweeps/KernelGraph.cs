using Dsl.Language.Lowering;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>Which kernels must come after which, some of them taken together.</summary>
internal sealed class KernelGraph
{
    private readonly List<int>[] after;
    private readonly int[] places;
    private readonly List<List<int>> together;

    /// <param name="kernels">In an order in which they could run: what each reads and what it writes.</param>
    /// <param name="storageOf">What a buffer's memory is known by.</param>
    public KernelGraph(IReadOnlyList<(IEnumerable<TensorBuffer> Reads, IEnumerable<TensorBuffer> Writes)> kernels, Func<TensorBuffer, object> storageOf)
    {
        after = [.. kernels.Select(static _ => new List<int>())];
        places = [.. Enumerable.Range(0, kernels.Count)];
        together = [.. Enumerable.Range(0, kernels.Count).Select(static kernel => new List<int> { kernel })];
        var writers = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        var readers = new Dictionary<object, List<int>>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < kernels.Count; i++)
        {
            foreach (var storage in kernels[i].Reads.Select(storageOf))
            {
                if (writers.TryGetValue(storage, out var writer))
                    after[writer].Add(i);
                if (!readers.TryGetValue(storage, out var reading))
                    readers.Add(storage, reading = []);
                reading.Add(i);
            }

            foreach (var storage in kernels[i].Writes.Select(storageOf))
            {
                if (writers.TryGetValue(storage, out var writer))
                    after[writer].Add(i);
                foreach (var reader in readers.GetValueOrDefault(storage) ?? [])
                {
                    if (reader != i)
                        after[reader].Add(i);
                }

                writers[storage] = i;
                readers.Remove(storage);
            }
        }
    }

    /// <summary>Whether a kernel may be taken together with another, or with all that are together with that: nothing between them has to wait for one and precede the other.</summary>
    public bool MayJoin(int kernel, int other) => !IsBetween(places[other], places[kernel]) && !IsBetween(places[kernel], places[other]);

    /// <summary>Takes a kernel together with another.</summary>
    public void Join(int kernel, int other)
    {
        var (from, to) = (places[kernel], places[other]);
        together[to].AddRange(together[from]);
        foreach (var member in together[from])
            places[member] = to;
        together[from] = [];
    }

    /// <summary>The kernels in an order in which they can run, close to the one they had: those that are together one after another.</summary>
    public IEnumerable<IReadOnlyList<int>> InOrder()
    {
        var waitedFor = new int[together.Count];
        for (var place = 0; place < together.Count; place++)
        {
            foreach (var next in NextOf(place))
                waitedFor[next]++;
        }

        var ready = new SortedSet<(int Last, int Place)>();
        for (var place = 0; place < together.Count; place++)
        {
            if (together[place].Count > 0 && waitedFor[place] == 0)
                ready.Add((together[place].Max(), place));
        }

        while (ready.Count > 0)
        {
            var first = ready.Min;
            ready.Remove(first);
            yield return together[first.Place];
            foreach (var next in NextOf(first.Place))
            {
                if (--waitedFor[next] == 0)
                    ready.Add((together[next].Max(), next));
            }
        }
    }

    // Whether anything has to wait for the first of two places and to precede the last.
    private bool IsBetween(int first, int last)
    {
        var seen = new HashSet<int>();
        var pending = new Stack<int>(NextOf(first).Where(next => next != last));
        while (pending.TryPop(out var place))
        {
            if (place == last)
                return true;
            if (!seen.Add(place))
                continue;
            foreach (var next in NextOf(place))
                pending.Push(next);
        }

        return false;
    }

    private IEnumerable<int> NextOf(int place) => together[place].SelectMany(member => after[member]).Select(next => places[next]).Where(next => next != place);
}
