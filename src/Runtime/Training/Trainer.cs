using System.Diagnostics;
using Dsl.Language.Data;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>
/// Trains a network by mini-batches. The order of rows is drawn anew for each pass from the seed and the number of the pass alone. Whether it
/// ends by itself, by early stopping or by Ctrl+C, the weights stay and the curves so far are supplied.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly TrainingContext context;
    private readonly TrainAction action;
    private readonly Func<double, int, string> numberText;
    private readonly BatchComputations steps;
    private readonly Evaluation? validation;
    private int[] batchRows = [];

    /// <param name="context">The run it belongs to.</param>
    /// <param name="action">What to train and how.</param>
    /// <param name="numberText">Writes a number with so many significant digits.</param>
    public Trainer(TrainingContext context, TrainAction action, Func<double, int, string> numberText)
    {
        this.context = context;
        this.action = action;
        this.numberText = numberText;
        var outputs = action.Step.Metrics.Select(static m => m.Value).Prepend(action.Step.Loss);
        if (action.Step.LearningRateFactor is { } factor)
            outputs = outputs.Append(factor);
        steps = new BatchComputations(context, action.Location, action.Batch, [.. outputs], action.Step.Updates);
        validation = action.Validation is { } graph ? new Evaluation(context, graph, action.Location) : null;
    }

    /// <summary>How often a step was compiled: once, and once more for a smaller last batch.</summary>
    public int StepCompilations => steps.Compilations;

    /// <summary>Trains from the weights as they are.</summary>
    /// <returns>Null, or the fault that ended it.</returns>
    public Diagnostic? Run()
    {
        var data = context.DataSetOf(action.Data);
        if (data.Rows == 0)
            return new Diagnostic(DataErrors.NoRows, action.Location, $"{data.Description} has no rows, so there is nothing to learn from");
        var (plan, problem) = TrainingPlan.Make(action.Settings, data.Rows);
        if (plan is null)
            return new Diagnostic(ExecutionErrors.NothingToTrain, action.Location, problem!);

        var scriptSeed = context.Environment.Input(context.Seed).GetDouble(0);
        if (action.Settings.Seed is { } ownSeed)
            context.Environment.SetScalar(context.Seed, ownSeed);
        var cancellation = context.Interruption?.BeginTraining() ?? CancellationToken.None;
        try
        {
            return Run(data, plan, cancellation);
        }
        finally
        {
            context.Interruption?.EndTraining();
            context.Output.EndProgress();
            context.Environment.SetScalar(context.Seed, scriptSeed);
        }
    }

    public void Dispose()
    {
        steps.Dispose();
        validation?.Dispose();
    }

    private Diagnostic? Run(DataSet data, TrainingPlan plan, CancellationToken cancellation)
    {
        var environment = context.Environment;
        var curves = new TrainingCurves(action.Step.Metrics.Length, action.Validation?.Outputs.Length ?? 0);
        using var snapshot = new WeightSnapshot(environment, [.. action.Step.Updates.Select(static u => u.Variable).Where(static v => v.Kind != VariableKind.OptimizerState)]);
        var patience = new EarlyStopping(action.Settings.StopAfter);
        using var loader = new BatchLoader(environment, data, action.Fields);
        environment.SetScalar(action.Step.TotalSteps, plan.TotalSteps);
        var order = new EpochOrder(plan.Rows, action.Settings.Shuffle);
        batchRows = batchRows.Length == plan.Batch ? batchRows : new int[plan.Batch];
        var clock = Stopwatch.StartNew();
        long step = 0;
        long examples = 0;
        Diagnostic? fault = null;
        try
        {
            for (; step < plan.TotalSteps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                var stepInEpoch = step % plan.StepsPerEpoch;
                if (stepInEpoch == 0)
                    order.Begin((long)environment.Input(context.Seed).GetDouble(0), step / plan.StepsPerEpoch);
                var rows = plan.RowsOf(stepInEpoch);
                order.Fill(stepInEpoch * plan.Batch, batchRows.AsSpan(0, rows));
                loader.Load(batchRows.AsSpan(0, rows));
                environment.SetScalar(action.Step.StepIndex, step);
                environment.SetScalar(context.Counter, step);
                var computation = steps.For(rows);
                fault = computation.Run(cancellation);
                if (fault is not null)
                    return fault;
                var loss = computation.Output(0).GetDouble(0);
                if (!double.IsFinite(loss))
                    return NotFinite(loss, step, plan);
                curves.Add(computation, loss, rows);
                examples += rows;
                ShowProgress(plan, step + 1, examples, curves, computation, clock);
                if (!plan.RecordsAfter(step + 1))
                    continue;
                fault = Record(plan, step + 1, curves, cancellation);
                if (fault is not null)
                    return fault;
                if (patience.ShouldStop(validation is null ? curves.LastLoss : curves.LastValidation(0), snapshot))
                {
                    step++;
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C ends the training only; what was learned so far stays.
            Say($"training was interrupted after {step} of {plan.TotalSteps} steps; its result so far is kept");
        }

        if (curves.HasUnrecorded && validation is null)
            curves.Record(null);
        if (patience.IsOn && snapshot.IsTaken && !patience.IsLastBest)
            snapshot.PutBack();
        curves.Supply(environment, action.Results, step);
        return null;
    }

    private Diagnostic? Record(TrainingPlan plan, long done, TrainingCurves curves, CancellationToken cancellation)
    {
        if (validation?.Run(Math.Max(plan.Batch, Evaluation.DefaultBatchSize), cancellation) is { } fault)
            return fault;
        curves.Record(validation);
        var isLast = done == plan.TotalSteps;
        if (!action.Settings.Silent && (isLast || (context.Output.WantsTrainingLines && TrainingLines.Writes(plan, curves.Count))))
        {
            context.Output.EndProgress();
            context.Output.WriteLine(TrainingLines.Describe(action, plan, done, curves, numberText));
        }

        return null;
    }

    private void ShowProgress(TrainingPlan plan, long done, long examples, TrainingCurves curves, Computation computation, Stopwatch clock)
    {
        if (action.Settings.Silent || !context.Output.IsLive)
            return;
        double? factor = action.Step.LearningRateFactor is null ? null : computation.Output(action.Step.Metrics.Length + 1).GetDouble(0);
        context.Output.ShowProgress(new TrainingProgress(
            done, plan.TotalSteps, ((done - 1) / plan.StepsPerEpoch) + 1, plan.TotalEpochs, examples, curves.MeanLoss, factor, clock.Elapsed));
    }

    private Diagnostic NotFinite(double loss, long step, TrainingPlan plan)
    {
        var epoch = (step / plan.StepsPerEpoch) + 1;
        return new Diagnostic(
            ExecutionErrors.LossIsNotFinite,
            action.Location,
            $"the loss became {numberText(loss, 1)} in step {step + 1} of {plan.TotalSteps} (epoch {epoch})")
        {
            Notes =
            [
                step == 0
                    ? "it happened in the first step: look for a division by zero or a logarithm of zero in the network or the loss, and for values in the data that are not numbers"
                    : "the usual cause is a learning rate that is too large: try a tenth of it, or clip the gradients with clip: 1.0",
            ],
        };
    }

    private void Say(string text)
    {
        context.Output.EndProgress();
        context.Output.WriteNotice(text);
    }
}
