using System.Globalization;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Tests.Data;
using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>Training with values stored in 16 bits comes to the same loss as with 32.</summary>
public class MixedPrecisionTests
{
    private const double Tolerance = 0.02;

    public static TheoryData<string, string> Networks()
    {
        var data = new TheoryData<string, string>();
        foreach (var network in NetworkCases.All)
        {
            data.Add(network.Name, "f16");
            data.Add(network.Name, "bf16");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void SixteenBitsComeToTheSameLoss(string name, string precision)
    {
        var network = NetworkCases.Find(name);
        var (wide, narrow) = (FinalLosses(network, "f32"), FinalLosses(network, precision));
        Assert.True(wide.Last < wide.First, $"{name} learned nothing: {wide.First} to {wide.Last}");
        Assert.True(Math.Abs(wide.Last - narrow.Last) <= Tolerance, $"{name}: {wide.Last} in f32, {narrow.Last} in {precision}");
        Assert.NotEqual(wide.Last, narrow.Last);
    }

    [FactRequiringData("iris.csv")]
    public void IrisIsFoundAsWellInHalfPrecision()
    {
        var script = File.ReadAllText(Path.Combine(RepositoryPaths.Examples, "iris.nn"));
        var (wide, half, brain) = (Accuracy(script, "f32"), Accuracy(script, "f16"), Accuracy(script, "bf16"));
        Assert.InRange(wide, 0.95, 0.98);
        Assert.InRange(half, wide - 0.005, wide + 0.005);
        Assert.InRange(brain, wide - 0.005, wide + 0.005);

        static double Accuracy(string script, string precision)
        {
            var changed = script.Replace("epochs: 200,", $"epochs: 200, precision: {precision},", StringComparison.Ordinal) + "print(mean_accuracy)\n";
            Assert.NotEqual(script.Length, changed.Length);
            var outcome = ScriptHarness.Run(changed, "iris.nn", RepositoryPaths.Examples);
            Assert.False(outcome.HasErrors, outcome.Rendering);
            return double.Parse(outcome.Lines[^1], CultureInfo.InvariantCulture);
        }
    }

    [FactRequiringData("tinyshakespeare.txt")]
    public void CharactersAreLearntAsWell()
    {
        var losses = new[] { "f32", "f16", "bf16" }.Select(precision => NetworkRun.Numbers(
            $$"""
            model Characters(vocab: int) (tokens: int[batch, time]) -> [batch, time, vocab] =
              embedding(vocab, 16)(tokens) |> lstm(24) |> layernorm() |> attention(2) |> dense(vocab)
            book = chars("tinyshakespeare.txt")
            net = Characters(book.vocab)
            history = train(net, windows(book.train, 12), loss: cross_entropy, optimizer: adamw(lr: 5e-3), steps: 120, batch: 16, evaluate_every: 40, precision: {{precision}}, silent: true)
            print(history.loss[-1])
            """,
            new CpuBackend())[0]).ToArray();
        Assert.True(losses[0] < 3.5, $"it learned nothing: {losses[0]}");
        Assert.All(losses, loss => Assert.InRange(loss, losses[0] - Tolerance, losses[0] + Tolerance));
    }

    [Theory]
    [InlineData("f16")]
    [InlineData("bf16")]
    public void DigitsAreLearntAsWell(string precision)
    {
        var (wide, narrow) = (Loss("f32"), Loss(precision));
        Assert.True(wide < 0.5, $"it learned nothing: {wide}");
        Assert.InRange(narrow, wide - Tolerance, wide + Tolerance);

        static double Loss(string precision) => NetworkRun.Numbers(
            $$"""
            model Net() (x: [batch, 784]) -> [batch, 10] {
              images = reshape(x, [batch, 1, 28, 28])
              images |> conv2d(4, kernel: 5, stride: 2) |> relu |> max_pool(2) |> flatten |> dense(10)
            }
            pictures = digits(300)
            net = Net()
            history = train(net, pictures, loss: cross_entropy, optimizer: adam(lr: 3e-3), epochs: 12, batch: 20, precision: {{precision}}, silent: true)
            print(evaluate(net, pictures, cross_entropy))
            """,
            new CpuBackend())[0];
    }

    [Fact]
    public void AStepWhoseGradientsOverflowChangesNothingAndTheScaleFalls()
    {
        Assert.Equal(0, NetworkRun.Numbers(Script(1), new CpuBackend())[0]);
        Assert.True(NetworkRun.Numbers(Script(60), new CpuBackend())[0] > 0.5);

        static string Script(int steps) =>
            $"""
            model Line() (x: [batch, 1]) -> [batch, 1] {LeftBrace}
              param w: [1, 1] = 0.0
              x @ w
            {RightBrace}
            points = dataset(x: [[1.0], [2.0]], y: [[1.0], [2.0]])
            net = Line()
            train(net, points, loss: (o, y) => 100 * mse(o, y), optimizer: sgd(1e-3), steps: {steps}, precision: f16, silent: true)
            print(net([[1.0]]))
            """;
    }

    private const string LeftBrace = "{";
    private const string RightBrace = "}";

    [Fact]
    public void AScaleThatFallsForeverIsAFault()
    {
        var outcome = ScriptHarness.Run(
            """
            model Net() (x: [batch, 2]) -> [batch, 2] = x |> dense(3) |> dense(2)
            points = dataset(x: [[0, 0], [1, 1]], y: [[0, 0], [1, 1]])
            train(Net(), points, loss: (o, y) => mean(sqrt(sum((o - y)^2, over: -1))), optimizer: sgd(0.1), steps: 100, precision: f16, silent: true)
            """,
            "collapse.nn",
            RepositoryPaths.Examples);
        Assert.Contains("NN4010", outcome.Rendering, StringComparison.Ordinal);
        Assert.Contains(outcome.Diagnostics, static d => d.Message.Contains("in step 17 of 100", StringComparison.Ordinal));
        Assert.Contains("a square root has no slope at 0", outcome.Rendering, StringComparison.Ordinal);
    }

    [Fact]
    public void AScaleThatFallsToOneNamesTheOperationWhoseGradientOverflowedFirst()
    {
        var outcome = ScriptHarness.Run(
            """
            model Net() (x: [batch, 2]) -> [batch, 2] {
              h = x |> dense(8) |> tanh
              wide = 2 * h
              wide |> dense(2)
            }
            points = dataset(x: [[0, 1], [1, 1]], y: [[0, 2], [1, 1]])
            train(Net(), points, loss: (o, y) => 2e5 * mean(abs(o - y)), optimizer: sgd(1e-9), steps: 100, precision: f16, silent: true)
            """,
            "collapse.nn",
            RepositoryPaths.Examples);
        Assert.Contains(outcome.Diagnostics, static d => d.Message.Contains("the gradient of `2 * h` is inf in step 17 of 100", StringComparison.Ordinal));
        Assert.Contains("operand 2 of its `multiply` [2, 8] is 2", outcome.Rendering, StringComparison.Ordinal);
        Assert.Contains("it was so in 17 steps one after another", outcome.Rendering, StringComparison.Ordinal);
        Assert.Contains("f16 holds numbers up to 65504", outcome.Rendering, StringComparison.Ordinal);
        Assert.DoesNotContain("for the first time", outcome.Rendering, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30_000, false)]
    [InlineData(45_000, true)]
    public void AGradientThatOverflowsOnlyWithoutAnyFactorLeftIsFoundAsItWas(int slope, bool fails)
    {
        var outcome = ScriptHarness.Run(
            $$"""
            model Line() (x: [batch, 1]) -> [batch, 1] {
              param w: [1, 1] = 0.0
              x @ w
            }
            points = dataset(x: [[1.0]], y: [[1.0]])
            train(Line(), points, loss: (o, y) => {{slope}} * sum((o - y)^2), optimizer: sgd(1e-9), steps: 40, precision: f16, silent: true)
            """,
            "edge.nn",
            RepositoryPaths.Examples);
        Assert.Equal(fails, outcome.Rendering.Contains("the gradient of `x @ w` is -inf in step 17 of 40", StringComparison.Ordinal));
        Assert.Equal(fails, outcome.HasErrors);
    }

    [Fact]
    public void TheSameScriptGivesTheSameBytesForEveryNumberOfThreads()
    {
        var network = NetworkCases.Find("long short-term memory");
        Assert.Equal(Losses(1), Losses(3));

        double[] Losses(int threads)
        {
            using var backend = new CpuBackend(new CpuOptions(threads));
            return NetworkRun.Numbers(Script(network, "f16"), backend);
        }
    }

    private static (double First, double Last) FinalLosses(NetworkCase network, string precision)
    {
        using var backend = new CpuBackend();
        var losses = NetworkRun.Numbers(Script(network, precision), backend);
        return (losses[0], losses[^1]);
    }

    private static string Script(NetworkCase network, string precision) => network.Model() + network.Data(12) + $"""
        net = Net()
        history = train(net, data, loss: {network.Loss}, optimizer: sgd(0.05), epochs: 40, batch: 4, precision: {precision}, silent: true)
        print(history.loss)
        """;
}
