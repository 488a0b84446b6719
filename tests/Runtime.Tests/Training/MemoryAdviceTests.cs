using System.Globalization;
using System.Text.RegularExpressions;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.Training;

/// <summary>A training whose values do not fit into memory is refused before its first step, with the batch that would fit.</summary>
public partial class MemoryAdviceTests
{
    private const long Limit = 2 << 20;

    [Fact]
    public void TheLargestBatchThatFitsIsNamedAndFits()
    {
        var refused = Run(4096);
        Assert.Contains("NN4003", refused.Rendering, StringComparison.Ordinal);
        Assert.Contains("(line 2)", refused.Rendering, StringComparison.Ordinal);
        var flat = refused.Rendering.Replace("\n   |", "", StringComparison.Ordinal);
        var largest = int.Parse(LargestBatch().Match(Spaces().Replace(flat, " ")).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        Assert.InRange(largest, 1, 4095);
        Assert.False(Run(largest).HasErrors);
        Assert.True(Run(largest + 1).HasErrors);
    }

    private static ScriptOutcome Run(int batch)
    {
        using var backend = new CpuBackend(new CpuOptions(1, Limit));
        return ScriptHarness.Run(Script(batch), "memory.nn", RepositoryPaths.Examples, backend);
    }

    private static string Script(int batch) =>
        $$"""
        model Net() (x: [B, n]) -> [B, 1] {
          h = x |> dense(200) |> tanh
          h |> dense(200) |> tanh |> dense(1)
        }
        data = dataset(x: random([4096, 2]), y: random([4096, 1]))
        train(Net(), data, loss: mse, optimizer: sgd(0.01), steps: 1, batch: {{batch}}, silent: true)
        """;

    [GeneratedRegex("the largest batch that fits is (\\d+)")]
    private static partial Regex LargestBatch();

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();
}
