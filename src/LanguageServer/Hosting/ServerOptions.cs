using System.Globalization;

namespace Dsl.LanguageServer.Hosting;

/// <summary>The command line.</summary>
/// <param name="ParentProcess">The process whose end ends the server, where one was named.</param>
/// <param name="DataFolder">A folder in which scripts look for data, where one was named.</param>
internal sealed record ServerOptions(int? ParentProcess, string? DataFolder)
{
    public const string Usage = """
        nn-language-server speaks the Language Server Protocol over standard input and output; editors start it.

          --stdio                  is how it speaks anyway, and accepted
          --clientProcessId=N      ends with this process
          --data=DIR               a folder in which scripts look for data
          --version                tells its version
        """;

    /// <summary>Reads a command line; null when it does not fit.</summary>
    public static ServerOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new ServerOptions(null, null);
        foreach (var argument in arguments)
        {
            var value = argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..];
            if (argument == "--stdio")
                continue;
            if (argument.StartsWith("--clientProcessId=", StringComparison.Ordinal) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var process))
                options = options with { ParentProcess = process };
            else if (argument.StartsWith("--data=", StringComparison.Ordinal) && value.Length > 0)
                options = options with { DataFolder = value };
            else
                return null;
        }

        return options;
    }
}
