using System.Diagnostics;
using System.Globalization;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl.Prompt;

/// <summary>Takes entries and commands one after another: values go to standard output, what is wrong to standard error.</summary>
internal sealed class InteractivePrompt : IDisposable
{
    private readonly Terminal terminal;
    private readonly RunOptions options;
    private readonly ConsoleRunOutput output;
    private InteractiveRun run;
    private int entries;

    /// <param name="terminal">The program's streams.</param>
    /// <param name="options">How entries run.</param>
    /// <param name="output">Where they print.</param>
    public InteractivePrompt(Terminal terminal, RunOptions options, ConsoleRunOutput output)
    {
        this.terminal = terminal;
        this.options = options;
        this.output = output;
        run = new InteractiveRun(options);
    }

    /// <summary>Whether it was asked to end.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>Does an entry or a command.</summary>
    public void Take(string entry)
    {
        if (EntryReader.IsCommand(entry))
            TakeCommand(entry.Trim()[1..]);
        else if (!string.IsNullOrWhiteSpace(entry))
            Enter(Source(entry));
        terminal.Output.Flush();
    }

    /// <summary>Lists the commands.</summary>
    public void ShowHelp()
    {
        output.WriteLine("what is no command is an entry of the language: a name, an expression, which prints its value, a declaration");
        output.WriteLine("a semicolon at its end keeps it quiet; _ is the last value; Ctrl+C ends what runs and keeps the rest");
        var width = PromptCommands.All.Max(static command => command.Usage.Length);
        foreach (var command in PromptCommands.All)
            output.WriteLine($"{command.Usage.PadRight(width)}  {command.Summary}");
    }

    /// <summary>Says what an expression gives.</summary>
    public void ShowType(string expression)
    {
        if (expression.Length == 0)
            Complain(":type needs an expression");
        else if (run.Examine(Source(expression), Report) is { } description)
            output.WriteLine(description);
    }

    /// <summary>Lists the names.</summary>
    public void ShowNames()
    {
        foreach (var (name, description) in run.Names)
            output.WriteLine($"{name}: {description}");
    }

    /// <summary>Runs a script as one entry.</summary>
    public void Load(string path)
    {
        if (path.Length == 0)
        {
            Complain(":load needs the path of a script");
            return;
        }

        // Standard input is where entries come from, so a dash is a file of that name.
        if (ScriptFile.Read(terminal, path == ScriptFile.StandardInput ? Path.Combine(".", path) : path) is not { } bytes)
            return;
        var tree = SyntaxTree.ParseBytes(path, bytes);
        var invalid = tree.Diagnostics.Where(static d => d.Descriptor == SyntaxErrors.InvalidUtf8).ToArray();
        if (invalid.Length > 0)
            Report(invalid);
        else
            Enter(tree.Source);
    }

    /// <summary>Runs an entry and says how long it took.</summary>
    public void Time(string entry)
    {
        if (entry.Length == 0)
        {
            Complain(":time needs an entry");
            return;
        }

        var watch = Stopwatch.StartNew();
        Enter(Source(entry));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"took {watch.Elapsed.TotalSeconds:0.000} s"));
    }

    /// <summary>Sets the seed.</summary>
    public void SetSeed(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            Enter(Source($"seed({seed.ToString(CultureInfo.InvariantCulture)})"));
        else
            Complain(":seed needs a whole number");
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        run.Dispose();
        run = new InteractiveRun(options);
        entries = 0;
    }

    /// <summary>Ends the prompt.</summary>
    public void Quit() => IsLeft = true;

    /// <summary>Says what is wrong with something that is no entry.</summary>
    public void Complain(string problem) => terminal.Error.WriteLine($"nn: {problem}");

    public void Dispose() => run.Dispose();

    private void TakeCommand(string text)
    {
        var end = text.AsSpan().IndexOfAny(" \t\n");
        var name = end < 0 ? text : text[..end];
        if (PromptCommands.Find(name) is { } command)
        {
            command.Run(this, end < 0 ? string.Empty : text[end..].Trim());
            return;
        }

        var near = NearMiss.Find(name, PromptCommands.All.Select(static c => c.Name));
        Complain($"there is no command :{name}; {(near is null ? ":help lists them" : $"did you mean :{near}?")}");
    }

    private SourceText Source(string text) => new($"entry {++entries}", text);

    private void Enter(SourceText source)
    {
        var result = run.Enter(source, Report);
        output.EndProgress();
        terminal.Output.Flush();
        if (result?.Fault is { } fault)
            Report([fault]);
        else if (result?.Reason == RunEnd.Interrupted)
            Complain("interrupted; names are as they were before this entry");
    }

    private void Report(IEnumerable<Diagnostic> diagnostics)
    {
        terminal.Output.Flush();
        DiagnosticWriter.WriteText(terminal, [.. diagnostics]);
    }
}
