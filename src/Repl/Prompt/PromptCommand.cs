namespace Dsl.Repl.Prompt;

/// <summary>A command of the prompt: what begins with a colon and is no entry of the script.</summary>
/// <param name="Name">Its name without the colon.</param>
/// <param name="Kind">What its argument is.</param>
/// <param name="Argument">What follows it, for the list of commands; empty when nothing does.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Run">Does it; the text is what follows the name.</param>
internal sealed record PromptCommand(string Name, PromptArgument Kind, string Argument, string Summary, Action<PromptState, string> Run)
{
    /// <summary>Whatever else there is to know.</summary>
    public required string Details { get; init; }

    /// <summary>What one types.</summary>
    public required string Example { get; init; }

    /// <summary>How it is written.</summary>
    public string Usage => Argument.Length == 0 ? $":{Name}" : $":{Name} {Argument}";

    /// <summary>Whether what follows it goes on over lines while it is incomplete.</summary>
    public bool TakesLines => Kind is PromptArgument.Expression or PromptArgument.Entry;
}
