using System.Diagnostics;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Storage;

namespace Dsl.Runtime.Training;

/// <summary>One training from its beginning, or from a checkpoint, to its end.</summary>
internal sealed class TrainingRun
{
    // Further than that no step is looked for after which something is due.
    private const long MostAhead = 1024;

    private readonly TrainingContext context;
    private readonly TrainAction action;
    private readonly TrainingPlan plan;
    private readonly StepComputations steps;
    private readonly Evaluation? validation;
    private readonly Func<double, int, string> numberText;
    private readonly TrainingCurves curves;
    private readonly ConvergenceWatch convergence;
    private int stepsLeftOut;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly long seed;
    private string fingerprint = string.Empty;
    private TrainingCheckpoints? checkpoints;

    public TrainingRun(
        TrainingContext context, TrainAction action, TrainingPlan plan, StepComputations steps, Evaluation? validation, Func<double, int, string> numberText)
    {
        this.context = context;
        this.action = action;
        this.plan = plan;
        this.steps = steps;
        this.validation = validation;
        this.numberText = numberText;
        curves = new TrainingCurves(action.Step.Metrics.Length, action.Validation?.Outputs.Length ?? 0);
        convergence = new ConvergenceWatch(action.Data.Type is Language.Data.DataSetType { Classes: { IsDefault: false } classes } ? classes.Length : 0, plan.Records);
        seed = (long)context.Environment.Input(context.Seed).GetDouble(0);
    }

    /// <summary>Trains.</summary>
    /// <param name="data">The training data.</param>
    /// <param name="checkpointFolder">The folder for checkpoints and what messages call it, where the script asks for them.</param>
    /// <param name="cancellation">Ends the training, which keeps its result.</param>
    /// <returns>Null, or the fault that ended it.</returns>
    public Diagnostic? Run(DataSet data, (string Path, string Name)? checkpointFolder, CancellationToken cancellation)
    {
        context.Output.BeginTraining();
        var settings = action.Settings;
        var putsBack = settings.KeepsBest || settings.StopAfter is not null;
        using var snapshot = new WeightSnapshot(context.Environment, [.. ChangedVariables().Where(static v => v.Kind != VariableKind.OptimizerState)]);
        var best = new BestRecord(settings.StopAfter, settings.MinimumDelta, putsBack || action.Checkpoints is not null ? snapshot : null);
        if (Begin(checkpointFolder, best, out var step, out var isFinished) is { } fault)
            return fault;

        // What would stand in the way is told before hours of training, not after the first of them.
        if (!isFinished && checkpoints?.TryToStore() is { } folderFault)
            return folderFault;
        if (SupplyPlan() is { } planFault)
            return planFault;
        if (!isFinished && Train(data, best, ref step, cancellation) is { } stepFault)
            return stepFault;
        if (curves.HasUnrecorded && validation is null)
            curves.Record(null);
        if (putsBack && snapshot.IsTaken && best.RecordsSince > 0)
            snapshot.PutBack();
        if (putsBack && !snapshot.IsTaken && curves.JudgedLosses.Count > 0)
            Say($"none of the {curves.JudgedLosses.Count} {(validation is null ? "" : "validation ")}losses recorded is a finite number, so there are no best weights to take; those of the last step stay");
        curves.Supply(context.Environment, action.Results, step, best.Step);
        return null;
    }

    private Diagnostic? Train(DataSet data, BestRecord best, ref long step, CancellationToken cancellation)
    {
        using var sequence = new StepSequence(context, action, plan, steps, data, seed);
        long examples = 0;
        try
        {
            // A training that was ended while it measured goes on with that.
            if (step > 0 && curves.HasUnrecorded && plan.RecordsAfter(step))
            {
                if (Settle(step, best, cancellation, out var stops) is { } settleFault)
                    return settleFault;
                if (stops)
                    return null;
            }

            while (step < plan.TotalSteps)
            {
                if (sequence.Run(step, NextDue(step), out var count, cancellation) is { } fault)
                    return fault.Descriptor == RuntimeErrors.OutOfMemory ? MemoryAdvice.Describe(fault, steps, plan) : fault;
                for (var i = 0; i < count; i++)
                {
                    if (sequence.Look(step, i) is { } stepFault)
                        return stepFault;
                    stepsLeftOut = steps.IsSound ? 0 : stepsLeftOut + 1;
                    if (steps.IsFailure)
                        return Explain(sequence, step, cancellation);
                    curves.Add(steps, sequence.RowsOf(step));
                    examples += sequence.RowsOf(step);
                    step++;
                    ShowProgress(step, examples);
                    if (Settle(step, best, cancellation, out var stops) is { } settleFault)
                        return settleFault;
                    if (stops)
                        return null;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C ends the training only; what was learned so far stays.
            if (checkpoints is not null && step > 0 && checkpoints.LastStored != step && Store(step, false, best) is { } storeFault)
                return storeFault;
            var stored = checkpoints?.LastStored is null ? string.Empty : $" and stored in '{checkpoints.LastFile}'; with resume: true the next run goes on from there";
            Say($"training was interrupted after {step} of {plan.TotalSteps} steps; its result so far is kept{stored}");
        }

        return null;
    }

    private Diagnostic Explain(StepSequence sequence, long step, CancellationToken cancellation)
    {
        RestoreLossScale();
        var (rows, loader) = sequence.Return(step);
        using (loader)
            return NonFiniteReport.Make(context, action, steps, loader, (rows, plan.Batch, step), When(step), stepsLeftOut, numberText, cancellation);
    }

    // The number of steps after which something needs the weights, or decides, or changes what steps read. Curves can be recorded afterwards.
    private long NextDue(long step)
    {
        var looksAtRecords = validation is not null || action.Settings.KeepsBest || action.Settings.StopAfter is not null || action.Step.RecordedLosses is not null;
        do
            step++;
        while (!(step == plan.TotalSteps || (looksAtRecords && plan.RecordsAfter(step)) || (checkpoints is not null && plan.StoresAfter(step, action.Checkpoints?.Every))) && step % MostAhead != 0);
        return step;
    }

    // What is due after a step: to record, to stop, to store.
    private Diagnostic? Settle(long step, BestRecord best, CancellationToken cancellation, out bool stops)
    {
        stops = false;
        if (plan.RecordsAfter(step))
        {
            if (Record(step, cancellation) is { } fault)
                return fault;
            SupplyRecords();
            stops = best.ShouldStop(curves.JudgedLosses[^1], step);
        }

        return stops || plan.StoresAfter(step, action.Checkpoints?.Every) ? Store(step, stops || step == plan.TotalSteps, best) : null;
    }

    // Where the training begins: at step 0, or where a checkpoint ends.
    private Diagnostic? Begin((string Path, string Name)? asked, BestRecord best, out long step, out bool isFinished)
    {
        (step, isFinished) = (0, false);
        if (action.Checkpoints is not { } wanted || asked is not var (path, folder))
            return null;
        if (folder.Length == 0)
            return new Diagnostic(StorageErrors.CannotAccess, action.Location, "'' is no name of a folder, which checkpoints need");
        if (!context.CheckpointFolders.Add(Path.GetFullPath(path)))
        {
            return new Diagnostic(
                TrainingErrors.FolderInUse, action.Location, $"the folder '{folder}' holds the checkpoints of another training of this run; each training needs a folder of its own");
        }

        fingerprint = TrainingFingerprint.Of(action, plan);
        checkpoints = new TrainingCheckpoints(context.Environment, action, wanted, path, folder);
        if (checkpoints.Open(out var newest) is { } listFault)
            return listFault;
        if (!wanted.Resumes)
        {
            if (newest is not null)
                Say($"'{folder}' holds checkpoints of an earlier training, which this one replaces; resume: true would go on from them");
            return null;
        }

        if (newest is null)
        {
            Say($"there is no checkpoint in '{folder}' yet; the training starts at its beginning");
            return null;
        }

        if (checkpoints.Resume(curves, best, out var state, out var passedOver) is { } fault)
            return fault;
        foreach (var problem in passedOver)
            Say($"{problem}; an earlier checkpoint takes its place");
        step = state!.Step;
        isFinished = state.IsFinished && (step >= plan.TotalSteps || state.Fingerprint == fingerprint);
        convergence.IsSaid = state.IsConvergenceSaid;
        Say(isFinished
            ? $"the training ended after {step} steps; its result is taken from '{checkpoints.LastFile}'"
            : $"the training goes on after step {step} of {plan.TotalSteps}, from '{checkpoints.LastFile}'");
        if (state.Fingerprint != fingerprint || state.Seed != seed)
            Say("the script, its settings or its seed have changed since that checkpoint, so the result may be another than that of one training from the beginning");
        return null;
    }

    private Diagnostic? Store(long step, bool isFinished, BestRecord best) => checkpoints?.Store(
        new TrainingState(step, isFinished, seed, fingerprint, curves.ToState(), best.Loss, best.Step, best.RecordsSince, convergence.IsSaid),
        (double)step / plan.StepsPerEpoch, best);

    private Diagnostic? SupplyPlan()
    {
        context.Environment.SetScalar(action.Step.TotalSteps, plan.TotalSteps);
        if (action.Step.RecordedLosses is not { } recorded)
            return null;
        if (plan.Records > TrainingPlan.MostRecordsForSchedules)
        {
            return new Diagnostic(
                ExecutionErrors.NothingToTrain, action.Location,
                $"{plan.Records:N0} records are planned, and a schedule that looks at them is computed from all of them in each step: at most {TrainingPlan.MostRecordsForSchedules:N0} are possible");
        }

        context.Environment.SetSize(recorded.Length, plan.Records);
        context.Environment.InputStorage(recorded.Losses, [(int)plan.Records]).Clear();
        SupplyRecords();
        return null;
    }

    private void SupplyRecords()
    {
        if (action.Step.RecordedLosses is not { } recorded)
            return;
        var losses = curves.JudgedLosses;
        var tensor = context.Environment.Input(recorded.Losses);
        for (var i = 0; i < losses.Count && i < tensor.ElementCount; i++)
            tensor.SetDouble(i, losses[i]);
        context.Environment.SetScalar(recorded.Count, Math.Min(losses.Count, tensor.ElementCount));
    }

    private Diagnostic? Record(long done, CancellationToken cancellation)
    {
        var sample = action.Settings.EvaluateBatches is { } batches ? new EvaluationSample(batches, seed, curves.Count) : null;
        if (validation?.Run(sample is null ? Math.Max(plan.Batch, Evaluation.DefaultBatchSize) : plan.Batch, sample, cancellation) is { } fault)
            return fault;
        curves.Record(validation);
        context.Output.Record(done, TrainingLines.Figures(action, curves));
        var isLast = done == plan.TotalSteps;
        if (action.Settings.Silent)
            return null;
        if (isLast || (context.Output.WantsTrainingLines && TrainingLines.Writes(plan, curves.Count)))
        {
            context.Output.EndProgress();
            context.Output.WriteLine(TrainingLines.Describe(action, plan, done, curves, numberText));
        }

        if (isLast && validation is not null && action.Settings is { KeepsBest: false, StopAfter: null } && Overfitting.Describe(curves.Losses, curves.JudgedLosses, numberText) is { } gap)
            Say(gap);

        // A loss does not change while steps are left out.
        if (!isLast && stepsLeftOut == 0 && convergence.Look(curves.Losses, numberText) is { } notice)
            Say(notice);
        return null;
    }

    private IEnumerable<Variable> ChangedVariables() =>
        action.Step.Updates.Concat(action.Step.Accumulation?.StateWrites ?? []).Select(static u => u.Variable);

    private void ShowProgress(long done, long examples)
    {
        if (action.Settings.Silent || !context.Output.IsLive)
            return;
        context.Output.ShowProgress(new TrainingProgress(
            done, plan.TotalSteps, ((done - 1) / plan.StepsPerEpoch) + 1, plan.TotalEpochs, examples, curves.MeanLoss, steps.LearningRateFactor, clock.Elapsed));
    }

    // The step that failed has halved it; whoever looks for the cause needs it as it was in the step.
    private void RestoreLossScale()
    {
        if (!steps.IsSound && steps.LossScale is { } halved && action.Step.Updates.FirstOrDefault(update => update.Value == action.Step.LossScale) is { Variable: { } scale })
            context.Environment.Variable(scale).SetDouble(0, 2 * halved);
    }

    private string When(long step) => $"step {step + 1} of {plan.TotalSteps} (epoch {(step / plan.StepsPerEpoch) + 1})";

    private void Say(string text)
    {
        context.Output.EndProgress();
        context.Output.WriteNotice(text);
    }
}
