using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Programs;

/// <summary>Trains: runs the step on mini-batches until the epochs or steps are done, or until stopped.</summary>
/// <param name="Data">The training data set.</param>
/// <param name="Batch">The symbol for the number of rows of a batch, in the step's and the validation's shapes.</param>
/// <param name="Fields">Which field of a batch goes to which input; an input has the batch as its leading axis.</param>
/// <param name="Step">One step of training.</param>
/// <param name="Validation">What to measure after each epoch, if anything; its fields are its own inputs.</param>
/// <param name="Results">Where the recorded curves go when training ends.</param>
public sealed record TrainAction(
    SourceLocation Location,
    DataReference Data,
    DimensionSymbol Batch,
    ImmutableArray<BatchField> Fields,
    TrainingStep Step,
    EvaluationGraph? Validation,
    TrainingSettings Settings,
    TrainingResults Results) : ScriptAction(Location)
{
    /// <summary>Where the training is stored while it goes on; null: nowhere.</summary>
    public CheckpointPlan? Checkpoints { get; init; }
}

/// <summary>Binds a field of the data set's rows to an input of a graph.</summary>
public sealed record BatchField(string Field, GraphInput Input);

/// <summary>One training step as a graph: loss, metrics, and the new value of every variable that changes.</summary>
/// <param name="Loss">A float scalar.</param>
/// <param name="Metrics">Named float scalars, averaged over the batches of an epoch.</param>
/// <param name="Updates">Parameters, states and optimizer states; all are computed before any is given.</param>
/// <param name="StepIndex">Supplied: the number of steps done before this one, an int scalar.</param>
/// <param name="TotalSteps">Supplied: the number of steps planned, an int scalar; schedules use it.</param>
/// <param name="LearningRateFactor">The schedule's factor, for the progress line; null without a schedule.</param>
public sealed record TrainingStep(
    Node Loss,
    ImmutableArray<(string Name, Node Value)> Metrics,
    ImmutableArray<VariableAssignment> Updates,
    GraphInput StepIndex,
    GraphInput TotalSteps,
    Node? LearningRateFactor)
{
    /// <summary>The factor by which the loss is multiplied in the next step, a float scalar; null where gradients need none.</summary>
    public Node? LossScale { get; init; }

    /// <summary>
    /// Whether the step was taken: a bool scalar that is false where its loss is not finite or its gradients are not in the range that it needs. Weights and states of the optimizer then
    /// stay as they were; so do states of the network, except for what small batches with a finite loss have changed already. Null: always.
    /// </summary>
    public Node? IsSound { get; init; }

    /// <summary>Loss and gradients before anything was merged, for whoever looks where a number that is not finite came from.</summary>
    public StepSources? Sources { get; init; }

    /// <summary>How several small batches make one step; null: a batch is a step. Then the updates read the gathered gradients and no batch.</summary>
    public GradientAccumulation? Accumulation { get; init; }

    /// <summary>The field whose numbers are classes to the loss; null when there is none.</summary>
    public ClassField? Classes { get; init; }

    /// <summary>What the schedule reads of the losses so far; null when it reads nothing of them.</summary>
    public RecordedLosses? RecordedLosses { get; init; }
}

/// <summary>Measures over a whole data set, batch by batch, in evaluation mode.</summary>
public sealed record EvaluationGraph(
    DataReference Data,
    DimensionSymbol Batch,
    ImmutableArray<BatchField> Fields,
    ImmutableArray<EvaluationOutput> Outputs)
{
    /// <summary>The field whose numbers are classes to a loss that is measured; null when there is none.</summary>
    public ClassField? Classes { get; init; }
}

/// <summary>A value of each batch and how the batches' values combine to that of the data set.</summary>
public sealed record EvaluationOutput(string Name, Node Value, BatchCombination Combination);

/// <summary>How values of batches combine.</summary>
public enum BatchCombination
{
    /// <summary>The mean, weighted by the batches' rows.</summary>
    WeightedMean,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>One after another along the leading axis.</summary>
    Concatenate,
}

/// <summary>Evaluates, and supplies each output's value under the input of the same position.</summary>
public sealed record EvaluateAction(SourceLocation Location, EvaluationGraph Evaluation, ImmutableArray<GraphInput> Results, long? BatchSize) : ScriptAction(Location);

/// <summary>How long and in which portions to train.</summary>
/// <param name="Epochs">Passes over the data; null when <paramref name="Steps"/> is given.</param>
/// <param name="Steps">Steps in all; null when epochs are given.</param>
/// <param name="BatchSize">Rows of a batch; null: all rows at once.</param>
/// <param name="Shuffle">Whether each epoch draws a new order.</param>
/// <param name="StopAfter">Stops after this many epochs (or evaluations) without a better validation loss (training loss without validation); the best weights are put back.</param>
/// <param name="EvaluateEvery">With steps: record every so many steps; null: at the end of each pass, and without validation at least about twenty times.</param>
/// <param name="Seed">A seed of its own for the order of rows and random numbers; null: the script's.</param>
/// <param name="Silent">No progress lines.</param>
public sealed record TrainingSettings(
    long? Epochs, long? Steps, long? BatchSize, bool Shuffle, long? StopAfter, long? EvaluateEvery, long? Seed, bool Silent)
{
    /// <summary>How many batches make one step.</summary>
    public long Accumulate { get; init; } = 1;

    /// <summary>Whether the weights of the best record are put back at the end, also when nothing stopped the training early.</summary>
    public bool KeepsBest { get; init; }

    /// <summary>By how much a loss must be smaller than the best so far to count as better.</summary>
    public double MinimumDelta { get; init; }

    /// <summary>The validation looks at so many batches, drawn at random; null: at all rows.</summary>
    public long? EvaluateBatches { get; init; }
}

/// <summary>Inputs that later actions read: one value an epoch (or an evaluation), so their length is a run-time symbol unless known.</summary>
/// <param name="Length">The number of recorded values.</param>
/// <param name="Loss">The mean training loss.</param>
/// <param name="FirstLoss">The loss of the very first batch, before any update: a scalar.</param>
/// <param name="ValidationLoss">Null without validation.</param>
/// <param name="Metrics">The step's metrics, same order.</param>
/// <param name="ValidationMetrics">The validation's outputs after the loss, same order.</param>
/// <param name="Steps">How many steps were done: an int scalar.</param>
public sealed record TrainingResults(
    DimensionSymbol Length,
    GraphInput Loss,
    GraphInput FirstLoss,
    GraphInput? ValidationLoss,
    ImmutableArray<GraphInput> Metrics,
    ImmutableArray<GraphInput> ValidationMetrics,
    GraphInput Steps)
{
    /// <summary>After how many steps the best loss was recorded: an int scalar.</summary>
    public GraphInput? BestStep { get; init; }
}
