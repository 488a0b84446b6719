using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Scripts;

/// <summary>Runs a checked script, action by action.</summary>
public static class ScriptRunner
{
    /// <summary>
    /// Does the program's actions in order. The same program, seed, data and backend give the same output, byte by byte. Ctrl+C is answered between actions and
    /// between training steps.
    /// </summary>
    public static RunResult Run(ScriptProgram program, RunOptions options)
    {
        using var context = new RunContext(program, options);
        var result = Run(context, program.Actions);
        options.Recorder?.End(context.Environment.Variables);
        return result;
    }

    internal static RunResult Run(RunContext context, ImmutableArray<ScriptAction> actions)
    {
        try
        {
            var fault = new ActionRunner(context).Run(actions);
            return fault is null ? new RunResult(RunEnd.Completed) : new RunResult(RunEnd.Faulted, fault);
        }
        catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
        {
            return new RunResult(RunEnd.Interrupted);
        }
        catch (OutOfMemoryException) when (actions is [var first, ..])
        {
            return new RunResult(RunEnd.Faulted, new Diagnostic(RuntimeErrors.OutOfMemory, first.Location, "the machine has no memory left for what this script keeps"));
        }
    }
}
