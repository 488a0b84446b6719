using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;

namespace Dsl.Runtime.Scripts;

/// <summary>How a program is to be run.</summary>
/// <param name="Backend">What computes.</param>
/// <param name="Output">Where its lines go.</param>
/// <param name="Files">Where data and weights are looked for.</param>
/// <param name="ScriptPath">The script's path; files are looked for beside it first, and written there.</param>
/// <param name="Seed">The seed until the script sets one itself.</param>
/// <param name="Interruption">How the run may be stopped from outside.</param>
public sealed record RunOptions(
    IBackend Backend, IRunOutput Output, IDataFileSource Files, string ScriptPath, long Seed = 0, RunInterruption? Interruption = null)
{
    /// <summary>Who is told what the run shows and learns, for a report; null for nobody.</summary>
    public IRunRecorder? Recorder { get; init; }
}
