using Dsl.Language.Compilation;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Language.Text;

namespace Dsl.Runtime.Scripts;

/// <summary>
/// A run that goes on from entry to entry: weights, data and computed values stay between them. The entries one after another give what a script
/// of the same lines gives. To be used by one thread at a time.
/// </summary>
public sealed class InteractiveRun : IDisposable
{
    private readonly RunOptions options;
    private readonly InteractiveScript script;
    private readonly RunContext context;

    /// <param name="options">How entries run; their files are looked for beside the path of each entry's text.</param>
    public InteractiveRun(RunOptions options)
    {
        this.options = options;
        script = new InteractiveScript(options.Files);
        context = new RunContext(new ScriptProgram([], script.Seed, script.Counter), options);
    }

    /// <summary>The names known so far, each with a few words on what it stands for, in alphabetical order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Names => script.Names;

    /// <summary>Checks an entry and runs it when it has no mistakes. One that faults or is interrupted binds no names; what it did to weights stays.</summary>
    /// <param name="source">The entry; a semicolon at its end keeps the value of its last expression from being printed.</param>
    /// <param name="report">Takes what is wrong with it, before it runs.</param>
    /// <returns>How the run ended; null when the entry has mistakes and did not run.</returns>
    public RunResult? Enter(SourceText source, Action<IEnumerable<Diagnostic>> report)
    {
        // An interruption that came too late for the entry before is none of this one.
        options.Interruption?.Renew();
        var entry = script.Enter(source);
        report(entry.Diagnostics);
        if (entry.HasErrors)
            return null;
        context.ScriptPath = source.Path;
        var hasBegun = false;
        var isDone = false;
        try
        {
            var result = ScriptRunner.Run(context, entry.Starts);
            if (result.Reason == RunEnd.Completed)
            {
                hasBegun = true;
                result = ScriptRunner.Run(context, entry.Actions);
            }

            isDone = result.Reason == RunEnd.Completed;
            return result;
        }
        finally
        {
            if (!isDone)
                script.Withdraw(hasBegun);
            context.ReleaseComputations();
        }
    }

    /// <summary>Says what the value of an expression would be, without running anything.</summary>
    /// <param name="source">The expression.</param>
    /// <param name="report">Takes what is wrong with it.</param>
    /// <returns>A few words on its value; null when it has none or is wrong.</returns>
    public string? Examine(SourceText source, Action<IEnumerable<Diagnostic>> report)
    {
        var entry = script.Examine(source, out var description);
        report(entry.Diagnostics);
        return description;
    }

    public void Dispose() => context.Dispose();
}
