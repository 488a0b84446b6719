using Dsl.DeviceChecks.Graphs;
using Dsl.Runtime.Embedding;
using Dsl.Runtime.Execution;

namespace Dsl.OnnxRuntime.Tests;

/// <summary>Models of scripts: what ONNX Runtime makes of the file is what the script computes, for another size of batch than the script's own.</summary>
public sealed class ExportedModelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nn-onnx-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("dense", "net = dense(3)", "random([2, 4])", "random([5, 4])")]
    [InlineData("perceptron", "model Net() (x: [batch, 2]) -> [batch, 2] = x |> dense(16) |> relu |> dropout(0.5) |> dense(2)\nnet = Net()", "random([2, 2])", "random([7, 2])")]
    [InlineData("convolution", "model Net() (x: [B, 1, 8, 8]) -> [B, 3] = x |> conv2d(4, kernel: 3, padding: 1) |> relu |> max_pool(2) |> conv2d(2, stride: 2) |> flatten |> dense(3)\nnet = Net()", "random([2, 1, 8, 8])", "random([3, 1, 8, 8])")]
    [InlineData("convolution of sequences", "net = conv1d(4, kernel: 3, stride: 2, padding: 1)", "random([2, 3, 9])", "random([3, 3, 9])")]
    [InlineData("normalization", "model Net() (x: [B, C]) -> [B, C] = x |> batchnorm() |> layernorm()\nnet = Net()", "random([4, 6])", "random([3, 6])")]
    [InlineData("recurrence", "net = lstm(5)", "random([2, 6, 3])", "random([4, 6, 3])")]
    [InlineData("gated recurrence", "net = gru(5)", "random([2, 6, 3])", "random([4, 6, 3])")]
    [InlineData("attention", Attention, "[[1, 2, 3, 4, 5]]", "cast([[3, 1, 0, 6, 2], [5, 5, 1, 2, 0]], int)")]
    [InlineData("functions", "model Net() (x: [B, n]) -> [B, n] = sort(gelu(x)) + cumulative_sum(silu(x), 1) * softmax(x) + log_softmax(x) + x % 0.3 + floor(x) + x^2\nnet = Net()", "random([2, 4])", "random([3, 4])")]
    public void A_model_gives_the_same(string name, string script, string first, string second)
    {
        var path = Path.Combine(folder, "model.onnx");
        using var engine = new ScriptEngine(new ScriptEngineOptions { Seed = 3 });
        Run(engine, $"{script}\ny = net({first})\nexport(\"{path}\", net)\nx = {second}\nexpected = net(x)\n");
        var x = engine.Evaluate("x").Required;
        var expected = engine.Evaluate("expected").Required;
        using var input = x.IsInteger
            ? Tensor.FromDoubles(Dsl.Language.Types.ElementType.Int, [.. x.Shape], x.Integers.ToArray().Select(static v => (double)v).ToArray())
            : Tensor.FromDoubles(Dsl.Language.Types.ElementType.Float32, [.. x.Shape], x.Floats.ToArray().Select(static v => (double)v).ToArray());
        var actual = OnnxModelRun.Results(File.ReadAllBytes(path), [input]);
        Closeness.Verify([.. expected.Floats.ToArray().Select(static v => (double)v)], actual[0], 1e-5, name);
    }

    private const string Attention =
        """
        model Block() (x: [B, T, C]) -> [B, T, C] {
          q = x |> dense(C)
          k = x |> dense(C)
          v = x |> dense(C)
          x + (mask_future(q @ k.T / sqrt(C)) |> softmax) @ v
        }
        model Net() (tokens: int[B, T]) -> [B, T, 7] {
          x = tokens |> embedding(7, 8)
          x = x |> layernorm() |> Block()
          x |> layernorm() |> dense(7)
        }
        net = Net()
        """;

    private static void Run(ScriptEngine engine, string script)
    {
        var result = engine.RunAsync(script).GetAwaiter().GetResult();
        Assert.True(result.IsSuccess, string.Join('\n', result.Diagnostics));
    }
}
