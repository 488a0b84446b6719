using System.CommandLine;
using System.CommandLine.Parsing;
using Dsl.Language.Text;

namespace Dsl.Repl;

/// <summary>Names what is wrong with a command line where the parser of options only says that it did not understand.</summary>
internal static class CommandMistakes
{
    /// <summary>A command or an option that there is not, with what may be meant; null when both are known.</summary>
    public static string? Find(RootCommand root, ParseResult parsed, IReadOnlyList<string> arguments)
    {
        if (arguments is [var first, ..] && ReferenceEquals(parsed.CommandResult.Command, root) && !IsOption(first))
        {
            var command = NearMiss.Find(first, root.Subcommands.Select(static c => c.Name));
            return $"there is no command '{first}'" + (first.EndsWith(".nn", StringComparison.Ordinal) ? $"; a script is run by: nn run {first}" : command is not null ? $"; did you mean '{command}'?" : "; nn --help lists the commands");
        }

        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
                return null;
            if (token.Type == TokenType.Argument && IsOption(token.Value))
                return UnknownOption(root, parsed.CommandResult.Command, token.Value);
        }

        return null;
    }

    private static string UnknownOption(RootCommand root, Command command, string written)
    {
        var name = written.Split('=')[0];
        var path = ReferenceEquals(command, root) ? "nn" : $"nn {command.Name}";
        var near = NearMiss.Find(name, command.Options.SelectMany(static o => o.Aliases.Append(o.Name)));
        return $"{path} has no option '{name}'; " + (near is not null ? $"did you mean '{near}'?" : $"{path} --help lists its options");
    }

    // A number below zero is a value; a lone dash stands for standard input.
    private static bool IsOption(string text) => text is ['-', '-', _, ..] || text is ['-', var letter, ..] && char.IsAsciiLetter(letter);
}
