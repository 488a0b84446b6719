using System.Runtime.CompilerServices;

namespace Dsl.Runtime.Kernels;

/// <summary>
/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011), and how its key and
/// counter are made from the coordinates of a random number.
/// </summary>
/// <remarks>
/// Key: the 64 bits of seed xor (stream times the odd constant 0x9E3779B97F4A7C15), low word first.
/// Counter: (counter low, counter high, element / 4 low, element / 4 high). The number is
/// the lane element % 4, its upper 24 bits times 2^-24: exact in every float type of 24 bits or more, in [0, 1).
/// </remarks>
public static class Philox
{
    private const uint MultiplierA = 0xD2511F53;
    private const uint MultiplierB = 0xCD9E8D57;
    private const uint WeylA = 0x9E3779B9;
    private const uint WeylB = 0xBB67AE85;
    private const ulong StreamMultiplier = 0x9E3779B97F4A7C15;

    /// <summary>The uniform number in [0, 1) of these coordinates.</summary>
    public static float Uniform(long seed, long stream, long counter, long element)
    {
        var key = Key(seed, stream);
        var (a, b, c, d) = Block((uint)counter, (uint)(counter >> 32), (uint)(element >> 2), (uint)(element >> 34), (uint)key, (uint)(key >> 32));
        var bits = (element & 3) switch { 0 => a, 1 => b, 2 => c, _ => d };
        return (bits >> 8) * (1.0f / (1 << 24));
    }

    /// <summary>The key of a place in a script under a seed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(long seed, long stream) => (ulong)seed ^ ((ulong)stream * StreamMultiplier);

    /// <summary>Four words for a counter of four words and a key of two.</summary>
    public static (uint A, uint B, uint C, uint D) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < 10; round++)
        {
            var productA = (ulong)MultiplierA * c0;
            var productB = (ulong)MultiplierB * c2;
            (c0, c1, c2, c3) = ((uint)(productB >> 32) ^ c1 ^ k0, (uint)productB, (uint)(productA >> 32) ^ c3 ^ k1, (uint)productA);
            k0 += WeylA;
            k1 += WeylB;
        }

        return (c0, c1, c2, c3);
    }
}
