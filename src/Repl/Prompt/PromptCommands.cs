using System.Collections.Immutable;

namespace Dsl.Repl.Prompt;

/// <summary>The commands of the prompt: parsing, help and the list in the README come from this table.</summary>
internal static class PromptCommands
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static ImmutableArray<PromptCommand> All { get; } =
    [
        new("help", "", "lists these commands", static (prompt, _) => prompt.ShowHelp()),
        new("type", "EXPRESSION", "says what the expression gives, shape included, without computing it", static (prompt, text) => prompt.ShowType(text)),
        new("who", "", "lists the names known so far", static (prompt, _) => prompt.ShowNames()),
        new("load", "FILE", "runs a script as one entry; its names stay", static (prompt, text) => prompt.Load(text)),
        new("time", "ENTRY", "runs the entry and says how long it took", static (prompt, text) => prompt.Time(text)),
        new("seed", "N", "sets the seed of all that is random from here on", static (prompt, text) => prompt.SetSeed(text)),
        new("reset", "", "forgets all names, weights and data", static (prompt, _) => prompt.Reset()),
        new("quit", "", "leaves; so does the end of the input", static (prompt, _) => prompt.Quit()),
    ];

    /// <summary>The command of that name, or null.</summary>
    public static PromptCommand? Find(string name) => All.FirstOrDefault(command => command.Name == name);
}
