namespace Dsl.Runtime.Execution;

/// <summary>What can be shown where values are drawn: a terminal, a file, a test.</summary>
/// <param name="Width">Columns; no line drawn is wider.</param>
/// <param name="Height">The most lines that a picture takes.</param>
/// <param name="HasUnicode">Whether characters beyond ASCII are shown.</param>
/// <param name="Colors">Which colours are shown.</param>
public sealed record DisplayCapabilities(int Width, int Height, bool HasUnicode, ColorDepth Colors)
{
    /// <summary>The most lines of a picture where there is no window.</summary>
    public const int UsualHeight = 60;

    /// <summary>A place that shows ASCII without colours, such as a file.</summary>
    public static DisplayCapabilities Plain(int width) => new(width, UsualHeight, HasUnicode: false, ColorDepth.None);
}
