using System.Text;

namespace Dsl.Repl.Prompt;

/// <summary>Reads entries from lines: an entry goes on while the parser sees that its text only stops too early.</summary>
/// <param name="input">Where lines come from.</param>
/// <param name="askForLine">Called before each line; true for the first of an entry.</param>
internal sealed class EntryReader(TextReader input, Action<bool> askForLine) : IEntrySource
{
    /// <summary>The most lines of an entry.</summary>
    public const int MostLines = 1000;

    /// <summary>The most characters of an entry.</summary>
    public const int MostCharacters = 256 << 10;

    private const string LongText = "\"\"\"";

    private volatile bool isDropped;
    private OpenBrackets brackets;

    public bool IsCutOff { get; private set; }

    public void Drop() => isDropped = true;

    public string? Read()
    {
        var entry = new StringBuilder();
        IsCutOff = false;
        isDropped = false;
        brackets = default;
        for (var lines = 1; ; lines++)
        {
            askForLine(entry.Length == 0);
            if (ReadLine() is not { } line)
                return entry.Length == 0 ? null : entry.ToString();
            if (isDropped)
            {
                isDropped = false;
                entry.Clear();
                lines = 1;
                brackets = default;
                foreach (var character in line)
                    brackets.Add(character);
            }

            if (entry.Length > 0)
                entry.Append('\n');
            entry.Append(line);
            IsCutOff |= entry.Length > MostCharacters || lines > MostLines;
            var text = entry.ToString();
            if (IsCutOff)
                SkipRest(line);
            if (IsCutOff || EntryCompleteness.IsComplete(text))
                return text;
        }
    }

    // The rest of an entry that is too long must not run as an entry of its own.
    private void SkipRest(string? line)
    {
        while (line is not null && !isDropped && (brackets.IsOpen || (!line.Contains(LongText, StringComparison.Ordinal) && !EntryCompleteness.IsComplete(line))))
        {
            askForLine(false);
            line = ReadLine();
        }
    }

    /// <summary>Whether an entry is a command of the prompt.</summary>
    public static bool IsCommand(string entry) => entry.AsSpan().TrimStart() is [':', ..];

    /// <summary>Whether an entry asks what a name is.</summary>
    public static bool IsQuestion(string entry) => entry.AsSpan().TrimStart() is ['?', ..];

    // A line without an end must not take all memory: what is too long for an entry is read to its end and not kept.
    private string? ReadLine()
    {
        var line = new StringBuilder();
        int next;
        while ((next = input.Read()) >= 0 && next != '\n')
        {
            brackets.Add((char)next);
            if (line.Length <= MostCharacters)
                line.Append((char)next);
        }

        if (next < 0 && line.Length == 0)
            return null;
        brackets.Add('\n');
        if (line.Length > 0 && line[^1] == '\r')
            line.Length--;
        return line.ToString();
    }
}
