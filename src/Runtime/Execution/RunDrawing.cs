using System.Collections.Immutable;

namespace Dsl.Runtime.Execution;

/// <summary>What a script draws, for an output that can show more than lines of text.</summary>
/// <param name="Title">What it is.</param>
public abstract record RunDrawing(string Title);

/// <summary>Curves that a script plots, value after value.</summary>
/// <param name="Title">What the script calls it; empty when it does not say.</param>
/// <param name="XLabel">What stands below.</param>
/// <param name="YLabel">What stands beside.</param>
/// <param name="IsLogarithmic">Whether equal distances upwards are equal factors.</param>
/// <param name="Series">The curves with their names.</param>
public sealed record ChartDrawing(string Title, string XLabel, string YLabel, bool IsLogarithmic, ImmutableArray<(string Label, double[] Values)> Series) : RunDrawing(Title);

/// <summary>Matrices that a script shows as pictures.</summary>
/// <param name="Title">The script's own words for them.</param>
/// <param name="Values">The matrices; to be read before the drawing call returns.</param>
/// <param name="Size">Rows and columns of each where the script says so.</param>
public sealed record PictureDrawing(string Title, Tensor Values, (int Rows, int Columns)? Size) : RunDrawing(Title);
