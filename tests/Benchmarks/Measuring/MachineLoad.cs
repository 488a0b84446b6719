using System.Diagnostics;
using System.Globalization;

namespace Dsl.Benchmarks.Measuring;

/// <summary>How much the machine's other programs run beside a repetition. Known on Linux only.</summary>
internal static class MachineLoad
{
    /// <summary>A repetition counts as clean up to this share of one core.</summary>
    public const double Tolerated = 0.08;

    // Ticks a second of the kernel's accounts; 100 on every common system.
    private const double TicksPerSecond = 100;

    /// <summary>Runs an action and says which share of one core others used meanwhile.</summary>
    /// <param name="own">The processes that take part.</param>
    /// <param name="action">What is to be measured; gives seconds for a unit of work.</param>
    public static Repetition Watch(IReadOnlyCollection<int> own, Func<double> action)
    {
        var started = Stopwatch.GetTimestamp();
        var before = Busy() - Used(own);
        var seconds = action();
        var others = Busy() - Used(own) - before;
        return new Repetition(seconds, Math.Max(0, others / Stopwatch.GetElapsedTime(started).TotalSeconds));
    }

    // user, nice, system, interrupts and what the host took, of all processors.
    private static double Busy()
    {
        if (!File.Exists("/proc/stat"))
            return 0;
        using var reader = new StreamReader("/proc/stat");
        var fields = reader.ReadLine()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new[] { 1, 2, 3, 6, 7, 8 }.Sum(i => double.Parse(fields[i], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    // With the children that ended and were waited for.
    private static double Used(IReadOnlyCollection<int> processes)
    {
        var ticks = 0.0;
        foreach (var process in processes)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat");
            if (!File.Exists(path))
                continue;
            var text = File.ReadAllText(path);
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            ticks += Enumerable.Range(11, 4).Sum(i => double.Parse(fields[i], CultureInfo.InvariantCulture));
        }

        return ticks / TicksPerSecond;
    }
}
