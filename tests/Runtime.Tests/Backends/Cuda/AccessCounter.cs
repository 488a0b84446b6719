namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>
/// Puts the accesses of the items of a warp together: those from the same instruction that come to it for the same time since the last barrier are one request. A request to the device's memory costs the
/// sectors of 32 bytes that it touches; one to a group's memory as many turns as the fullest of 32 banks of 4 bytes has words, where accesses of 8 bytes go by halves of a warp and those of 16 by quarters.
/// </summary>
/// <param name="launch">The launch.</param>
/// <param name="groupStart">Where the group's memory begins.</param>
/// <param name="groupEnd">Where it ends.</param>
/// <param name="memory">Pieces of the device's memory.</param>
internal sealed class AccessCounter(FakeLaunch launch, ulong groupStart, ulong groupEnd, IReadOnlyDictionary<nint, nuint> memory)
{
    public const int Lanes = 32;

    private const int SectorBytes = 32;
    private const int Banks = 32;
    private const int WordBytes = 4;

    private readonly Dictionary<(uint Group, uint Barriers, ulong Site, int Turn), List<(int Lane, ItemAccess Access)>> requests = [];
    private readonly Dictionary<(uint Group, uint Barriers, ulong Site), int> turns = [];
    private readonly Dictionary<ulong, SiteAccesses> sites = [];
    private readonly HashSet<ulong> units = [];
    private readonly int[] banks = new int[Banks];
    private readonly ulong[] operands = [.. launch.Values.SkipLast(2).Chunk(2).Select(static pair => pair[0] + pair[1])];

    public LaunchAccesses Result => new(launch, [.. sites.Values]);

    /// <summary>The accesses of one lane.</summary>
    public void Add(int lane, ReadOnlySpan<ItemAccess> accesses)
    {
        turns.Clear();
        foreach (var access in accesses)
        {
            if (!IsOfGroup(access) && !IsOfDevice(access))
                continue;
            var key = (access.Group, access.Barriers, access.Site);
            var turn = turns.GetValueOrDefault(key);
            turns[key] = turn + 1;
            var request = (access.Group, access.Barriers, access.Site, turn);
            if (!requests.TryGetValue(request, out var list))
                requests.Add(request, list = []);
            list.Add((lane, access));
        }
    }

    /// <summary>All lanes of a warp have been added.</summary>
    public void EndWarp()
    {
        foreach (var (key, list) in requests)
        {
            var first = list[0].Access;
            var isOfGroup = IsOfGroup(first);
            var count = isOfGroup ? TurnsOf(list) : SectorsOf(list);
            sites[key.Site] = sites.TryGetValue(key.Site, out var site)
                ? site with { Count = site.Count + count }
                : new SiteAccesses(isOfGroup, first.IsWrite != 0, isOfGroup ? -1 : OperandOf(first), (int)first.Bytes, count);
        }

        requests.Clear();
    }

    private AccessCount SectorsOf(List<(int Lane, ItemAccess Access)> request)
    {
        units.Clear();
        foreach (var (_, access) in request)
        {
            for (var i = 0u; i < access.Bytes; i++)
                units.Add(access.Address + i);
        }

        return new AccessCount(1, units.Select(static address => address / SectorBytes).Distinct().Count(), (units.Count + SectorBytes - 1) / SectorBytes);
    }

    private AccessCount TurnsOf(List<(int Lane, ItemAccess Access)> request)
    {
        var parts = Math.Max(1, (int)request[0].Access.Bytes / WordBytes);
        var (cost, least) = (0, 0);
        foreach (var part in request.GroupBy(item => item.Lane / (Lanes / parts)))
        {
            units.Clear();
            Array.Clear(banks);
            foreach (var (_, access) in part)
            {
                for (var i = 0u; i < access.Bytes; i++)
                    units.Add((access.Address + i) / WordBytes);
            }

            foreach (var word in units)
                banks[word % Banks]++;
            cost += banks.Max();
            least++;
        }

        return new AccessCount(1, cost, least);
    }

    private bool IsOfGroup(ItemAccess access) => access.Address >= groupStart && access.Address < groupEnd;

    private bool IsOfDevice(ItemAccess access)
    {
        foreach (var (place, bytes) in memory)
        {
            if (access.Address >= (ulong)place && access.Address < (ulong)place + bytes)
                return true;
        }

        return false;
    }

    // The operand that begins last before the address.
    private int OperandOf(ItemAccess access)
    {
        var best = -1;
        for (var i = 0; i < operands.Length; i++)
        {
            if (operands[i] <= access.Address && (best < 0 || operands[i] > operands[best]))
                best = i;
        }

        return best;
    }
}
