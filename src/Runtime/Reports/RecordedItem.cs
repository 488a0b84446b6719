using System.Collections.Immutable;

namespace Dsl.Runtime.Reports;

/// <summary>One thing that a run showed, in the order of the run.</summary>
public abstract record RecordedItem;

/// <summary>Printed lines.</summary>
public sealed record RecordedText(string Text) : RecordedItem;

/// <summary>Curves: each value stands at its position, from 0.</summary>
public sealed record RecordedCurves(ImmutableArray<RecordedCurve> Curves, ChartOptions Options) : RecordedItem;

/// <summary>A histogram: how many values lie in each of some ranges of equal width.</summary>
public sealed record RecordedHistogram(string Label, double Low, double High, ImmutableArray<long> Counts, long LeftOut, ChartOptions Options) : RecordedItem;

/// <summary>Pictures.</summary>
/// <param name="Description">What they show: type, shape, range.</param>
/// <param name="Pictures">The pictures that are kept.</param>
/// <param name="LeftOut">How many more there were.</param>
public sealed record RecordedPictures(string Description, ImmutableArray<RecordedPicture> Pictures, long LeftOut) : RecordedItem;

/// <summary>A curve with its name.</summary>
public sealed record RecordedCurve(string Label, ImmutableArray<double> Values);

/// <summary>A picture as a PNG file, and its size in the elements of what it shows.</summary>
public sealed record RecordedPicture(ImmutableArray<byte> File, int Rows, int Columns);

/// <summary>A training: what was recorded in it, with a value for each record.</summary>
/// <param name="Line">The line of the script.</param>
/// <param name="Statement">The text there.</param>
/// <param name="Curves">Loss, metrics, and those of the validation.</param>
/// <param name="Steps">How many steps it took.</param>
/// <param name="Duration">How long it took.</param>
public sealed record RecordedTraining(int Line, string Statement, ImmutableArray<RecordedCurve> Curves, long Steps, TimeSpan Duration);

/// <summary>A measured number.</summary>
public sealed record RecordedMeasure(int Line, string Statement, string Name, double Value);

/// <summary>How often rows of each class (down) were taken for each class (across).</summary>
public sealed record RecordedConfusion(int Line, string Statement, ImmutableArray<string> Classes, ImmutableArray<ImmutableArray<long>> Counts)
{
    /// <summary>Whether the script asked for it; else it comes along with an accuracy.</summary>
    public bool IsAsked { get; init; } = true;

    /// <summary>Whether the numbers are the same.</summary>
    public bool HasCountsOf(RecordedConfusion other) => Counts.Length == other.Counts.Length && Counts.Zip(other.Counts).All(static rows => rows.First.AsSpan().SequenceEqual(rows.Second.AsSpan()));
}

/// <summary>A weight at the end of the run.</summary>
/// <param name="Path">Its path in its network.</param>
/// <param name="Type">Element type and shape.</param>
/// <param name="Elements">How many numbers.</param>
/// <param name="Statistics">Their range and mean.</param>
/// <param name="Counts">How many of them lie in each of some ranges of equal width.</param>
/// <param name="Pictures">The weight as pictures, where it has a form to see.</param>
public sealed record RecordedWeight(
    string Path, string Type, long Elements, TensorStatistics Statistics, ImmutableArray<long> Counts, RecordedPictures? Pictures);
