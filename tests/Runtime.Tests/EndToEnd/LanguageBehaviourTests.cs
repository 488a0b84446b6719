using System.Globalization;
using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>What the language promises of training and evaluation, with numbers worked out by hand.</summary>
public class LanguageBehaviourTests
{
    // The gradient of its output by w is 1 everywhere.
    private const string Constant = """
        model Constant() (x: [batch]) -> [batch] {
          param w = 0.0
          0 * x + w
        }
        data = dataset(x: [1.0, 2.0], y: [0.0, 0.0])
        net = Constant()
        first = net([1.0])

        """;

    [Fact]
    public void SharedInstancesShareTheirWeights() => AssertNumbers(
        """
        model Shared() (x: [batch, n]) -> [batch, n] {
          layer = dense(n)
          x |> layer |> layer
        }
        model Separate() (x: [batch, n]) -> [batch, n] = x |> dense(n) |> dense(n)
        a = Shared()
        b = Separate()
        y = a([[1.0, 2.0, 3.0]])
        z = b([[1.0, 2.0, 3.0]])
        print(parameter_count(a))
        print(parameter_count(b))
        layer = dense(2)
        p = layer([[1.0, 2.0]])
        q = layer([[1.0, 2.0]])
        print(sum(abs(p - q)))
        """,
        12, 24, 0);

    [Fact]
    public void TheGradientOfASharedWeightIsTheSumOverItsUses() => AssertNumbers(
        """
        model Scale() (x: []) -> [] {
          param w = 3.0
          w * x
        }
        model Twice() (x: []) -> [] {
          s = Scale()
          s(s(x))
        }
        net = Twice()
        y = net(2.0)
        print(y)
        minimize(net(2.0), by: sgd(0.25))
        print(net(2.0))
        """,
        18, 0); // d(2 w^2)/dw = 4 w = 12: the weight falls from 3 to 0.

    [Fact]
    public void DropoutActsInTrainingOnly() => AssertNumbers(
        """
        model Drop() (x: [batch, n]) -> [batch, n] {
          param w = 1.0
          y = x |> dropout(0.5)
          w * y
        }
        data = dataset(x: ones()([64, 10]), y: ones()([64, 10]))
        net = Drop()
        history = train(net, data, loss: mse, optimizer: sgd(0.0), steps: 1, batch: 64, silent: true)
        print(history.first_loss)
        print(evaluate(net, data, mse))
        """,
        [new Expected(1, 1e-4), new Expected(0)]); // Each output is 0 or 2, so the loss in training is exactly 1.

    [Fact]
    public void BatchNormalizationKeepsRunningFigures() => AssertNumbers(
        """
        data = dataset(x: [[1.0], [3.0]], y: [[0.0], [0.0]])
        net = batchnorm()
        y = net([[0.0]])
        history = train(net, data, loss: mse, optimizer: sgd(0.0), steps: 3, batch: 2, silent: true)
        print(history.first_loss)
        print(net([[0.542]]))
        print(net([[1.542]]))
        """,
        [new Expected(1, 1e-4), new Expected(0, 1e-5), new Expected(1, 1e-4)]); // Mean 2: after three steps 2 (1 - 0.9^3) = 0.542; variance 1 stays 1.

    [Fact]
    public void AScheduleScalesTheRate() => AssertNumbers(
        Constant + """
        history = train(net, data, loss: (output, target) => mean(output), optimizer: sgd(1.0), schedule: (step, total) => 0.5^float(step), steps: 3, batch: 2, silent: true)
        print(net([1.0]))
        """,
        -1.75); // 1 + 1/2 + 1/4.

    [Fact]
    public void ClippingBoundsTheStep() => AssertNumbers(
        Constant + """
        history = train(net, data, loss: (output, target) => 10 * mean(output), optimizer: sgd(1.0), clip: 0.5, steps: 2, batch: 2, silent: true)
        print(net([1.0]))
        """,
        -1);

    [Fact]
    public void TrainingStopsEarlyAndPutsTheBestWeightsBack() => AssertNumbers(
        Constant + """
        rising = dataset(x: [1.0, 2.0], y: [1.0, 1.0])
        falling = dataset(x: [1.0, 2.0], y: [-1.0, -1.0])
        history = train(net, rising, loss: mse, optimizer: sgd(0.1), epochs: 100, batch: 2, validate: falling, stop_after: 3, silent: true)
        print(history.steps)
        print(net([1.0]))
        """,
        4, 0.2); // Towards 1 is away from -1: the first epoch's 0.2 is the best, and three worse ones follow.

    [Fact]
    public void OptimizersFollowTheirFormulas() => AssertNumbers(
        """
        param a = 1.0
        param b = 1.0
        param c = 1.0
        minimize(3 * a, by: sgd(0.1))
        for step in 0..2 { minimize(3 * b, by: momentum(0.1, 0.5)) }
        minimize(3 * c, by: adam(lr: 0.01))
        print(a)
        print(b)
        print(c)
        """,
        [new Expected(0.7), new Expected(0.25), new Expected(0.99, 1e-5)]); // Momentum: velocities 3 and 4.5. Adam's first step is its rate.

    [Fact]
    public void TheSeedDecides()
    {
        const string Script = "print(random([4]))";
        Assert.Equal(Printed(Script, 0), Printed("seed(0)\n" + Script, 3));
        Assert.Equal(Printed(Script, 7), Printed("seed(7)\n" + Script, 0));
        Assert.NotEqual(Printed(Script, 0), Printed(Script, 7));
    }

    private static string Printed(string script, long seed)
    {
        var outcome = ScriptHarness.Run(script, "seed.nn", RepositoryPaths.Examples, seed: seed);
        Assert.True(outcome.Diagnostics.IsEmpty, outcome.Rendering);
        return string.Join('\n', outcome.Lines);
    }

    private static void AssertNumbers(string script, params double[] expected) => AssertNumbers(script, [.. expected.Select(static e => new Expected(e))]);

    private static void AssertNumbers(string script, Expected[] expected)
    {
        var outcome = ScriptHarness.Run(script, "behaviour.nn", RepositoryPaths.Examples);
        Assert.True(outcome.Diagnostics.IsEmpty, outcome.Rendering);
        var printed = outcome.Lines.Select(static line => double.TryParse(line.Trim('[', ']'), CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        Assert.True(printed.Length == expected.Length, string.Join('\n', outcome.Lines));
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(printed[i] - expected[i].Value) <= expected[i].Tolerance, $"line {i + 1}: expected {expected[i].Value}, printed {outcome.Lines[i]}");
    }

    private readonly record struct Expected(double Value, double Tolerance = 1e-6);
}
