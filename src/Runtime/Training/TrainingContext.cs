using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>What training and evaluation need of the run they belong to.</summary>
/// <param name="Backend">What computes.</param>
/// <param name="Environment">Variables, inputs and sizes.</param>
/// <param name="Output">Where lines and progress go.</param>
/// <param name="Seed">The program's seed input.</param>
/// <param name="Counter">The program's counter input.</param>
/// <param name="DataSetOf">The data set that a reference names.</param>
/// <param name="Interruption">How a training may be ended from outside.</param>
public sealed record TrainingContext(
    IBackend Backend,
    ExecutionEnvironment Environment,
    IRunOutput Output,
    GraphInput Seed,
    GraphInput Counter,
    Func<DataReference, DataSet> DataSetOf,
    RunInterruption? Interruption)
{
    /// <summary>The folders in which trainings of this run store their checkpoints.</summary>
    public ISet<string> CheckpointFolders { get; } = new HashSet<string>(StringComparer.Ordinal);
}
