namespace Dsl.Runtime.Reports;

/// <summary>What a chart says beside its data.</summary>
/// <param name="Title">A line above it.</param>
/// <param name="XLabel">What stands along the horizontal axis.</param>
/// <param name="YLabel">What stands along the vertical axis.</param>
/// <param name="IsLogarithmic">Whether equal distances on the vertical axis are equal factors.</param>
public sealed record ChartOptions(string? Title = null, string? XLabel = null, string? YLabel = null, bool IsLogarithmic = false);
