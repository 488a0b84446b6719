using System.Text;
using Dsl.Repl.Editing;
using Dsl.Repl.Editing.Devices;
using Dsl.Repl.Editing.History;
using Dsl.Runtime.Backends.Choice;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl.Prompt;

/// <summary><c>nn repl</c>: entries from standard input, each checked and run before the next is read.</summary>
internal static class ReplCommand
{
    /// <returns>Success at the end of the input, whatever was wrong with entries: each was told at once.</returns>
    public static int Run(Terminal terminal, PromptRequest request)
    {
        using var interruption = new RunInterruption();
        if (BackendChoice.Open(terminal, request.Backend, request.Threads) is not { } backend)
            return ExitCode.Usage;
        using var device = new ChosenDevice(request.Backend ?? ComputeDevices.Default, backend, request.Threads);
        var output = new ConsoleRunOutput(terminal);
        var files = FileSystemFileSource.FromEnvironment(request.DataFolder);
        using var screen = TerminalDevices.Open(terminal);
        var history = new EntryHistory(screen is not null && HistoryFile.FindPath(Environment.GetEnvironmentVariable) is { } path ? new HistoryFile(path) : null);
        using var prompt = new InteractivePrompt(terminal, new RunOptions(device, output, files, string.Empty, request.Seed, interruption), device, output, history);
        var assistance = new PromptAssistance(prompt.State);
        using var editor = screen is null ? null : new LineEditor(screen, history, assistance, terminal.OutputHasColor);
        if (editor is not null && request.Threads == 0)
            editor.WhenShown = static () => WarmUp.Start();
        using var input = screen is not null ? null
            : new StreamReader(terminal.OpenInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false);
        IEntrySource source = editor is not null ? editor : new EntryReader(input!, isFirst => Ask(terminal, isFirst));
        using var key = new PromptInterruptKey(interruption, source.Drop, () => Environment.Exit(ExitCode.Interrupted), TimeProvider.System);
        if (terminal.InputIsTerminal)
            output.WriteLine("nn: entries of the language, or :help; :quit leaves");
        while (!prompt.IsLeft && source.Read() is { } entry)
        {
            if (source.IsCutOff)
                prompt.Complain($"an entry has at most {EntryReader.MostLines} lines and {EntryReader.MostCharacters} characters; :load runs a longer script from a file");
            else
                prompt.Take(entry);
            if (editor is not null)
                output.EndLine();
        }

        return ExitCode.Success;
    }

    private static void Ask(Terminal terminal, bool isFirst)
    {
        if (!terminal.InputIsTerminal)
            return;
        terminal.Output.Write(isFirst ? LineEditor.FirstPrompt : LineEditor.NextPrompt);
        terminal.Output.Flush();
    }
}
