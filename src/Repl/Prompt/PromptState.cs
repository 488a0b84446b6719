using Dsl.Language.Diagnostics;
using Dsl.Language.Text;
using Dsl.Repl.Editing.History;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl.Prompt;

/// <summary>What entries and commands of a prompt share.</summary>
internal sealed class PromptState : IDisposable
{
    private readonly RunOptions options;
    private int entries;

    /// <param name="terminal">The program's streams.</param>
    /// <param name="options">How entries run.</param>
    /// <param name="device">What computes; the backend of the options.</param>
    /// <param name="output">Where they print.</param>
    public PromptState(Terminal terminal, RunOptions options, ChosenDevice device, ConsoleRunOutput output)
    {
        this.options = options;
        Terminal = terminal;
        Device = device;
        Output = output;
        Run = new InteractiveRun(options);
    }

    /// <summary>The program's streams.</summary>
    public Terminal Terminal { get; }

    /// <summary>Where values go.</summary>
    public ConsoleRunOutput Output { get; }

    /// <summary>What computes.</summary>
    public ChosenDevice Device { get; }

    /// <summary>The run that entries belong to.</summary>
    public InteractiveRun Run { get; private set; }

    /// <summary>What was typed.</summary>
    public IHistory History { get; init; } = new EntryHistory(null);

    /// <summary>The path of the script that was loaded last; null before.</summary>
    public string? LoadedPath { get; set; }

    /// <summary>How entries find files.</summary>
    public IFileSource Files => options.Files;

    /// <summary>Whether it was asked to end.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>The text of the next entry, by its number.</summary>
    public SourceText Source(string text) => new($"entry {++entries}", text);

    /// <summary>Runs an entry and tells what went wrong.</summary>
    /// <returns>Whether it ran to its end.</returns>
    public bool Enter(SourceText source)
    {
        return Run.Enter(source, Report) is { } result && Tell(result);
    }

    /// <summary>Tells how a run ended where it did not end well.</summary>
    /// <returns>Whether it ran to its end.</returns>
    public bool Tell(RunResult result)
    {
        Output.EndProgress();
        Terminal.Output.Flush();
        if (result.Fault is { } fault)
            Report([fault]);
        else if (result.Reason == RunEnd.Interrupted)
            Complain("interrupted; names are as they were before this entry");
        return result.Reason == RunEnd.Completed;
    }

    /// <summary>Forgets all entries.</summary>
    public void Reset()
    {
        Run.Dispose();
        Run = new InteractiveRun(options);
        entries = 0;
    }

    /// <summary>Ends the prompt.</summary>
    public void Quit() => IsLeft = true;

    /// <summary>Says what is wrong with something that is no entry.</summary>
    public void Complain(string problem)
    {
        Terminal.Output.Flush();
        var text = $"nn: {VisibleText.Of(problem)}";
        Terminal.Error.WriteLine(Terminal.ErrorIsTerminal && Terminal.OutputIsTerminal ? WrappedText.Of(text, Output.Display.Width - 1, 4) : text);
    }

    /// <summary>Shows what is wrong with an entry.</summary>
    public void Report(IEnumerable<Diagnostic> diagnostics)
    {
        Terminal.Output.Flush();
        DiagnosticWriter.WriteText(Terminal, [.. diagnostics]);
    }

    public void Dispose() => Run.Dispose();
}
