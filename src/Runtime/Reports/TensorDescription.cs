using System.Collections.Immutable;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>Describes a tensor by its type and range: <c>f32[32, 10] -1.2 .. 0.03 .. 2.5 (3 NaN)</c>, smallest, mean and largest of the finite elements.</summary>
public static class TensorDescription
{
    private const int Digits = 4;

    /// <summary>The description; on several lines where one is too wide.</summary>
    public static ImmutableArray<string> Describe(Tensor tensor, DisplayCapabilities display)
    {
        var type = tensor.Element.Name() + (tensor.Shape.IsEmpty ? string.Empty : TensorFormatter.FormatShape(tensor));
        List<string> words = [.. type.Split(' ')];
        if (tensor.ElementCount == 0)
        {
            words.Add("(empty)");
            return DisplayText.Wrap(words, display.Width);
        }

        var statistics = TensorStatistics.Of(tensor);
        if (tensor.Element == ElementType.Bool)
            words.AddRange(["true:", NumberFormatter.Format(Math.Round(statistics.Mean * statistics.Finite)), "of", tensor.ElementCount.ToString()]);
        else if (statistics.Finite > 0 && tensor.ElementCount == 1)
            words.Add(TensorFormatter.FormatElement(tensor, 0));
        else if (statistics.Finite > 0)
            words.AddRange([Number(statistics.Smallest), "..", Number(statistics.Mean), "..", Number(statistics.Largest)]);
        List<string> strange = [];
        if (statistics.NotNumbers > 0)
            strange.Add($"{statistics.NotNumbers} NaN");
        if (statistics.Infinite > 0)
            strange.Add($"{statistics.Infinite} inf");
        if (strange.Count > 0)
            words.AddRange($"({string.Join(", ", strange)})".Split(' '));
        return DisplayText.Wrap(words, display.Width);
    }

    private static string Number(double value) => NumberFormatter.Format(value, Digits);
}
