using System.Text;
using Dsl.Repl.Prompt;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Data;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl.Tests;

/// <summary>What is typed at the prompt, in lines that begin with <c>&gt; </c>, and what it answers to each entry.</summary>
internal static class PromptTranscript
{
    private const string Typed = "> ";

    /// <summary>The folder of all transcripts.</summary>
    public static string Folder { get; } = Path.Combine(Root(), "tests", "suite", "prompt");

    /// <summary>The lines that are typed.</summary>
    public static string InputOf(string transcript) =>
        string.Concat(transcript.Split('\n').Where(static line => line.StartsWith(Typed, StringComparison.Ordinal)).Select(static line => line[Typed.Length..] + "\n"));

    /// <summary>The answers alone.</summary>
    public static string OutputOf(string transcript) =>
        string.Concat(transcript.Split('\n').Where(static line => line.Length > 0 && !line.StartsWith(Typed, StringComparison.Ordinal)).Select(static line => line + "\n"));

    /// <summary>Types the lines again and writes down what comes of it.</summary>
    public static string Replay(string transcript)
    {
        using var screen = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(static () => Stream.Null, screen, screen)
        {
            ErrorHasColor = false,
            ErrorIsTerminal = false,
            OutputHasUnicode = false,
            OutputIsTerminal = false,
            InputIsTerminal = false,
        };
        var output = new ConsoleRunOutput(terminal);
        using var device = new ChosenDevice("reference", new ReferenceBackend(), 0);
        using var prompt = new InteractivePrompt(terminal, new RunOptions(device, output, new FileSystemFileSource(null, null), string.Empty), device, output);
        var reader = new EntryReader(new StringReader(InputOf(transcript)), static _ => { });
        while (!prompt.IsLeft && reader.Read() is { } entry)
        {
            foreach (var line in entry.Split('\n'))
                screen.WriteLine(Typed + line);
            prompt.Take(entry);
        }

        return WithoutEmptyLines(screen.ToString());
    }

    /// <summary>A transcript without the empty lines between the parts of a diagnostic.</summary>
    public static string WithoutEmptyLines(string text)
    {
        var kept = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            if (line.Length > 0)
                kept.Append(line.TrimEnd()).Append('\n');
        }

        return kept.ToString();
    }

    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Dsl.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("the tests must run inside the repository");
    }
}
