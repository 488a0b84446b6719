using System.Text;
using Dsl.Repl.Editing.Devices;
using Dsl.Runtime.Execution;

namespace Dsl.Repl;

/// <summary>The three streams of the program and what they can show.</summary>
public sealed class Terminal(Func<Stream> openInput, TextWriter output, TextWriter error)
{
    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>Whether diagnostics may carry colours: only on a terminal, and not when NO_COLOR is set or the terminal is a dumb one.</summary>
    public bool ErrorHasColor { get; init; } = !Console.IsErrorRedirected && MayColor();

    /// <summary>Whether progress may be redrawn in place.</summary>
    public bool ErrorIsTerminal { get; init; } = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>The columns of the window that diagnostics appear in; null where there is none or it does not tell.</summary>
    public int? ErrorWidth => ErrorIsTerminal ? TerminalDevices.WindowColumns(UnixTerminalCalls.StandardError) : null;

    /// <summary>Whether pictures may use characters beyond ASCII: only on a terminal whose locale is UTF-8.</summary>
    public bool OutputHasUnicode { get; init; } = !Console.IsOutputRedirected && LocaleIsUtf8();

    /// <summary>The colours that pictures may have: none unless on a terminal that says it has them, nor when NO_COLOR is set or the terminal is a dumb one.</summary>
    public ColorDepth OutputColors { get; init; } = Console.IsOutputRedirected ? ColorDepth.None : ColorsOf(Environment.GetEnvironmentVariable);

    /// <summary>Whether what is typed may be coloured: only on a terminal, and not when NO_COLOR is set or the terminal is a dumb one.</summary>
    public bool OutputHasColor { get; init; } = !Console.IsOutputRedirected && MayColor();

    public bool OutputIsTerminal { get; init; } = !Console.IsOutputRedirected;

    /// <summary>Whether a person types the input, who wants to see a prompt.</summary>
    public bool InputIsTerminal { get; init; } = !Console.IsInputRedirected;

    /// <summary>Whether the program was started without a standard input (<c>&lt;&amp;-</c>). What has its number then is a file of the runtime's own, which may never end.</summary>
    public bool InputIsClosed { get; init; } = UnixTerminalCalls.IsClosed(UnixTerminalCalls.StandardInput);

    /// <summary>Opens standard input: empty where there is none.</summary>
    public Stream OpenInput() => InputIsClosed ? Stream.Null : openInput();

    /// <summary>The colours that a terminal says it has by its variables.</summary>
    internal static ColorDepth ColorsOf(Func<string, string?> variable)
    {
        if (!string.IsNullOrEmpty(variable("NO_COLOR")) || variable("TERM") == "dumb")
            return ColorDepth.None;
        if (variable("COLORTERM") is "truecolor" or "24bit" || !string.IsNullOrEmpty(variable("WT_SESSION")))
            return ColorDepth.TrueColor;
        return variable("TERM")?.Contains("256color", StringComparison.Ordinal) == true ? ColorDepth.Indexed : ColorDepth.None;
    }

    private static bool MayColor() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");

    private static bool LocaleIsUtf8()
    {
        if (OperatingSystem.IsWindows())
            return Console.OutputEncoding.CodePage == Encoding.UTF8.CodePage;
        var locale = Environment.GetEnvironmentVariable("LC_ALL") is { Length: > 0 } all ? all
            : Environment.GetEnvironmentVariable("LC_CTYPE") is { Length: > 0 } type ? type
            : Environment.GetEnvironmentVariable("LANG") ?? string.Empty;
        return locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
    }
}
