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
    [InlineData("quotients that rounding lifts", "model Net() (x: [B, n]) -> [B, n] = x // 0.1 + 100 * (x % 0.1)\nnet = Net()", "random([2, 4])", "round(random([5, 4]) * 10) / 10")]
    [InlineData("quotients by negative numbers", "model Net() (x: [B, n], d: [n] = [-0.3, 0.3, -1, 2]) -> [B, n] = x // d + x % d\nnet = Net()", "random([2, 4])", "normal_sample([5, 4])")]
    [InlineData("a choice between conditions", "model Net() (x: [B, n]) = float(where(x > 0, x > 0.5, x < -0.5))\nnet = Net()", "random([2, 4])", "normal_sample([5, 4])")]
    [InlineData("a row of a single number", "model Net() (x: [B, 4]) = x * one_hot(argmax(x[0], over: 0), 4)\nnet = Net()", "random([2, 4])", "random([3, 4])")]
    [InlineData("a convolution of 64 bits", Wide, "random([2, 1, 8, 8])", "random([3, 1, 8, 8])")]
    [InlineData("random numbers of the script", "scale = 2.0 * random([4])\nmodel Net() (x: [B, 4]) = x * scale + sum(scale)\nnet = Net()", "random([2, 4])", "random([3, 4])")]
    [InlineData("windows of the script", Pieces, "random([3, 4, 2])", "random([3, 4, 2])")]
    [InlineData("a recurrence within one, backwards", Nested, "random([2, 5, 4])", "random([4, 5, 4])")]
    public void A_model_gives_the_same(string name, string script, string first, string second)
    {
        var path = Path.Combine(folder, "model.onnx");
        using var engine = new ScriptEngine(new ScriptEngineOptions { Seed = 3 });
        Run(engine, $"{script}\ny = net({first})\nexport(\"{path}\", net)\nx = {second}\nexpected = net(x)\n");
        Compare(engine, "x", "expected", path, name);
    }

    [Theory]
    [InlineData("s = 1.0\nmodel Net() (x: [B, 4]) = x * s\nnet = Net()\ny = net(random([2, 4]))\ngiven = random([3, 4])\nexpected = net(given)\nexport(\"FILE\", net)\ns = 3.0")]
    [InlineData("s = 1.0\nmodel Net() (x: [B, 4]) = x * s\nnet = Net()\nfor i in 0..3 {\n  s = 2 * s + float(i)\n  y = net(random([2, 4]))\n  export(\"FILE\", net)\n}\ngiven = random([3, 4])\nexpected = net(given)")]
    [InlineData("s = 1.0\nmodel Net() (x: [B, 4]) = x * s\nnet = Net()\ny = net(random([2, 4]))\nif sum(y) > 0 {\n  s = 5.0\n  export(\"FILE\", net)\n} else { s = 3.0 }\ngiven = random([3, 4])\nexpected = net(given)")]
    public void A_model_reads_the_names_of_the_script_as_they_were_when_it_was_exported(string script)
    {
        var path = Path.Combine(folder, "model.onnx");
        using var engine = new ScriptEngine(new ScriptEngineOptions { Seed = 3 });
        Run(engine, script.Replace("FILE", path, StringComparison.Ordinal));
        Compare(engine, "given", "expected", path, "names");
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

    private const string Wide =
        """
        model Net() (x: [B, 1, 8, 8]) {
          param w: f64[2, 1, 3, 3] ~ normal(0.0, 1.0)
          y[b, o, i, j] = sum(c, p, q: f64(x)[b, c, i + p, j + q] * w[o, c, p, q])
          float(y)
        }
        net = Net()
        """;

    private const string Pieces =
        """
        pieces = window(random([2, 3, 7]), size: 2, axis: 2)
        model Net() (k: [C, 4, 2]) {
          y[b, o, i] = sum(c, j: pieces[b, c, i, j] * k[c, o, j])
          y
        }
        net = Net()
        """;

    private const string Nested =
        """
        model Net() (x: [B, T, S]) {
          y = reverse(x, 1)
          rows = scan t over T with h: [B] = 0 {
            columns = scan s over S with g: [B] = h {
              g = 0.5 * g + y[:, t, s] + 0.1 * h
              g
            }
            h = columns[:, -1] + 0.1 * sum(columns, over: 1)
            h
          }
          reverse(rows, 1)
        }
        net = Net()
        """;

    private static void Compare(ScriptEngine engine, string given, string result, string path, string name)
    {
        var x = engine.Evaluate(given).Required;
        var expected = engine.Evaluate(result).Required;
        using var input = x.IsInteger
            ? Tensor.FromDoubles(Dsl.Language.Types.ElementType.Int, [.. x.Shape], x.Integers.ToArray().Select(static v => (double)v).ToArray())
            : Tensor.FromDoubles(Dsl.Language.Types.ElementType.Float32, [.. x.Shape], x.Floats.ToArray().Select(static v => (double)v).ToArray());
        var actual = OnnxModelRun.Results(File.ReadAllBytes(path), [input]);
        Closeness.Verify([.. expected.Floats.ToArray().Select(static v => (double)v)], actual[0], 1e-5, name);
    }

    private static void Run(ScriptEngine engine, string script)
    {
        var result = engine.RunAsync(script).GetAwaiter().GetResult();
        Assert.True(result.IsSuccess, string.Join('\n', result.Diagnostics));
    }
}
