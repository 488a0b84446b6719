using System.Globalization;

namespace Dsl.Runtime.Reports;

/// <summary>
/// The colour of a value between a smallest and a largest one: greys from black to white where all have the same sign; else black at 0, blue
/// below and red above, equally bright at equal distance. What is not finite is magenta.
/// </summary>
internal readonly record struct ColorScale(double Low, double High)
{
    private const int GreysInTable = 24;
    private const int FirstGrey = 232;
    private const int FirstOfCube = 16;
    private const int LastOfCube = 231;

    /// <summary>The scale of the finite values of pictures.</summary>
    public static ColorScale Of(IEnumerable<double[,]> pictures)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var cells in pictures)
        {
            foreach (var value in cells)
            {
                if (!double.IsFinite(value))
                    continue;
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }

        return low <= high ? new ColorScale(low, high) : new ColorScale(0, 0);
    }

    private bool HasBothSigns => Low < 0 && High > 0;

    /// <summary>Red, green and blue, each from 0 to 255.</summary>
    public (int Red, int Green, int Blue) ColorOf(double value)
    {
        if (!double.IsFinite(value))
            return (255, 0, 255);
        if (!HasBothSigns)
        {
            var level = (int)Math.Round(255 * Share(value));
            return (level, level, level);
        }

        var strength = Math.Clamp(Math.Abs(value / Math.Max(-Low, High)), 0, 1);
        return value < 0
            ? ((int)(70 * strength), (int)(130 * strength), (int)(255 * strength))
            : ((int)(255 * strength), (int)(90 * strength), (int)(50 * strength));
    }

    /// <summary>From 0 at the smallest to 1 at the largest; of equal values those above 0 have 1.</summary>
    public double Share(double value)
    {
        if (!(High > Low))
            return value > 0 ? 1 : 0;

        // Halved, so that the distance of the largest numbers that there are is finite.
        return Math.Clamp(((value / 2) - (Low / 2)) / ((High / 2) - (Low / 2)), 0, 1);
    }

    /// <summary>The control code's numbers for a colour: of the table of 256 colours, or as it is.</summary>
    public static string Code((int Red, int Green, int Blue) color, bool isIndexed)
    {
        var (red, green, blue) = color;
        if (!isIndexed)
            return string.Create(CultureInfo.InvariantCulture, $"2;{red};{green};{blue}");
        if (red != green || green != blue)
            return string.Create(CultureInfo.InvariantCulture, $"5;{FirstOfCube + (36 * Sixth(red)) + (6 * Sixth(green)) + Sixth(blue)}");
        var grey = red * (GreysInTable + 1) / 255;
        var entry = grey == 0 ? FirstOfCube : grey > GreysInTable ? LastOfCube : FirstGrey + grey - 1;
        return string.Create(CultureInfo.InvariantCulture, $"5;{entry}");
    }

    private static int Sixth(int level) => ((level * 5) + 127) / 255;
}
