namespace Dsl.Repl;

/// <summary>What the program's exit code tells a shell.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>The script has mistakes, or <c>fmt --check</c> found files that are not in form.</summary>
    public const int Diagnostics = 1;

    /// <summary>The command line does not fit, or a file it names cannot be read.</summary>
    public const int Usage = 2;

    /// <summary>The script began to run and ended with a fault.</summary>
    public const int RunTimeFault = 3;

    /// <summary>Ended by Ctrl+C; 128 + SIGINT, as shells expect.</summary>
    public const int Interrupted = 130;

    /// <summary>The program itself is wrong.</summary>
    public const int Defect = 70;
}
