using Dsl.Benchmarks.Rows;
using Dsl.Repl;
using Dsl.Repl.Editing;
using Dsl.Repl.Editing.Devices;
using Dsl.Repl.Editing.History;
using Dsl.Repl.Prompt;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Data;
using Dsl.Runtime.Scripts;

namespace Dsl.Benchmarks.Contestants;

/// <summary>Types an entry at a prompt that many entries have been made at: from each key to what the terminal is sent.</summary>
internal sealed class PromptContestant : IContestant
{
    private const string Typed = """
        model Net(hidden: int) (x: [batch, 784]) -> [batch, 10] {
          h = x |> dense(hidden) |> relu
          h |> dense(10)  # scores of the digits
        }
        print("{value_7 + 1} 日本語")
        """;

    private readonly BenchmarkSettings settings;
    private readonly ChosenDevice backend = new("reference", new ReferenceBackend(), 1);
    private readonly InteractivePrompt prompt;
    private readonly LineEditor editor;
    private readonly IReadOnlyList<TerminalInput> keys = TypedKeys.Of(Typed.ReplaceLineEndings("\n"));
    private readonly long calls;

    /// <param name="entries">Entries made before.</param>
    /// <param name="settings">The length of a repetition and the clock.</param>
    public PromptContestant(int entries, BenchmarkSettings settings)
    {
        this.settings = settings;
        var terminal = new Terminal(static () => Stream.Null, TextWriter.Null, TextWriter.Null)
        {
            ErrorHasColor = false,
            ErrorIsTerminal = false,
            OutputHasUnicode = false,
            OutputIsTerminal = false,
            InputIsTerminal = false,
        };
        var output = new ConsoleRunOutput(terminal);
        prompt = new InteractivePrompt(terminal, new RunOptions(backend, output, new FileSystemFileSource(null, null), string.Empty), backend, output);
        for (var i = 0; i < entries; i++)
            prompt.Take($"value_{i} = {i}");
        editor = new LineEditor(new TypedKeys(keys), new EntryHistory(null), new PromptAssistance(prompt.State), hasColors: true);
        calls = RepetitionSize.Find(Type, settings.Seconds);
        Details = $"{keys.Count} keys an entry, after {entries} entries";
    }

    public string Name => ContestantFactory.Own;

    public string? Missing => null;

    public string Details { get; }

    public int? ProcessId => null;

    public double Repeat() => RepetitionSize.Time(Type, calls, settings.Clock) / calls / keys.Count;

    public void Dispose()
    {
        editor.Dispose();
        prompt.Dispose();
        backend.Dispose();
    }

    private void Type(long count)
    {
        for (var i = 0L; i < count; i++)
            editor.Read();
    }
}
