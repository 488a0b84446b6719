using System.CommandLine;
using System.Text;
using Dsl.Repl.Prompt;

namespace Dsl.Repl.Tests;

/// <summary>Every command of the program and of the prompt, with all its options, stands on a page.</summary>
public class CommandPageTests
{
    [Fact]
    public void Every_command_and_option_is_on_its_page()
    {
        var page = new StringBuilder(
            """
            # Commands

            Every command with all that it takes; `nn COMMAND --help` tells the same. This page is made of the commands themselves.


            """.ReplaceLineEndings("\n"));
        foreach (var command in CommandLine.Commands(new Terminal(static () => Stream.Null, TextWriter.Null, TextWriter.Null)).Subcommands)
            Append(page, command, "nn");
        page.Append("## At the prompt\n\n`:help NAME` tells more of each, with an example; [prompt.md](prompt.md) tells of the prompt itself.\n\n");
        foreach (var command in PromptCommands.All)
            page.Append($"- `{command.Usage}`: {command.Summary}. {command.Details}\n");

        var path = Path.Combine(PromptTranscript.Root(), "docs", "commands.md");
        if (Environment.GetEnvironmentVariable("NN_UPDATE_FIXTURES") == "1")
            File.WriteAllText(path, page.ToString());
        Assert.True(page.ToString() == File.ReadAllText(path).ReplaceLineEndings("\n"), "docs/commands.md is not what the commands say; NN_UPDATE_FIXTURES=1 writes it anew");
    }

    private static void Append(StringBuilder page, Command command, string before)
    {
        var name = $"{before} {command.Name}";
        if (command.Subcommands.Count > 0)
        {
            foreach (var part in command.Subcommands)
                Append(page, part, name);
            return;
        }

        var arguments = command.Arguments.Select(static a => (a.Arity.MinimumNumberOfValues == 0 ? "[" : "") + a.Name + (a.Arity.MaximumNumberOfValues > 1 ? "..." : "") + (a.Arity.MinimumNumberOfValues == 0 ? "]" : ""));
        page.Append($"## `{string.Join(' ', arguments.Prepend(name))}`\n\n{Sentence(command.Description)}\n\n");
        foreach (var argument in command.Arguments)
            page.Append($"- `{argument.Name}`: {argument.Description}\n");
        foreach (var option in command.Options.Where(static o => o is not System.CommandLine.Help.HelpOption))
            page.Append($"- `{string.Join("`, `", option.Aliases.Prepend(option.Name))}{(option.HelpName is { } help ? " " + help : "")}`: {option.Description}\n");
        if (command.Arguments.Count + command.Options.Count > 0)
            page.Append('\n');
    }

    private static string Sentence(string? words) => string.IsNullOrEmpty(words) ? "" : char.ToUpperInvariant(words[0]) + words[1..] + ".";
}
