using System.Collections.Immutable;

namespace Dsl.Runtime.Training;

/// <summary>The curves of a training as they are stored.</summary>
/// <param name="FirstLoss">The loss of the first step.</param>
/// <param name="Rows">The rows seen since the last record.</param>
/// <param name="Sums">The sums since the last record, weighted by rows: of the loss, then of the metrics.</param>
/// <param name="Recorded">What was recorded: the loss, the metrics, the validation's outputs.</param>
internal sealed record CurveState(double FirstLoss, long Rows, ImmutableArray<double> Sums, ImmutableArray<ImmutableArray<double>> Recorded);
