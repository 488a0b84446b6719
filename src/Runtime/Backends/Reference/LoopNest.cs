using System.Collections.Immutable;

namespace Dsl.Runtime.Backends.Reference;

/// <summary>Runs nested loops over a frame of counters.</summary>
internal static class LoopNest
{
    /// <summary>Runs the body for every combination of counters, the last loop innermost.</summary>
    public static void Run(long[] frame, ImmutableArray<(int Slot, int Extent)> loops, Action body)
    {
        foreach (var (slot, extent) in loops)
        {
            if (extent == 0)
                return;
            frame[slot] = 0;
        }

        while (true)
        {
            body();
            var level = loops.Length - 1;
            while (level >= 0 && ++frame[loops[level].Slot] == loops[level].Extent)
                frame[loops[level--].Slot] = 0;
            if (level < 0)
                return;
        }
    }
}
