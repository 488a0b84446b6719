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
        steps.Use(plan.Batch);
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
        if (steps.Compile(rows, out var deferred) is { } refusal)
            return refusal;
        isDeferred = deferred is not null;
        if (!isDeferred)
        {
            count = 1;
            return steps.Run(FeedOfHost(), StartOf(step), rows, step, cancellation);
        }

        feed ??= MakeFeed(step, deferred);
        window.Begin();
        steps.Begin();
        var most = Math.Min(limit - step, window.Steps);
        for (; count < most && (count == 0 || (!cancellation.IsCancellationRequested && steps.HasRoom(RowsOf(step + count)))); count++)
        {
            // What gathers small batches does not know which is the first of a step.
            if (feed is HostFeed || steps.Accumulates)
                steps.SetNumber(step + count);
            if (steps.Start(feed, StartOf(step + count), RowsOf(step + count), step + count) is { } fault)
                return fault;
        }

        var missing = steps.Collect();
        window.End(count);
        return missing;
    }

    /// <summary>Makes the figures those of one of the steps that were done.</summary>
    /// <param name="step">The number of the step.</param>
    /// <param name="index">Its place among those done last, from 0.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    public Diagnostic? Look(long step, int index)
    {
        if (!isDeferred || steps.Look(index, out var batch) is null)
            return null;

        // Where the fault lies in the data is told from the inputs that the step had.
        var (rows, loader) = Return(step);
        using (loader)
        {
            loader.Load(rows.AsSpan(batch.First, batch.Rows));
            return steps.Look(index, out _);
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

    // A feed that counts steps on a device is no feed for steps that are done one by one.
    private IBatchFeed FeedOfHost()
    {
        if (feed is not HostFeed)
        {
            feed?.Dispose();
            feed = MakeFeed(0, null);
        }

        return feed;
    }

    private IBatchFeed MakeFeed(long step, IDeferredProgram? deferred)
    {
        if (deferred is { Holder: var holder } && HeldData.TryMake(holder, data, action.Fields, (plan.TotalSteps - step) * (double)plan.StepRows) is { } made)
        {
            held = made;
            steps.SetNumber(step - 1);
            var end = StartOf(plan.TotalSteps - 1) + plan.StepRows;
            if (HeldFeed.TryMake(context.Environment, action.Location, made, steps.Gathering, Fill, end, plan.Batch, steps.Accumulates ? [] : steps.Numbered) is { } onDevice)
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
