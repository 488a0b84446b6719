using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>
/// Does the steps of a training in order. On a device several begin before the figures of the first are asked for, and where it has room for the data, batches are gathered there.
/// </summary>
internal sealed class StepSequence : IDisposable
{
    private readonly TrainingContext context;
    private readonly TrainAction action;
    private readonly TrainingPlan plan;
    private readonly StepComputations steps;
    private readonly DataSet data;
    private readonly EpochOrder order;
    private readonly StepWindow window = new();
    private readonly long seed;
    private long? begunEpoch;
    private HeldData? held;
    private IBatchFeed? feed;
    private bool isDeferred;

    /// <param name="context">The run.</param>
    /// <param name="action">The training.</param>
    /// <param name="plan">Its steps.</param>
    /// <param name="steps">Computes them.</param>
    /// <param name="data">What it learns from.</param>
    /// <param name="seed">From which the order of rows is drawn.</param>
    public StepSequence(TrainingContext context, TrainAction action, TrainingPlan plan, StepComputations steps, DataSet data, long seed)
    {
        this.context = context;
        this.action = action;
        this.plan = plan;
        this.steps = steps;
        this.data = data;
        this.seed = seed;
        order = new EpochOrder(plan.Rows, action.Settings.Shuffle);
    }

    /// <summary>Does steps, at least one; then their figures are to be asked for.</summary>
    /// <param name="step">The number of the first, from 0.</param>
    /// <param name="limit">The number of steps after which something else is due.</param>
    /// <param name="count">How many were done.</param>
    /// <param name="cancellation">Heeded before anything is changed.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Diagnostic? Run(long step, long limit, out int count, CancellationToken cancellation)
    {
        count = 0;
        cancellation.ThrowIfCancellationRequested();
        var rows = RowsOf(step);
        IDeferredProgram? deferred = null;
        if (action.Step.Accumulation is null && steps.Compile(rows, out deferred) is { } refusal)
            return refusal;
        feed ??= MakeFeed(step, deferred);
        isDeferred = deferred is { Room: > 0 };
        if (!isDeferred)
        {
            count = 1;
            return steps.Run(feed, StartOf(step), rows, plan.Batch, step, cancellation);
        }

        window.Begin();
        var most = Math.Min(limit - step, Math.Min(window.Steps, deferred!.Room));
        for (; count < most && RowsOf(step + count) == rows && (count == 0 || !cancellation.IsCancellationRequested); count++)
        {
            if (feed is HostFeed)
                steps.SetNumber(step + count);
            if (feed.Load(StartOf(step + count), rows) is { } problem)
                return problem;
            if (steps.Start(rows) is { } fault)
                return fault;
        }

        var missing = steps.Collect(rows);
        window.End(count);
        return missing;
    }

    /// <summary>Makes the figures those of one of the steps that were done.</summary>
    /// <param name="step">The number of the step.</param>
    /// <param name="index">Its place among those done last, from 0.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    public Diagnostic? Look(long step, int index)
    {
        if (!isDeferred || steps.Look(RowsOf(step), index) is null)
            return null;

        // Where the fault lies in the data is told from the inputs that the step had.
        var (rows, loader) = Return(step);
        using (loader)
        {
            loader.Load(rows);
            return steps.Look(rows.Length, index);
        }
    }

    /// <summary>The rows of a step: the last of an epoch may have fewer.</summary>
    public int RowsOf(long step) => plan.RowsOf(step % plan.StepsPerEpoch);

    /// <summary>Says once more what a step was, for whoever looks for the cause of something; no further step is done then.</summary>
    /// <param name="step">The number of the step.</param>
    /// <returns>Its rows, and what brings rows to the inputs, to be disposed of by the caller.</returns>
    public (int[] Rows, BatchLoader Loader) Return(long step)
    {
        feed?.Dispose();
        feed = null;
        steps.SetNumber(step);
        var rows = new int[RowsOf(step)];
        Fill(StartOf(step), rows);
        return (rows, new BatchLoader(context.Environment, data, action.Fields));
    }

    public void Dispose()
    {
        feed?.Dispose();
        held?.Dispose();
    }

    private IBatchFeed MakeFeed(long step, IDeferredProgram? deferred)
    {
        if (deferred is { Room: > 0, Holder: var holder } && HeldData.TryMake(holder, data, action.Fields, (plan.TotalSteps - step) * (double)plan.StepRows) is { } made)
        {
            held = made;
            steps.SetNumber(step - 1);
            var end = StartOf(plan.TotalSteps - 1) + plan.StepRows;
            if (HeldFeed.TryMake(context.Environment, action.Location, made, steps.Gathering, Fill, end, plan.Batch, steps.Numbered) is { } onDevice)
                return onDevice;
        }

        return new HostFeed(new BatchLoader(context.Environment, data, action.Fields), Fill, plan.Batch);
    }

    // Places count on from epoch to epoch.
    private long StartOf(long step) => (step / plan.StepsPerEpoch * plan.Rows) + (step % plan.StepsPerEpoch * plan.StepRows);

    private void Fill(long start, Span<int> rows)
    {
        while (rows.Length > 0)
        {
            var (epoch, place) = Math.DivRem(start, plan.Rows);
            if (begunEpoch != epoch)
                order.Begin(seed, epoch);
            begunEpoch = epoch;
            var count = (int)Math.Min(rows.Length, plan.Rows - place);
            order.Fill(place, rows[..count]);
            rows = rows[count..];
            start += count;
        }
    }
}
