using System.Globalization;

namespace Dsl.Language.Services.Drawings;

/// <summary>What stands in a box.</summary>
internal static class BoxText
{
    /// <summary>Its name or names, then its shape, then its weights.</summary>
    public static IEnumerable<string> Lines(DrawnBox box)
    {
        for (var i = 0; i < box.Lines.Length; i++)
            yield return i == 0 && box.Repeats.Length > 0 ? $"{box.Lines[0]} {box.Repeats}" : box.Lines[i];
        if (box.Shape.Length > 0)
            yield return box.Shape;
        if (box.Parameters > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{box.Parameters:N0} weights");
    }
}
