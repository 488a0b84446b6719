using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>
/// Does one step of training: one computation; or, where several small batches make a step, one for each of them and one that updates the weights.
/// </summary>
internal sealed class StepComputations : IDisposable
{
    private readonly TrainingContext context;
    private readonly TrainAction action;
    private readonly BatchComputations batches;
    private readonly Computation? update;
    private readonly double[] metrics;

    public StepComputations(TrainingContext context, TrainAction action)
    {
        this.context = context;
        this.action = action;
        var step = action.Step;
        metrics = new double[step.Metrics.Length];
        var measures = step.Metrics.Select(static m => m.Value).Prepend(step.Loss);
        Node[] factor = [.. new[] { step.LearningRateFactor, step.IsSound, step.LossScale }.OfType<Node>()];
        if (step.Accumulation is { } accumulation)
        {
            batches = new BatchComputations(context, action.Location, action.Batch, [.. measures], [.. accumulation.Sums, .. accumulation.StateWrites]);
            update = new Computation(context.Backend, context.Environment, action.Location, [.. factor], step.Updates);
        }
        else
        {
            batches = new BatchComputations(context, action.Location, action.Batch, [.. measures, .. factor], step.Updates);
        }
    }

    /// <summary>How often a computation over a batch was compiled: once, and once more for a smaller last one.</summary>
    public int Compilations => batches.Compilations;

    /// <summary>The loss of the last step.</summary>
    public double Loss { get; private set; }

    /// <summary>The schedule's factor in the last step; null without a schedule.</summary>
    public double? LearningRateFactor { get; private set; }

    /// <summary>Whether the last step was taken; else its loss or gradients were not finite and it changed nothing.</summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>The factor of the loss in the next step; null where there is none.</summary>
    public double? LossScale { get; private set; }

    /// <summary>A metric of the last step.</summary>
    public double Metric(int index) => metrics[index];

    /// <summary>Does a step.</summary>
    /// <param name="loader">Brings rows to the inputs.</param>
    /// <param name="rows">The rows of the step.</param>
    /// <param name="batch">Rows of a (small) batch.</param>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="cancellation">Heeded before anything is changed.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Diagnostic? Run(BatchLoader loader, ReadOnlySpan<int> rows, int batch, long step, CancellationToken cancellation)
    {
        context.Environment.SetScalar(action.Step.StepIndex, step);
        context.Environment.SetScalar(context.Counter, step);
        if (update is not null)
            return RunAccumulated(loader, rows, batch, step, cancellation);
        loader.Load(rows);
        var computation = batches.For(rows.Length);
        if (computation.Run(cancellation) is { } fault)
            return fault;
        Clear();
        Add(computation, 1);
        ReadFigures(computation, metrics.Length + 1);
        return null;
    }

    /// <summary>Gives the inputs once more what they were in each batch of a step, and the number of its rows each time.</summary>
    /// <param name="loader">Brings rows to the inputs.</param>
    /// <param name="rows">The rows of the step.</param>
    /// <param name="batch">Rows of a (small) batch.</param>
    /// <param name="step">The number of the step, from 0.</param>
    public IEnumerable<int> Again(BatchLoader loader, int[] rows, int batch, long step)
    {
        if (action.Step.Accumulation is not { } accumulation)
        {
            loader.Load(rows);
            yield return rows.Length;
            yield break;
        }

        var number = step * action.Settings.Accumulate;
        for (var start = 0; start < rows.Length; start += batch, number++)
        {
            var count = Math.Min(batch, rows.Length - start);
            loader.Load(rows.AsSpan(start, count));
            context.Environment.SetScalar(accumulation.DrawIndex, number);
            yield return count;
        }
    }

    /// <summary>What a step would take for batches of that many rows; null where that is not known.</summary>
    public MemoryNeed? Measure(int rows) => batches.Measure(rows);

    public void Dispose()
    {
        batches.Dispose();
        update?.Dispose();
    }

    private Diagnostic? RunAccumulated(BatchLoader loader, ReadOnlySpan<int> rows, int batch, long step, CancellationToken cancellation)
    {
        var accumulation = action.Step.Accumulation!;
        var environment = context.Environment;
        foreach (var sum in accumulation.Sums)
            environment.Variable(sum.Variable).Clear();
        Clear();
        var number = step * action.Settings.Accumulate;
        for (var start = 0; start < rows.Length; start += batch, number++)
        {
            var count = Math.Min(batch, rows.Length - start);
            var share = (double)count / rows.Length;
            loader.Load(rows.Slice(start, count));
            environment.SetScalar(accumulation.Share, share);
            environment.SetScalar(accumulation.DrawIndex, number);
            var computation = batches.For(count);
            // Once one small batch has changed a state of the network, the step is done to its end.
            if (computation.Run(start == 0 ? cancellation : CancellationToken.None) is { } fault)
                return fault;
            Add(computation, share);
        }

        if (update!.Run(CancellationToken.None) is { } updateFault)
            return updateFault;
        ReadFigures(update, 0);
        return null;
    }

    // The figures that are there follow one another: the schedule's factor, whether the step was taken, the next factor of the loss.
    private void ReadFigures(Computation computation, int output)
    {
        if (action.Step.LearningRateFactor is not null)
            LearningRateFactor = computation.Output(output++).GetDouble(0);
        IsSound = action.Step.IsSound is null ? double.IsFinite(Loss) : computation.Output(output++).GetDouble(0) != 0;
        if (action.Step.LossScale is not null)
            LossScale = computation.Output(output).GetDouble(0);
    }

    private void Clear()
    {
        Loss = 0;
        Array.Clear(metrics);
    }

    private void Add(Computation computation, double share)
    {
        Loss += computation.Output(0).GetDouble(0) * share;
        for (var i = 0; i < metrics.Length; i++)
            metrics[i] += computation.Output(i + 1).GetDouble(0) * share;
    }
}
