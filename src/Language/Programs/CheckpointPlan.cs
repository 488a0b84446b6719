using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Programs;

/// <summary>Where and how often a training is stored so that it can be continued.</summary>
/// <param name="Folder">The folder, a text.</param>
/// <param name="Every">Stored after every so many epochs, or steps where the training is counted in steps; null: after each record.</param>
/// <param name="Keep">How many of the last checkpoints stay.</param>
/// <param name="Resumes">Whether a training whose checkpoints are there already is continued.</param>
/// <param name="Weights">Weights and states of the network by their path.</param>
/// <param name="OptimizerStates">What the optimizer keeps, each under <c>optimizer.</c>, the weight's path and the state's name.</param>
public sealed record CheckpointPlan(
    ProgramValue Folder,
    long? Every,
    long Keep,
    bool Resumes,
    ImmutableArray<(string Path, Variable Variable)> Weights,
    ImmutableArray<(string Path, Variable Variable)> OptimizerStates)
{
    /// <summary>How often, and how many, where the script says nothing.</summary>
    public const long DefaultKeep = 3;
}
