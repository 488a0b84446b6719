using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>
/// Does steps of training. A step is one computation over its batch; or, where several small batches make a step, one for each of them and one that updates the weights.
/// </summary>
internal sealed class StepComputations : IDisposable
{
    private readonly TrainingContext context;
    private readonly TrainAction action;
    private readonly BatchComputations batches;
    private readonly Computation? update;
    private readonly double[] metrics;
    private readonly DeferredRuns runs = new();
    private readonly List<(int FirstRun, int Rows)> begun = [];
    private int rowsOfBatch = int.MaxValue;
    private bool areSumsClear;

    /// <param name="context">The run.</param>
    /// <param name="action">The training.</param>
    public StepComputations(TrainingContext context, TrainAction action)
    {
        this.context = context;
        this.action = action;
        var step = action.Step;
        Numbered = [step.StepIndex, context.Counter];
        metrics = new double[step.Metrics.Length];
        var measures = step.Metrics.Select(static m => m.Value).Prepend(step.Loss);
        Node[] factor = [.. new[] { step.LearningRateFactor, step.IsSound, step.LossScale }.OfType<Node>()];
        if (step.Accumulation is { } accumulation)
        {
            // A loss that is not finite ends the training whatever the other small batches give.
            batches = new BatchComputations(
                context, action.Location, action.Batch, [.. measures, HaltConditions.IsFinite(step.Loss)], [.. accumulation.Sums, .. accumulation.StateWrites], metrics.Length + 1);
            var (figures, guard) = With(factor, HaltConditions.IsTaken(step));
            update = new Computation(context.Backend, context.Environment, action.Location, figures, [.. step.Updates, .. accumulation.Sums.Select(static sum => Zeros(sum.Variable))]) { GuardOutput = guard };
        }
        else
        {
            // Without a factor of the loss that is whether the step was taken, which is an output already.
            var (figures, guard) = With(factor, HaltConditions.GoesOn(step));
            batches = new BatchComputations(context, action.Location, action.Batch, [.. measures, .. figures], step.Updates, metrics.Length + 1 + guard);
        }
    }

    /// <summary>The inputs that have the number of a step.</summary>
    public ImmutableArray<GraphInput> Numbered { get; }

    /// <summary>Whether several small batches make a step.</summary>
    public bool Accumulates => update is not null;

    /// <summary>Gathers batches where a device holds the data.</summary>
    public GatherPrograms Gathering { get; } = new();

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

    /// <summary>Whether the training ends with the last step. With loss scaling a step whose gradients overflow is left out, until the scale has become too small for that to be the cause.</summary>
    public bool IsFailure => !double.IsFinite(Loss) || (!IsSound && LossScale is null or < 1);

    /// <summary>A metric of the last step.</summary>
    public double Metric(int index) => metrics[index];

    /// <summary>Begins a training.</summary>
    /// <param name="batch">Rows of a (small) batch.</param>
    public void Use(int batch)
    {
        rowsOfBatch = batch;
        areSumsClear = false;
    }

    /// <summary>Compiles what a step of so many rows needs, where it is not compiled yet.</summary>
    /// <param name="rows">Rows of the step.</param>
    /// <param name="deferred">What computes its batches, where figures need not be waited for; null elsewhere.</param>
    /// <returns>Null, or why it cannot be computed.</returns>
    public Diagnostic? Compile(int rows, out IDeferredProgram? deferred)
    {
        deferred = null;
        var last = LastOf(rows);
        var fault = (rows == last ? null : batches.For(rowsOfBatch).Compile()) ?? batches.For(last).Compile() ?? update?.Compile();
        if (fault is null && HasRoom(rows))
            deferred = batches.For(Math.Min(rows, rowsOfBatch)).Deferred;
        return fault;
    }

    /// <summary>Whether a step of so many rows can begin now without being waited for: all that it needs is compiled and has room for its figures.</summary>
    /// <param name="rows">Rows of the step.</param>
    public bool HasRoom(int rows)
    {
        var (whole, last) = ((rows - 1) / rowsOfBatch, LastOf(rows));
        return batches.Find(last) is { } ending && DeferredRuns.HasRoom(ending, last == rowsOfBatch ? whole + 1 : 1)
            && (whole == 0 || (batches.Find(rowsOfBatch) is { } other && DeferredRuns.HasRoom(other, last == rowsOfBatch ? whole + 1 : whole)))
            && (update is null || DeferredRuns.HasRoom(update, 1));
    }

    /// <summary>Does a step and waits for it.</summary>
    /// <param name="feed">Brings rows to the inputs.</param>
    /// <param name="start">The place of the step's first row in the order.</param>
    /// <param name="rows">How many rows the step has.</param>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="cancellation">Heeded before anything is changed.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Diagnostic? Run(IBatchFeed feed, long start, int rows, long step, CancellationToken cancellation)
    {
        SetNumber(step);
        ClearFigures();
        for (var first = 0; first < rows; first += rowsOfBatch)
        {
            var count = Math.Min(rowsOfBatch, rows - first);
            if (Bring(feed, start, first, (count, rows), step) is { } problem)
                return problem;

            // Once one small batch has changed a state of the network, the step is done to its end.
            var computation = batches.For(count);
            if (computation.Run(first == 0 ? cancellation : CancellationToken.None) is { } fault)
                return fault;
            Add(computation, (double)count / rows);
            if (update is null)
                ReadFigures(computation, metrics.Length + 1);
        }

        if (update is null)
            return null;
        if (update.Run(CancellationToken.None) is { } updateFault)
            return updateFault;
        ReadFigures(update, 0);
        return null;
    }

    /// <summary>Forgets the steps that were begun before.</summary>
    public void Begin()
    {
        runs.Clear();
        begun.Clear();
    }

    /// <summary>Begins a step that need not be waited for; there must be room.</summary>
    /// <param name="feed">Brings rows to the inputs.</param>
    /// <param name="start">The place of the step's first row in the order.</param>
    /// <param name="rows">How many rows the step has.</param>
    /// <param name="step">The number of the step, from 0.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    public Diagnostic? Start(IBatchFeed feed, long start, int rows, long step)
    {
        begun.Add((runs.Count, rows));
        for (var first = 0; first < rows; first += rowsOfBatch)
        {
            var count = Math.Min(rowsOfBatch, rows - first);
            if ((Bring(feed, start, first, (count, rows), step) ?? runs.Start(batches.For(count))) is { } problem)
                return problem;
        }

        return update is null ? null : runs.Start(update);
    }

    /// <summary>Brings the figures of all steps that were begun.</summary>
    /// <returns>Null, or why they cannot be had.</returns>
    public Diagnostic? Collect() => runs.Collect();

    /// <summary>Makes the figures those of one of the steps that were collected, from 0.</summary>
    /// <param name="index">Which.</param>
    /// <param name="batch">Where the (small) batch that met a fault begins among the rows of the step, and how many rows it has.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    public Diagnostic? Look(int index, out (int First, int Rows) batch)
    {
        var (run, rows) = begun[index];
        ClearFigures();
        batch = default;
        for (var first = 0; first < rows; first += rowsOfBatch, run++)
        {
            batch = (first, Math.Min(rowsOfBatch, rows - first));
            if (runs.Look(run, out var computation) is { } fault)
                return fault;
            Add(computation, (double)batch.Rows / rows);
            if (update is null)
                ReadFigures(computation, metrics.Length + 1);
        }

        if (update is null)
            return null;
        if (runs.Look(run, out _) is { } updateFault)
            return updateFault;
        ReadFigures(update, 0);
        return null;
    }

    /// <summary>Gives the number of a step to the inputs that ask for it.</summary>
    /// <param name="step">The number, from 0.</param>
    public void SetNumber(long step)
    {
        foreach (var input in Numbered)
            context.Environment.SetScalar(input, step);
    }

    /// <summary>Gives the inputs once more what they were in each batch of a step, and the number of its rows each time.</summary>
    /// <param name="loader">Brings rows to the inputs.</param>
    /// <param name="rows">The rows of the step.</param>
    /// <param name="step">The number of the step, from 0.</param>
    public IEnumerable<int> Again(BatchLoader loader, int[] rows, long step)
    {
        for (var first = 0; first < rows.Length; first += rowsOfBatch)
        {
            var count = Math.Min(rowsOfBatch, rows.Length - first);
            loader.Load(rows.AsSpan(first, count));
            SetBatch(first, (count, rows.Length), step);
            yield return count;
        }
    }

    /// <summary>What a step would take for batches of that many rows; null where that is not known.</summary>
    public MemoryNeed? Measure(int rows) => batches.Measure(rows);

    public void Dispose()
    {
        Gathering.Dispose();
        batches.Dispose();
        update?.Dispose();
    }

    private static (ImmutableArray<Node> Figures, int Guard) With(Node[] figures, Node guard) =>
        Array.IndexOf(figures, guard) is >= 0 and var known ? ([.. figures], known) : ([.. figures, guard], figures.Length);

    private static VariableAssignment Zeros(Variable sum)
    {
        var builder = new GraphBuilder();
        return new VariableAssignment(sum, builder.Broadcast(builder.CreateConstant(0, sum.Type.Element), sum.Type.Shape));
    }

    // Rows of the last (small) batch of a step.
    private int LastOf(int rows) => rows - ((rows - 1) / rowsOfBatch * rowsOfBatch);

    private Diagnostic? Bring(IBatchFeed feed, long start, int first, (int Batch, int Step) rows, long step)
    {
        // The update leaves them so for the next step.
        if (!areSumsClear && action.Step.Accumulation is { } accumulation)
        {
            foreach (var sum in accumulation.Sums)
                context.Environment.Variable(sum.Variable).Clear();
        }

        areSumsClear = true;
        if (feed.Load(start + first, rows.Batch) is { } problem)
            return problem;
        SetBatch(first, rows, step);
        return null;
    }

    private void SetBatch(int first, (int Batch, int Step) rows, long step)
    {
        if (action.Step.Accumulation is not { } accumulation)
            return;
        context.Environment.SetScalar(accumulation.Share, (double)rows.Batch / rows.Step);
        context.Environment.SetScalar(accumulation.DrawIndex, (step * action.Settings.Accumulate) + (first / rowsOfBatch));
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

    private void ClearFigures()
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
