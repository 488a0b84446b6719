using Dsl.Runtime.Storage;

namespace Dsl.Runtime.Scripts;

/// <summary>How an export ended.</summary>
/// <param name="Result">How what the model needs of the script ended.</param>
public sealed record ExportOutcome(RunResult Result)
{
    /// <summary>Why nothing was written; null where it was, or where the script's part already failed.</summary>
    public StorageFailure? Failure { get; init; }

    /// <summary>Whether the script itself reads the weights from a file.</summary>
    public bool IsLoaded { get; init; }

    /// <summary>Whether the script trains the model, which was not done.</summary>
    public bool LeavesOutTraining { get; init; }
}
