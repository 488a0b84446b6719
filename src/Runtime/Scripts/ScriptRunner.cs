using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Runtime.Backends.Devices;
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
        return Recorded(context, options, result);
    }

    // The report on a run reads the weights, which may be on a device still.
    private static RunResult Recorded(RunContext context, RunOptions options, RunResult result)
    {
        try
        {
            options.Recorder?.End(context.Environment.Variables);
            return result;
        }
        catch (DeviceException exception) when (context.Program.Actions is [.., var last])
        {
            return result.Fault is null ? new RunResult(RunEnd.Faulted, Describe(exception, last)) : result;
        }
    }

    private static Diagnostic Describe(DeviceException exception, ScriptAction action) =>
        new(exception.IsOutOfMemory ? RuntimeErrors.OutOfMemory : RuntimeErrors.DeviceFailed, action.Location, exception.Message);

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
        catch (DeviceException exception) when (actions is [var first, ..])
        {
            // A value that only the device held was asked for.
            return new RunResult(RunEnd.Faulted, Describe(exception, first));
        }
        catch (OutOfMemoryException) when (actions is [var first, ..])
        {
            return new RunResult(RunEnd.Faulted, new Diagnostic(RuntimeErrors.OutOfMemory, first.Location, "the machine has no memory left for what this script keeps"));
        }
    }
}
