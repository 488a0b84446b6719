using System.Diagnostics;
using System.Globalization;

namespace Dsl.LanguageServer.Tests;

/// <summary>How long random input is tried: a few seconds in every run, as many as the environment's variable <c>NN_FUZZ_SECONDS</c> says otherwise.</summary>
internal static class FuzzTime
{
    private const double Usual = 5;
    private const int Shares = 4;

    /// <summary>Where random input begins: at the same place in every run, elsewhere when more time is given.</summary>
    public static int Seed { get; } = Given is null ? 20261122 : Environment.TickCount;

    /// <summary>Whether more than a usual run was asked for.</summary>
    public static bool IsLong => Given is not null;

    private static double? Given => double.TryParse(Environment.GetEnvironmentVariable("NN_FUZZ_SECONDS"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    /// <summary>Repeats something with new seeds for one share of the time; at least once.</summary>
    public static async Task RepeatAsync(Func<int, Task> attempt)
    {
        var clock = Stopwatch.StartNew();
        var seed = Seed;
        do
        {
            try
            {
                await attempt(seed);
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}: {exception}");
            }

            seed++;
        }
        while (clock.Elapsed.TotalSeconds < (Given ?? Usual) / Shares);
    }
}
