using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>The means since the last record, and what was recorded so far.</summary>
internal sealed class TrainingCurves(int metrics, int validationOutputs)
{
    private readonly List<double> loss = [];
    private readonly List<double>[] metricCurves = Lists(metrics);
    private readonly List<double>[] validationCurves = Lists(validationOutputs);
    private readonly double[] metricSums = new double[metrics];
    private double lossSum;
    private long rows;

    public double FirstLoss { get; private set; } = double.NaN;

    public int Count => loss.Count;

    /// <summary>Whether steps were done since the last record.</summary>
    public bool HasUnrecorded => rows > 0;

    /// <summary>The mean loss since the last record, weighted by the batches' rows.</summary>
    public double MeanLoss => rows == 0 ? double.NaN : lossSum / rows;

    public double LastLoss => loss[^1];

    /// <summary>The training losses recorded so far.</summary>
    public IReadOnlyList<double> Losses => loss;

    /// <summary>The losses recorded so far by which a training is judged: those of the validation where there is one.</summary>
    public IReadOnlyList<double> JudgedLosses => validationCurves.Length > 0 ? validationCurves[0] : loss;

    public double LastMetric(int index) => metricCurves[index][^1];

    public double LastValidation(int index) => validationCurves[index][^1];

    /// <summary>Takes a step's loss and metrics into the means.</summary>
    public void Add(StepComputations step, int stepRows)
    {
        if (double.IsNaN(FirstLoss))
            FirstLoss = step.Loss;
        lossSum += step.Loss * stepRows;
        for (var i = 0; i < metricSums.Length; i++)
            metricSums[i] += step.Metric(i) * stepRows;
        rows += stepRows;
    }

    /// <summary>Everything, to be stored.</summary>
    public CurveState ToState() =>
        new(FirstLoss, rows, [lossSum, .. metricSums], [.. metricCurves.Prepend(loss).Concat(validationCurves).Select(static c => c.ToImmutableArray())]);

    /// <summary>Whether what was stored belongs to these metrics, and to a validation where there is one.</summary>
    public bool Fits(CurveState state) =>
        state.Sums.Length == metricSums.Length + 1 && state.Recorded.Length == metricCurves.Length + validationCurves.Length + 1;

    /// <summary>Goes on from what was stored, which must fit.</summary>
    public void Restore(CurveState state)
    {
        (FirstLoss, rows, lossSum) = (state.FirstLoss, state.Rows, state.Sums[0]);
        state.Sums.AsSpan()[1..].CopyTo(metricSums);
        var next = 0;
        foreach (var curve in metricCurves.Prepend(loss).Concat(validationCurves))
        {
            curve.Clear();
            curve.AddRange(state.Recorded[next++]);
        }
    }

    /// <summary>Records the means and the validation's results, and begins new means.</summary>
    public void Record(Evaluation? validation)
    {
        loss.Add(MeanLoss);
        for (var i = 0; i < metricSums.Length; i++)
        {
            metricCurves[i].Add(metricSums[i] / rows);
            metricSums[i] = 0;
        }

        for (var i = 0; i < validationCurves.Length; i++)
            validationCurves[i].Add(validation!.Scalar(i));
        lossSum = 0;
        rows = 0;
    }

    /// <summary>Supplies the curves to the inputs that later actions read.</summary>
    public void Supply(ExecutionEnvironment environment, TrainingResults results, long steps, long bestStep)
    {
        environment.SetSize(results.Length, Count);
        Write(results.Loss, loss);
        environment.SetScalar(results.FirstLoss, FirstLoss);
        environment.SetScalar(results.Steps, steps);
        if (results.BestStep is { } best)
            environment.SetScalar(best, bestStep);
        for (var i = 0; i < results.Metrics.Length; i++)
            Write(results.Metrics[i], metricCurves[i]);
        if (results.ValidationLoss is { } validationLoss)
            Write(validationLoss, validationCurves[0]);
        for (var i = 0; i < results.ValidationMetrics.Length; i++)
            Write(results.ValidationMetrics[i], validationCurves[i + 1]);

        void Write(GraphInput input, List<double> values)
        {
            var tensor = environment.InputStorage(input, [values.Count]);
            for (var i = 0; i < values.Count; i++)
                tensor.SetDouble(i, values[i]);
        }
    }

    private static List<double>[] Lists(int count) => [.. Enumerable.Range(0, count).Select(static _ => new List<double>())];
}
