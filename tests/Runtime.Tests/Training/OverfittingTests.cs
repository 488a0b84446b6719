using System.Globalization;
using Dsl.Runtime.Training;

namespace Dsl.Runtime.Tests.Training;

public class OverfittingTests
{
    [Fact]
    public void A_gap_that_opens_is_told()
    {
        var text = Describe([0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.05], [0.8, 0.7, 0.65, 0.7, 0.8, 0.9, 1.1]);
        Assert.StartsWith("the validation loss was lowest at record 3 of 7 (0.65) and has risen to 1.1 while the training loss went on falling", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("few", new[] { 0.8, 0.4, 0.2, 0.1 }, new[] { 0.5, 0.8, 0.9, 1.1 })]
    [InlineData("still falling", new[] { 0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.05 }, new[] { 0.8, 0.7, 0.65, 0.64, 0.63, 0.62, 0.61 })]
    [InlineData("hardly risen", new[] { 0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.05 }, new[] { 0.8, 0.7, 0.65, 0.66, 0.67, 0.68, 0.69 })]
    [InlineData("a bump at the end", new[] { 0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.05 }, new[] { 0.8, 0.7, 0.65, 0.64, 0.63, 0.62, 0.9 })]
    [InlineData("both rise", new[] { 0.8, 0.6, 0.4, 0.5, 0.6, 0.7, 0.8 }, new[] { 0.8, 0.7, 0.65, 0.7, 0.8, 0.9, 1.1 })]
    [InlineData("below zero", new[] { 0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.05 }, new[] { -1, -2, -3, -1, -0.5, 1, 1.1 })]
    [InlineData("not a number", new[] { 0.8, 0.6, 0.4, 0.3, 0.2, 0.1, double.NaN }, new[] { 0.8, 0.7, 0.65, 0.7, 0.8, 0.9, double.NaN })]
    public void What_is_none_is_not_told(string why, double[] training, double[] validation) => Assert.True(Describe(training, validation) is null, why);

    private static string? Describe(double[] training, double[] validation) =>
        Overfitting.Describe(training, validation, static (number, digits) => number.ToString($"G{digits}", CultureInfo.InvariantCulture));
}
