namespace Dsl.Runtime.Data;

/// <summary>
/// Random numbers that are a function of a seed, a stream and a counter, so that each row of generated data can be drawn on its
/// own and always comes out the same.
/// </summary>
/// <remarks>The mixing function is that of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).</remarks>
public struct CounterRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private readonly ulong key;
    private ulong counter;

    public CounterRandom(long seed, long stream)
    {
        key = Mix(Mix((ulong)seed + GoldenGamma) ^ Mix((ulong)stream + ~GoldenGamma));
        counter = 0;
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Mix(key + (++counter * GoldenGamma));

    /// <summary>A number from 0 up to, not including, 1.</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from <paramref name="low"/> up to <paramref name="high"/>.</summary>
    public double NextUniform(double low, double high) => low + ((high - low) * NextUniform());

    /// <summary>A number of the standard normal distribution (Box and Muller, 1958).</summary>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextUniform()));
        return radius * Math.Cos(2 * Math.PI * NextUniform());
    }

    /// <summary>A whole number from 0 up to, not including, <paramref name="bound"/>, without bias beyond 2^-32.</summary>
    public int NextInteger(int bound) => (int)(((NextBits() >> 32) * (ulong)bound) >> 32);

    /// <summary>Puts the values in a random order (Fisher and Yates).</summary>
    public void Shuffle(Span<int> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = NextInteger(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>Mixes the bits of a number so that each of them depends on all.</summary>
    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
