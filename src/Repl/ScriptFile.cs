namespace Dsl.Repl;

/// <summary>Reads a script that the command line names, or says clearly why it cannot be read.</summary>
internal static class ScriptFile
{
    /// <summary>The path that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>The largest script, in bytes.</summary>
    public const int LargestScript = 16 << 20;

    /// <summary>The bytes of a script; null after a message on standard error.</summary>
    public static byte[]? Read(Terminal terminal, string path)
    {
        if (path == StandardInput)
        {
            if (terminal.InputIsClosed)
                return Complain(terminal, "standard input", "is closed, so no script can be read from it");
            using var input = terminal.OpenInput();
            return ReadAtMost(input, LargestScript) ?? Complain(terminal, "standard input", $"is larger than {LargestScript >> 20} MiB, too large for a script");
        }

        try
        {
            if (Directory.Exists(path))
                return Complain(terminal, $"'{path}'", "is a folder; name a script, such as net.nn");
            if (!File.Exists(path))
                return Complain(terminal, $"'{path}'", "does not exist");

            // Devices have no length and may have no end, so the length found is what counts.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return ReadAtMost(stream, LargestScript) ?? Complain(terminal, $"'{path}'", $"is larger than {LargestScript >> 20} MiB, too large for a script");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Complain(terminal, $"'{path}'", exception is UnauthorizedAccessException ? "may not be read: access is denied" : $"cannot be read: {exception.Message}");
        }
    }

    private static byte[]? ReadAtMost(Stream stream, int maximumBytes)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[65536];
        int count;
        while ((count = stream.Read(chunk, 0, chunk.Length)) > 0)
        {
            if (buffer.Length + count > maximumBytes)
                return null;
            buffer.Write(chunk, 0, count);
        }

        return buffer.ToArray();
    }

    private static byte[]? Complain(Terminal terminal, string what, string problem)
    {
        terminal.Error.WriteLine($"nn: {VisibleText.Of(what)} {VisibleText.Of(problem)}");
        return null;
    }
}
