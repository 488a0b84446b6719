using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
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
        Numbered = [step.StepIndex, context.Counter];
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
            // Without a factor of the loss that is whether the step was taken, which is an output already.
            var goesOn = step is { IsSound: { } isSound, LossScale: null } ? isSound : GoesOn(step);
            var known = Array.IndexOf(factor, goesOn);
            var (place, guard) = known < 0 ? (factor.Length, new[] { goesOn }) : (known, []);
            batches = new BatchComputations(context, action.Location, action.Batch, [.. measures, .. factor, .. guard], step.Updates, metrics.Length + 1 + place);
        }
    }

    /// <summary>The inputs that have the number of a step.</summary>
    public ImmutableArray<GraphInput> Numbered { get; }

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

    /// <summary>Compiles a step for batches of so many rows, where it is not compiled yet.</summary>
    /// <param name="rows">Rows of a (small) batch.</param>
    /// <param name="deferred">What computes it, where its figures need not be waited for; null elsewhere.</param>
    /// <returns>Null, or why it cannot be computed.</returns>
    public Diagnostic? Compile(int rows, out IDeferredProgram? deferred)
    {
        var computation = batches.For(rows);
        var fault = computation.Compile();
        deferred = computation.Deferred;
        return fault;
    }

    /// <summary>Does a step.</summary>
    /// <param name="feed">Brings rows to the inputs.</param>
    /// <param name="start">The place of the step's first row in the order.</param>
    /// <param name="rows">How many rows the step has.</param>
    /// <param name="batch">Rows of a (small) batch.</param>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="cancellation">Heeded before anything is changed.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Diagnostic? Run(IBatchFeed feed, long start, int rows, int batch, long step, CancellationToken cancellation)
    {
        SetNumber(step);
        if (update is not null)
            return RunAccumulated(feed, start, rows, batch, step, cancellation);
        if (feed.Load(start, rows) is { } problem)
            return problem;
        var computation = batches.For(rows);
        return computation.Run(cancellation) ?? Read(computation);
    }

    /// <summary>Begins a step that need not be waited for; what it reads must have been brought.</summary>
    /// <param name="rows">How many rows the step has.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    public Diagnostic? Start(int rows) => batches.For(rows).Start();

    /// <summary>Brings the figures of all steps that were begun.</summary>
    /// <param name="rows">How many rows each has.</param>
    /// <returns>Null, or why they cannot be had.</returns>
    public Diagnostic? Collect(int rows) => batches.For(rows).Collect();

    /// <summary>Makes the figures those of one of the steps that were collected, from 0.</summary>
    /// <param name="rows">How many rows each has.</param>
    /// <param name="run">Which.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    public Diagnostic? Look(int rows, int run)
    {
        var computation = batches.For(rows);
        return computation.Look(run) ?? Read(computation);
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
        Gathering.Dispose();
        batches.Dispose();
        update?.Dispose();
    }

    // The opposite of IsFailure, for steps that begin before anybody has looked at this one.
    private static Node GoesOn(TrainingStep step)
    {
        var builder = new GraphBuilder();
        var largest = builder.ConstantLike(step.Loss, step.Loss.Element == ElementType.Float64 ? double.MaxValue : float.MaxValue);
        var isFinite = builder.Create(ComparisonOperators.LessEqual, builder.Create(FunctionOperators.Abs, step.Loss), largest);
        if (step.IsSound is not { } isSound)
            return isFinite;
        return builder.Create(ComparisonOperators.LogicalAnd, isFinite, step.LossScale is { } scale
            ? builder.Create(ComparisonOperators.LogicalOr, isSound, builder.Create(ComparisonOperators.GreaterEqual, scale, builder.ConstantLike(scale, 1)))
            : isSound);
    }

    private Diagnostic? RunAccumulated(IBatchFeed feed, long place, int rows, int batch, long step, CancellationToken cancellation)
    {
        var accumulation = action.Step.Accumulation!;
        var environment = context.Environment;
        foreach (var sum in accumulation.Sums)
            environment.Variable(sum.Variable).Clear();
        Clear();
        var number = step * action.Settings.Accumulate;
        for (var start = 0; start < rows; start += batch, number++)
        {
            var count = Math.Min(batch, rows - start);
            var share = (double)count / rows;
            if (feed.Load(place + start, count) is { } problem)
                return problem;
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

    private Diagnostic? Read(Computation computation)
    {
        Clear();
        Add(computation, 1);
        ReadFigures(computation, metrics.Length + 1);
        return null;
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
