using Dsl.Language.Data;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>
/// Trains a network by mini-batches. Whether it ends by itself, by early stopping or by Ctrl+C, the weights stay and the curves so far are supplied. What was compiled is kept
/// for the next time.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly TrainingContext context;
    private readonly TrainAction action;
    private readonly Func<double, int, string> numberText;
    private readonly StepComputations steps;
    private readonly Evaluation? validation;

    /// <param name="context">The run it belongs to.</param>
    /// <param name="action">What to train and how.</param>
    /// <param name="numberText">Writes a number with so many significant digits.</param>
    public Trainer(TrainingContext context, TrainAction action, Func<double, int, string> numberText)
    {
        this.context = context;
        this.action = action;
        this.numberText = numberText;
        steps = new StepComputations(context, action);
        validation = action.Validation is { } graph ? new Evaluation(context, graph, action.Location) : null;
    }

    /// <summary>How often a step was compiled: once, and once more for a smaller last batch.</summary>
    public int StepCompilations => steps.Compilations;

    /// <summary>Trains from the weights as they are, or from a checkpoint.</summary>
    /// <param name="checkpointFolder">The folder for checkpoints and what messages call it, where the script asks for them.</param>
    /// <returns>Null, or the fault that ended it.</returns>
    public Diagnostic? Run((string Path, string Name)? checkpointFolder = null)
    {
        var data = context.DataSetOf(action.Data);
        if (data.Rows == 0)
            return new Diagnostic(DataErrors.NoRows, action.Location, $"{data.Description} has no rows, so there is nothing to learn from");
        var (plan, problem) = TrainingPlan.Make(action.Settings, data.Rows, validation is not null);
        if (plan is null)
            return new Diagnostic(ExecutionErrors.NothingToTrain, action.Location, problem!);

        if ((ClassLabels.Check(action.Step.Classes, data, action.Location) ?? validation?.FindWrongClass()) is { } wrongClass)
            return wrongClass;

        var scriptSeed = context.Environment.Input(context.Seed).GetDouble(0);
        if (action.Settings.Seed is { } ownSeed)
            context.Environment.SetScalar(context.Seed, ownSeed);
        var cancellation = context.Interruption?.BeginTraining() ?? CancellationToken.None;
        try
        {
            var run = new TrainingRun(context, action, plan, steps, validation, numberText);
            return run.Run(data, checkpointFolder, cancellation);
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
}
