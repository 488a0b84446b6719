using System.Globalization;
using System.Text.RegularExpressions;
using Dsl.Runtime.Tests.Data;
using Dsl.Runtime.Tests.Suite;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Examples;

/// <summary>The figures that the examples must reach, taken from what they print on the cpu.</summary>
public class GateTests(ITestOutputHelper output)
{
    private const string MnistImages = "train-images-idx3-ubyte.gz";
    private const string MnistLabels = "train-labels-idx1-ubyte.gz";
    private const string MnistTestImages = "t10k-images-idx3-ubyte.gz";
    private const string MnistTestLabels = "t10k-labels-idx1-ubyte.gz";

    [Fact]
    public void DigitsReadsNineOfTen()
    {
        var lines = Run("digits.nn");
        Assert.Equal(13_002, Figure(lines, @"^([\d,]+) parameters"));
        Assert.InRange(Figure(lines, @"first loss was ([\d.]+)"), 2.30 * 0.9, 2.30 * 1.1);
        Assert.InRange(Figure(lines, @"^([\d.]+)% of the digits"), 90, 100);
    }

    [FactRequiringData("iris.csv")]
    public void IrisLiesWithinPublishedResults()
    {
        var lines = Run("iris.nn");
        var accuracies = Figures(lines, @"after 100 folds: mean accuracy ([\d.]+)%");
        var half = Figures(lines, @"after 100 folds: mean accuracy [\d.]+%, with 16 bits ([\d.]+)%");
        Assert.InRange(Assert.Single(accuracies), 95, 98);
        Assert.InRange(Assert.Single(half), accuracies[0] - 0.5, accuracies[0] + 0.5);
    }

    [FactRequiringData(MnistImages, MnistLabels, MnistTestImages, MnistTestLabels)]
    public void MnistReachesTheBooksAccuracy()
    {
        var lines = Run("mnist.nn");
        Assert.Equal(23_860, Figure(lines, @"^([\d,]+) parameters"));
        Assert.Equal(5, Figures(lines, @"^epoch (\d+)/5")[^1]);
        Assert.InRange(Figure(lines, @"^([\d.]+)% of the test digits"), 92.5, 100);
    }

    [Fact]
    public void MicrogradAgreesWithItsPage()
    {
        var lines = Run("micrograd.nn");
        Assert.Equal(24.70408163265306, Figure(lines, @"^g +=? ?([-\d.]+)"), 1e-4);
        Assert.Equal(138.8338192419825, Figure(lines, @"^dg/da +=? ?([-\d.]+)"), 1e-4);
        Assert.Equal(645.5772594752186, Figure(lines, @"^dg/db +=? ?([-\d.]+)"), 1e-4);
    }

    [Fact]
    public void MoonsAreToldApartInAHundredSteps()
    {
        var lines = Run("moons.nn");
        Assert.Equal(337, Figure(lines, @"^([\d,]+) parameters"));
        Assert.Equal(100, Figure(lines, @"accuracy ([\d.]+)% after 100 steps"));
    }

    [Fact]
    public void ChainMultipliesAlongThePath()
    {
        var lines = Run("chain.nn");
        Assert.Equal(135, Figure(lines, @"^z = ([\d.]+)"));
        Assert.Equal(45, Figure(lines, @"^dz/da = ([\d.]+)"));
        Assert.Equal(45, Figure(lines, @"^dz/db = ([\d.]+)"));
        Assert.Equal(9, Figure(lines, @"^dz/dd = ([\d.]+)"));
        Assert.Equal(9, Figure(lines, @"^dz/de = ([\d.]+)"));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(10)]
    public void TemperatureSharpensAndEvensOut(double temperature)
    {
        var weights = new[] { 2.0, 1.0, 0.0 }.Select(score => Math.Exp(score / temperature)).ToArray();
        var line = Run("temperature.nn").Single(l => Regex.IsMatch(l, $@"^temperature +{temperature.ToString(CultureInfo.InvariantCulture)}:"));
        var printed = Regex.Matches(line[(line.IndexOf('[', StringComparison.Ordinal) + 1)..], @"[\d.]+").Select(static m => Number(m.Value)).ToArray();
        Assert.Equal(3, printed.Length);
        for (var i = 0; i < 3; i++)
            Assert.Equal(weights[i] / weights.Sum(), printed[i], 6e-4);
    }

    [Fact]
    public void NandGatesAdd()
    {
        var lines = Run("nand.nn");
        Assert.Equal(["0 + 0 = 00", "0 + 1 = 01", "1 + 0 = 01", "1 + 1 = 10"], lines);
    }

    [Fact]
    public void BowlShrinksByTheFormula()
    {
        var factor = Math.Pow((1 - 0.1) / (1 + 0.1), 2);
        var expected = 0.5 * (0.01 + 0.1) * Math.Pow(factor, 10);
        var lines = Run("bowl.nn");
        Assert.Equal(expected, Figure(lines, @"gradient descent f = ([-\d.e]+)"), 2e-6);
        Assert.Equal(0, Figure(lines, @"Newton's method  f = ([-\d.e]+)"), 1e-6);
    }

    private IReadOnlyList<string> Run(string name)
    {
        var outcome = ScriptHarness.Run(File.ReadAllText(Path.Combine(RepositoryPaths.Examples, name)), name, RepositoryPaths.Examples);
        output.WriteLine(string.Join('\n', outcome.Lines));
        Assert.True(outcome.Diagnostics.IsEmpty, outcome.Rendering);
        return outcome.Lines;
    }

    private static double Figure(IEnumerable<string> lines, string pattern) => Assert.Single(Figures(lines, pattern));

    private static List<double> Figures(IEnumerable<string> lines, string pattern) =>
        [.. lines.Select(line => Regex.Match(line, pattern)).Where(static m => m.Success).Select(static m => Number(m.Groups[1].Value))];

    private static double Number(string text) => double.Parse(text.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
