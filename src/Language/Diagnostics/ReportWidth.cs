namespace Dsl.Language.Diagnostics;

/// <summary>How wide a report is laid out: as the window is, but no wider than lines are easily read.</summary>
/// <param name="window">The columns of the window that shows it; null where none is known.</param>
/// <param name="gutter">The columns before the lines of the script.</param>
internal readonly struct ReportWidth(int? window, int gutter)
{
    private const int Usual = 100;
    private const int Least = 30;
    private const int Most = 120;
    private const int LongestCode = 100;
    private const int Ellipses = 6;

    /// <summary>The columns for sentences that begin at the left.</summary>
    public int Page => Math.Clamp(window ?? Usual, Least, Most);

    /// <summary>The columns behind the gutter.</summary>
    public int BehindGutter => Math.Max(Page - gutter, Least);

    /// <summary>The columns of a script's line that are shown. Where no window is known, lines of the usual length stay whole.</summary>
    public int Code => window is null ? LongestCode : Math.Min(BehindGutter - Ellipses, LongestCode);

    /// <summary>The columns for what stands beside the script from a column on; null where it is better said below.</summary>
    public int? From(int column) => BehindGutter - column is >= Least and var left ? left : null;
}
