using System.Diagnostics;
using System.Globalization;
using Dsl.DeviceChecks.Running;
using Dsl.Language.Compilation;
using Dsl.Language.Text;
using Dsl.Runtime.Backends.Cuda;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Data;
using Dsl.Runtime.Scripts;

namespace Dsl.DeviceChecks.Measuring;

/// <summary><c>measure</c>: how fast a device is with kernels by themselves and with whole trainings, beside what PyTorch reached on the same machine.</summary>
internal static class MeasureCommand
{
    private const double Giga = 1e9;

    /// <summary>Measures and writes the table; a row that fails says why, and the others go on. Rows of the file for programs that are not measured this time stay in it.</summary>
    public static int Run(MeasureOptions options, TextWriter output)
    {
        if (CheckedBackend.Create(options.Device) is not DeviceBackend backend)
        {
            Console.Error.WriteLine($"there is no device {options.Device}");
            return 3;
        }

        using (backend)
        {
            var peer = options.Peer is { } path && File.Exists(path) ? PeerFigures.Read(File.ReadAllText(path)) : PeerFigures.None;
            var earlier = options.Json is { } known && File.Exists(known) ? MeasureTable.ReadRows(File.ReadAllText(known), backend.Device) : [];
            var table = new MeasureTable(backend.Device, earlier, peer);
            var isWhole = true;
            foreach (var row in Rows(backend, options))
            {
                table = table.With(row);
                isWhole &= row.Rate is not null;
                output.WriteLine(MeasureTable.Line(row));
                output.Flush();

                // Whatever ends the process in the next row, this one is there.
                Write(table, options);
            }

            Write(table, options);
            if (options.Table is null)
                output.WriteLine($"\n{table.Markdown()}");
            return isWhole ? 0 : 1;
        }
    }

    private static void Write(MeasureTable table, MeasureOptions options)
    {
        if (options.Table is { } markdown)
            Replace(markdown, table.Markdown());
        if (options.Json is { } json)
            Replace(json, table.Json());
    }

    private static void Replace(string path, string text)
    {
        File.WriteAllText($"{path}.new", text);
        File.Move($"{path}.new", path, overwrite: true);
    }

    private static IEnumerable<MeasuredRow> Rows(DeviceBackend backend, MeasureOptions options)
    {
        if (options.Rows is ["none"])
            yield break;
        var copied = Guarded("copy", "GB/s", () => (Copy(backend, options.Sizes.CopyBytes), string.Empty));
        yield return copied;
        foreach (var (name, unit, work, request) in KernelRows.All(options.Sizes).Where(row => options.IsWanted(row.Name)))
        {
            var row = WithLibrary(backend, "gemm", LibraryUse.Always, () => Guarded(name, unit, () =>
            {
                using var program = new ResidentProgram(backend, request);
                return (work / program.Measure(), string.Create(CultureInfo.InvariantCulture, $"{program.Kernels} kernels"));
            }));
            yield return unit == "GB/s" ? row with { Ceiling = copied.Rate } : row;
        }

        foreach (var network in TrainedNetwork.All(options.Sizes.IsTiny).Where(network => options.IsWanted(network.Name)))
            yield return WithLibrary(backend, "gpt2", LibraryUse.Measured, () => Guarded(network.Name, network.Unit, () => Train(backend, network)));
    }

    // By our kernels alone, and rows whose names begin so once more with the library of the device's vendor.
    private static MeasuredRow WithLibrary(DeviceBackend backend, string begin, LibraryUse use, Func<MeasuredRow> measure)
    {
        if (backend.Context is not CudaContext context)
            return measure();
        context.LibraryUse = LibraryUse.Never;
        var row = measure();
        if (!context.HasLibrary || !row.Name.StartsWith(begin, StringComparison.Ordinal))
            return row;
        context.LibraryUse = use;
        return row with { Library = measure().Rate };
    }

    private static MeasuredRow Guarded(string name, string unit, Func<(double Rate, string Note)> measure)
    {
        try
        {
            var (rate, note) = measure();
            return new MeasuredRow(name, unit, rate, note);
        }
        catch (Exception exception) when (exception is DeviceException or InvalidOperationException or OutOfMemoryException)
        {
            return new MeasuredRow(name, unit, null, exception.Message.ReplaceLineEndings(" "));
        }
    }

    // Each byte is read and written.
    private static double Copy(DeviceBackend backend, long bytes)
    {
        var context = backend.Context;
        var (from, to) = (context.Allocate(bytes), context.Allocate(bytes));
        try
        {
            var best = 0.0;
            for (var repetition = 0; repetition < 5; repetition++)
            {
                context.Finish();
                var started = Stopwatch.GetTimestamp();
                for (var i = 0; i < 10; i++)
                    context.Copy(from, 0, to, 0, bytes);
                context.Finish();
                best = Math.Max(best, 2.0 * 10 * bytes / Giga / Stopwatch.GetElapsedTime(started).TotalSeconds);
            }

            return best;
        }
        finally
        {
            context.Free(from);
            context.Free(to);
        }
    }

    private static (double Rate, string Note) Train(DeviceBackend backend, TrainedNetwork network)
    {
        var files = FileSystemFileSource.FromEnvironment(null);
        var script = ScriptCompiler.Compile(new SourceText($"{network.Name}.nn", network.Text()), new CompilationOptions(files));
        if (script.Program is null || script.Diagnostics.Any(static diagnostic => diagnostic.IsError))
            throw new InvalidOperationException(string.Join("; ", script.Diagnostics.Select(static diagnostic => diagnostic.Message)));
        var clock = new ProgressClock();
        var result = ScriptRunner.Run(script.Program, new RunOptions(backend, clock, files, $"{network.Name}.nn"));
        if (result.Fault is { } fault)
            throw new InvalidOperationException(fault.Message);
        var rate = clock.StepsPerSecond ?? throw new InvalidOperationException("too few steps to measure");
        return (rate * network.PerStep, string.Create(CultureInfo.InvariantCulture, $"{1000 / rate:0.###} ms a step"));
    }
}
