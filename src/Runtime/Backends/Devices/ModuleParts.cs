using System.Collections.Immutable;
using Dsl.Runtime.Backends.CStyle;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>Shares kernels out to modules that are compiled at the same time.</summary>
internal static class ModuleParts
{
    // A module has its price: the words that all kernels begin with are read again.
    private const int KernelsOfPart = 4;

    /// <summary>The kernels of each module: what takes long, by the length of its text, is shared evenly, and the same kernels give the same modules.</summary>
    /// <param name="sources">The kernels, each text once.</param>
    /// <param name="compilers">How many modules are compiled at the same time.</param>
    public static ImmutableArray<ImmutableArray<KernelSource>> Of(IReadOnlyCollection<KernelSource> sources, int compilers)
    {
        var count = compilers == 1 ? 1 : Math.Min((sources.Count + KernelsOfPart - 1) / KernelsOfPart, 2 * compilers);
        if (count == 1)
            return [[.. sources]];
        var parts = Enumerable.Range(0, count).Select(static _ => ImmutableArray.CreateBuilder<KernelSource>()).ToArray();
        var lengths = new long[count];
        foreach (var source in sources.OrderByDescending(static source => source.Text.Length).ThenBy(static source => source.Text, StringComparer.Ordinal))
        {
            var shortest = Array.IndexOf(lengths, lengths.Min());
            parts[shortest].Add(source);
            lengths[shortest] += source.Text.Length;
        }

        return [.. parts.Select(static part => part.ToImmutable())];
    }
}
