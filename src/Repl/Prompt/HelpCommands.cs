using Dsl.Language.Text;

namespace Dsl.Repl.Prompt;

/// <summary>The command that explains the others.</summary>
internal static class HelpCommands
{
    /// <summary>Lists the commands, or explains one.</summary>
    public static void Show(PromptState state, string name)
    {
        if (name.Length > 0)
        {
            Explain(state, name.TrimStart(':'));
            return;
        }

        state.Output.WriteWrapped("what is no command is a statement of the language, or an expression, whose");
        state.Output.WriteWrapped("value is shown; a semicolon at its end keeps it quiet; _ is the last value;");
        state.Output.WriteWrapped("Ctrl+C ends what runs and keeps the rest");
        var width = PromptCommands.All.Max(static command => command.Usage.Length);
        foreach (var command in PromptCommands.All)
            state.Output.WriteWrapped($"{command.Usage.PadRight(width)}  {command.Summary}", width + 2);
    }

    /// <summary>Says that there is no such command, and which may be meant.</summary>
    public static void ComplainOfUnknown(PromptState state, string name)
    {
        var near = NearMiss.Find(name, PromptCommands.All.Select(static command => command.Name));
        state.Complain($"there is no command :{name}; {(near is null ? ":help lists them" : $"did you mean :{near}?")}");
    }

    private static void Explain(PromptState state, string name)
    {
        if (PromptCommands.Find(name) is not { } command)
        {
            ComplainOfUnknown(state, name);
            return;
        }

        state.Output.WriteWrapped($"{command.Usage}: {command.Summary}");
        state.Output.WriteWrapped(command.Details);
        state.Output.WriteWrapped($"example: {command.Example}");
    }
}
