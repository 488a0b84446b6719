using System.Collections.Immutable;
using System.Globalization;
using Dsl.DeviceChecks.Graphs;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Running;

/// <summary>Does checks one after another and writes a line before and after each: whoever reads them knows which one it was that ended the process.</summary>
internal static class CheckRunner
{
    // So many checks have their kernels built together: each call of a compiler has its price, and a module of thousands of kernels another.
    private const int ChecksABlock = 16;

    /// <summary>Does them.</summary>
    /// <param name="checks">Which.</param>
    /// <param name="backend">What is checked.</param>
    /// <param name="extent">How much of each.</param>
    /// <param name="log">A file in which an emulated device complains; what appears in it during a check makes the check fail. Null for none.</param>
    /// <param name="output">Where lines go.</param>
    /// <returns>How many failed.</returns>
    public static int Run(ImmutableArray<DeviceCheck> checks, IBackend backend, CheckExtent extent, string? log, TextWriter output)
    {
        var failed = 0;
        foreach (var block in checks.Chunk(ChecksABlock))
        {
            // A kernel that a compiler refuses is told by the check that has it, when it asks for it alone.
            Prepare(block, backend, extent, output);
            foreach (var check in block)
                failed += Report(check, backend, extent, log, output);
        }

        return failed;
    }

    private static int Report(DeviceCheck check, IBackend backend, CheckExtent extent, string? log, TextWriter output)
    {
        Write(output, CheckLine.Begin, check, string.Empty);
        var (compared, complaint) = Run(check, backend, extent, log);
        Write(output, complaint is null ? CheckLine.Good : CheckLine.Bad, check, complaint ?? string.Create(CultureInfo.InvariantCulture, $"{compared} compared"));
        return complaint is null ? 0 : 1;
    }

    private static void Prepare(DeviceCheck[] checks, IBackend backend, CheckExtent extent, TextWriter output)
    {
        if (backend is not DeviceBackend device)
            return;
        try
        {
            device.Prepare(checks.SelectMany(check => check.Requests(extent)));
        }
        catch (DeviceException failure)
        {
            output.WriteLine($"kernels are built one by one: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static (int Compared, string? Complaint) Run(DeviceCheck check, IBackend backend, CheckExtent extent, string? log)
    {
        var before = Length(log);
        var compared = 0;
        string? complaint = null;
        try
        {
            compared = check.Run(backend, extent);
        }
        catch (CheckFailedException failure)
        {
            complaint = failure.Message;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            complaint = failure.ToString();
        }

        return (compared, log is not null && Length(log) > before ? $"the device complains: {File.ReadAllText(log)[(int)before..]}" : complaint);
    }

    private static long Length(string? path) => path is not null && File.Exists(path) ? new FileInfo(path).Length : 0;

    private static void Write(TextWriter output, string kind, DeviceCheck check, string text)
    {
        output.WriteLine(CheckLine.Format(kind, check.Suite, check.Name, text));
        output.Flush();
    }
}
