using Dsl.Runtime.Backends.Reference;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>Gradients through whole networks of library layers, against central differences on the reference backend.</summary>
public class NetworkGradientTests(ITestOutputHelper output)
{
    // (f(x + h e) - f(x - h e)) / 2h for each direction e. One expression stays in double precision, so that with h = 1e-4 the
    // differences are off by h^2 times a third derivative, about 1e-8, and by 1e-16 / h = 1e-12 of rounding.
    private const string Differences = """
        fn differences(f, x: [n], h) -> [n] = scan i over 0..n {
          e = one_hot(i, n)
          (f(x + h * e) - f(x - h * e)) / (2 * h)
        }

        """;

    private const string PrintLargestDifference = """
        slope = grad(f)(input)
        print("{max(abs(slope - differences(f, input, 1e-4))):.15} {max(abs(slope)):.15}")
        """;

    private const double InputTolerance = 1e-6;

    // Weights are kept in single precision between steps: with h = 1e-3 a loss near 1, rounded to 6e-8, makes its difference
    // quotient off by 6e-8 / h = 6e-5, and h^2 times a third derivative adds about as much. All is measured against |gradient| |direction|.
    private const double WeightTolerance = 2e-4;

    public static TheoryData<string> NetworksOfNumbers => NetworkCases.Names(ofNumbersOnly: true);

    public static TheoryData<string> Networks => NetworkCases.Names(ofNumbersOnly: false);

    [Theory]
    [MemberData(nameof(NetworksOfNumbers))]
    public void ByTheInputAreCentralDifferences(string name)
    {
        var network = NetworkCases.Find(name);
        AssertCloseToDifferences(network.Model() + network.FunctionOfInput());
    }

    [Theory]
    [InlineData("the batch's own figures", 12, "v => { x = reshape(v, [4, 3]); center = mean_of_rows(x); y = (x - center) / sqrt(mean_of_rows((x - center)^2) + 1e-5); sum(sin(y)^2 * y) }")]
    [InlineData("a table looked up with repetitions", 10, "v => cross_entropy(reshape(v, [5, 2])[[3, 1, 3, 0, 3, 4]], [0, 1, 1, 0, 1, 1])")]
    [InlineData("a table and smoothed classes", 15, "v => cross_entropy(reshape(v, [5, 3])[[[3, 1, 3], [4, 4, 0]]], [[0, 1, 2], [2, 0, 1]], label_smoothing: 0.1)")]
    [InlineData("a weight of a recurrence", 9, "v => { W = reshape(v, [3, 3]); last = scan t over 0..5 with h: [3] = ones()([3]) { h = tanh(h @ W + float(t)); h }; sum(last^2) }")]
    public void OfFormulasAreCentralDifferences(string name, int count, string function)
    {
        output.WriteLine(name);
        AssertCloseToDifferences($"f = {function}\ninput = sin(float(0..{count}) * 1.7)\n");
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void ByAllWeightsWhileTrainingAreCentralDifferences(string name)
    {
        var network = NetworkCases.Find(name);
        var numbers = NetworkRun.Numbers(network.Model() + network.Data(6) + WeightScript(network.Loss), new ReferenceBackend());
        var (quotient, product, scale) = (numbers[0], numbers[1], numbers[2]);
        output.WriteLine($"{name}: difference quotient {quotient}, gradient along the direction {product}, of lengths {scale}");
        Assert.True(scale > 1e-3, $"the gradient vanishes: {scale}");
        Assert.True(Math.Abs(quotient - product) <= WeightTolerance * scale, $"{quotient} by differences, {product} by the gradient, lengths {scale}");
    }

    // Four networks of the same first weights take one step each: none, along the gradient, and both ways along a direction
    // that has nothing to do with the gradient, so that a gradient that is wrongly zero shows.
    private static string WeightScript(string loss) => $$"""
        optimizer along(h) (w, g) { w + h * cos(100 * w + 1) + 0 * g }
        h = 0.001

        seed(7)
        start = Net()
        first = train(start, data, loss: {{loss}}, optimizer: sgd(0.0), steps: 1, batch: 6, silent: true)

        seed(7)
        sloped = Net()
        second = train(sloped, data, loss: {{loss}}, optimizer: sgd(-1.0), steps: 1, batch: 6, silent: true)

        seed(7)
        up = Net()
        third = train(up, data, loss: {{loss}}, optimizer: along(h), steps: 1, batch: 6, silent: true)
        above = train(up, data, loss: {{loss}}, optimizer: sgd(0.0), steps: 1, batch: 6, silent: true)

        seed(7)
        down = Net()
        fourth = train(down, data, loss: {{loss}}, optimizer: along(-h), steps: 1, batch: 6, silent: true)
        below = train(down, data, loss: {{loss}}, optimizer: sgd(0.0), steps: 1, batch: 6, silent: true)

        assert first.first_loss == second.first_loss and first.first_loss == third.first_loss and first.first_loss == fourth.first_loss
        product = 0.0
        steepness = 0.0
        length = 0.0
        i = 0
        for w in parameters(start) {
          gradient = parameters(sloped)[i] - w
          direction = (parameters(up)[i] - parameters(down)[i]) / (2 * h)
          product = product + sum(gradient * direction)
          steepness = steepness + sum(gradient^2)
          length = length + sum(direction^2)
          i = i + 1
        }
        print("{(above.first_loss - below.first_loss) / (2 * h):.12} {product:.12} {sqrt(steepness * length):.12}")
        """;

    private void AssertCloseToDifferences(string declarations)
    {
        var numbers = NetworkRun.Numbers(Differences + declarations + PrintLargestDifference, new ReferenceBackend());
        var (difference, largest) = (numbers[0], numbers[1]);
        output.WriteLine($"largest difference {difference}, largest slope {largest}");
        Assert.True(largest > 1e-4, $"the gradient vanishes: {largest}");
        Assert.True(difference <= InputTolerance * (1 + largest), $"off by {difference} where the largest slope is {largest}");
    }
}
