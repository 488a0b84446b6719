namespace Dsl.Runtime.Backends.Cpu.Compilation;

/// <summary>The functions compiled so far, by structure; when it is full, those not used for the longest time make room.</summary>
/// <param name="capacity">How many it holds at most.</param>
/// <param name="compilesWhenCalled">Whether machine code of a function is made when it is first called.</param>
internal sealed class KernelCache(int capacity = KernelCache.DefaultCapacity, bool compilesWhenCalled = false)
{
    private const int DefaultCapacity = 2048;

    private readonly Lock gate = new();
    private readonly Dictionary<KernelKey, Entry> entries = [];
    private long uses;

    /// <summary>The number of functions held.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return entries.Count;
        }
    }

    /// <summary>Whether machine code of a function is made when it is first called, and not before it is held.</summary>
    public bool CompilesWhenCalled { get; } = compilesWhenCalled;

    public KernelFunction? Find(KernelKey key)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(key, out var entry))
                return null;
            entry.LastUse = ++uses;
            return entry.Function;
        }
    }

    public void Add(KernelKey key, KernelFunction function)
    {
        lock (gate)
        {
            if (entries.Count >= capacity && !entries.ContainsKey(key))
                MakeRoom();
            entries[key] = new Entry(function) { LastUse = ++uses };
        }
    }

    /// <summary>Drops the older half, so that the search for it is rare.</summary>
    private void MakeRoom()
    {
        foreach (var key in entries.OrderBy(static pair => pair.Value.LastUse).Select(static pair => pair.Key).Take((entries.Count / 2) + 1).ToList())
            entries.Remove(key);
    }

    private sealed class Entry(KernelFunction function)
    {
        public KernelFunction Function { get; } = function;

        public long LastUse { get; set; }
    }
}
