using Dsl.Language.Diagnostics;

namespace Dsl.Runtime.Scripts;

/// <summary>How a run ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Fault">What went wrong, when something did.</param>
public sealed record RunResult(RunEnd Reason, Diagnostic? Fault = null);

/// <summary>Why a run ended.</summary>
public enum RunEnd
{
    /// <summary>Every action was done.</summary>
    Completed,

    /// <summary>A fault stopped it.</summary>
    Faulted,

    /// <summary>Whoever runs it asked it to stop.</summary>
    Interrupted,
}
