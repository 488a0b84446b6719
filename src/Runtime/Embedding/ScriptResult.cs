using System.Collections.Immutable;

namespace Dsl.Runtime.Embedding;

/// <summary>How running some lines ended.</summary>
/// <param name="Status">How.</param>
/// <param name="Diagnostics">What was wrong: mistakes and warnings of the check, and the fault that ended the run.</param>
/// <param name="Output">What was printed, line by line.</param>
public sealed record ScriptResult(ScriptStatus Status, ImmutableArray<ScriptDiagnostic> Diagnostics, ImmutableArray<string> Output)
{
    /// <summary>Whether everything ran.</summary>
    public bool IsSuccess => Status == ScriptStatus.Completed;
}

/// <summary>How running some lines ended.</summary>
public enum ScriptStatus
{
    /// <summary>Everything ran.</summary>
    Completed,

    /// <summary>The check found mistakes, and nothing ran.</summary>
    Rejected,

    /// <summary>A fault ended the run: a failed <c>assert</c>, a file that is not what it was.</summary>
    Faulted,

    /// <summary>Its cancellation was asked for.</summary>
    Cancelled,
}
