using System.Globalization;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>Runs a script that prints numbers.</summary>
internal static class NetworkRun
{
    private static readonly char[] Separators = ['[', ']', ',', ' ', '\n'];

    /// <summary>All numbers that the script prints, in order; it must be without errors.</summary>
    public static double[] Numbers(string script, IBackend backend)
    {
        var outcome = ScriptHarness.Run(script, "network.nn", RepositoryPaths.Examples, backend);
        Assert.True(outcome is { IsAccepted: true, HasErrors: false }, $"{outcome.Rendering}\n{script}");
        var words = string.Join('\n', outcome.Lines).Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return [.. words.Select(static word => double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture))];
    }
}
