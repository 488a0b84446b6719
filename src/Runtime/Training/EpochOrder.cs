using System.Numerics;
using Dsl.Runtime.Data;

namespace Dsl.Runtime.Training;

/// <summary>
/// The order of rows in each pass over the data, drawn from the seed and the number of the pass alone. Few rows are shuffled in memory; of many
/// rows each place is computed when it is asked for, by a permutation that takes no memory, so that a resumed run needs the number of its step only.
/// </summary>
/// <remarks>
/// A Feistel network (Luby and Rackoff: How to Construct Pseudorandom Permutations, 1988) permutes the numbers below a power of four; whoever
/// lands behind the last row walks on along the cycle until it meets a row (Black and Rogaway: Ciphers with Arbitrary Finite Domains, 2002).
/// </remarks>
internal sealed class EpochOrder
{
    /// <summary>The most rows whose order is held in memory.</summary>
    public const int MostHeld = 1 << 20;

    private const long OrderStream = 0x6F72646572;
    private const int Rounds = 6;

    private readonly int rows;
    private readonly bool isShuffled;
    private readonly int[] held;
    private readonly ulong[] keys = new ulong[Rounds];
    private readonly int halfBits;

    /// <param name="rows">The number of rows.</param>
    /// <param name="isShuffled">Whether each pass has an order of its own; else rows come as they lie.</param>
    public EpochOrder(int rows, bool isShuffled)
    {
        this.rows = rows;
        this.isShuffled = isShuffled;
        held = isShuffled && rows <= MostHeld ? new int[rows] : [];
        halfBits = Math.Max(1, (BitOperations.Log2((uint)Math.Max(rows - 1, 1)) + 2) / 2);
    }

    /// <summary>Begins a pass.</summary>
    public void Begin(long seed, long epoch)
    {
        if (!isShuffled)
            return;
        var random = new CounterRandom(seed, OrderStream + epoch);
        if (held.Length == 0)
        {
            for (var i = 0; i < keys.Length; i++)
                keys[i] = random.NextBits();
            return;
        }

        for (var i = 0; i < held.Length; i++)
            held[i] = i;
        random.Shuffle(held);
    }

    /// <summary>The rows at consecutive places of the pass, from <paramref name="start"/> on.</summary>
    public void Fill(long start, Span<int> destination)
    {
        if (held.Length > 0)
        {
            held.AsSpan((int)start, destination.Length).CopyTo(destination);
            return;
        }

        for (var i = 0; i < destination.Length; i++)
            destination[i] = isShuffled ? Permute((uint)(start + i)) : (int)(start + i);
    }

    private int Permute(uint place)
    {
        do
            place = Encipher(place);
        while (place >= (uint)rows);
        return (int)place;
    }

    private uint Encipher(uint value)
    {
        var mask = (1u << halfBits) - 1;
        var left = value >> halfBits;
        var right = value & mask;
        foreach (var key in keys)
            (left, right) = (right, left ^ (uint)(CounterRandom.Mix(key + right) & mask));
        return (left << halfBits) | right;
    }
}
