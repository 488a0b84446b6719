using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>What is computed again for a gradient gives the same gradient, and is not kept.</summary>
public class RecomputationTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("layer", "layer")]
    [InlineData("recompute(layer)", "layer")]
    [InlineData("recompute(layer)", "recompute(x => recompute(layer)(x))")]
    public void TrainingComesToTheSameLossAlsoWithDropout(string first, string second)
    {
        using var backend = new CpuBackend();
        var plain = NetworkRun.Numbers(Script("layer", "layer", rows: 12), backend);
        var again = NetworkRun.Numbers(Script(first, second, rows: 12), backend);
        Assert.Equal(plain.Length, again.Length);
        for (var i = 0; i < plain.Length; i++)
            Assert.InRange(again[i], plain[i] - Tolerance, plain[i] + Tolerance);
    }

    [Fact]
    public void InnerValuesAreNotKept()
    {
        var (kept, again) = (Arena("Block()"), Arena("recompute(Block())"));
        Assert.True(again < 0.6 * kept, $"{kept} bytes are planned where values are kept, {again} where they are computed again");

        static long Arena(string block)
        {
            var outcome = ScriptHarness.Run(
                $$"""
                model Block() (x: [B, C]) -> [B, C] = x + (x |> dense(8 * C) |> tanh |> dense(C) |> tanh)
                model Net() (x: [B, C]) -> [B, 1] {
                  for _ in 0..6 { x = x |> {{block}} }
                  x |> dense(1)
                }
                data = dataset(x: random([256, 32]), y: random([256, 1]))
                train(Net(), data, loss: mse, optimizer: sgd(0.01), steps: 1, silent: true)
                """,
                "blocks.nn",
                RepositoryPaths.Examples);
            Assert.False(outcome.HasErrors, outcome.Rendering);
            return outcome.Programs.Max(static p => p.Figures.ArenaBytes);
        }
    }

    private static string Script(string first, string second, int rows) =>
        $$"""
        model Layer(width: int) (x: [B, C]) -> [B, C] = x + (x |> dense(width) |> tanh |> dropout(0.3) |> dense(C) |> layernorm())
        model Net() (x: [B, T, C]) -> [B, 2] {
          layer = Layer(5)
          other = lstm(3)
          y = {{first}}(x[:, 0])
          z = recurrence(other, x, {{(first == "layer" ? "false" : "true")}})
          w = {{second}}(y)
          (w |> dense(2)) + 0.1 * (z[:, -1] |> dense(2))
        }
        fn recurrence(layer, x, again: bool) = if again { recompute(layer)(x) } else { layer(x) }
        data = dataset(x: reshape(sin(float(0..{{rows * 12}})), [{{rows}}, 4, 3]), y: reshape(cos(float(0..{{rows * 2}})), [{{rows}}, 2]))
        net = Net()
        history = train(net, data, loss: mse, optimizer: adam(1e-2), epochs: 6, batch: 4, silent: true)
        print(history.loss)
        """;
}
