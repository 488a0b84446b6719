using System.Diagnostics;
using System.Globalization;
using Dsl.Benchmarks.Contestants;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Scripts;

namespace Dsl.Benchmarks.Profiling;

/// <summary><c>--profile SCRIPT</c>: where the time of a script's computations goes, launch by launch.</summary>
internal static class ProfileCommand
{
    private const int ProgramsInFull = 2;

    /// <param name="output">Where the tables go.</param>
    /// <param name="path">The script.</param>
    /// <param name="dataFolders">Where its data is.</param>
    /// <param name="seconds">It is stopped after this time.</param>
    /// <param name="threads">Threads that compute; 0 for all.</param>
    public static int Run(TextWriter output, string path, string? dataFolders, double seconds, int threads)
    {
        var script = BenchmarkScript.Read(path, dataFolders);
        var profile = new LaunchProfile();
        using var interruption = new RunInterruption();
        var watch = new Stopwatch();
        var steps = 0L;
        var quiet = new QuietOutput(null, () =>
        {
            if (steps++ == 0)
                watch.Start();
            else if (watch.Elapsed.TotalSeconds > seconds)
                Stop(interruption);
        });
        using var limit = new Timer(_ => Stop(interruption), null, TimeSpan.FromSeconds(seconds * 2), TimeSpan.FromSeconds(1));
        var result = ScriptRunner.Run(script.Program, new RunOptions(new CpuBackend(new CpuOptions(threads)) { Observer = profile }, quiet, script.Files, path, Interruption: interruption));
        watch.Stop();
        if (result.Fault is { } fault)
            throw new InvalidOperationException(fault.Message);
        if (steps > 1)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{steps - 1} steps after the first, {watch.Elapsed.TotalMilliseconds / (steps - 1):0.####} ms each"));
        var bodies = profile.Programs.Keys.SelectMany(static p => p.Kernels).OfType<ScanKernel>().Select(static s => s.Body).ToHashSet(ReferenceEqualityComparer.Instance);
        var outermost = profile.Programs.Where(p => !bodies.Contains(p.Key)).OrderByDescending(static p => p.Value.TotalSeconds).ToList();
        foreach (var (program, times) in outermost.Take(ProgramsInFull))
        {
            if (times.TotalSeconds > 0)
                Print(output, profile, program, times, string.Empty);
        }

        return 0;
    }

    // The first request ends a training, the second the run.
    private static void Stop(RunInterruption interruption)
    {
        interruption.Request();
        interruption.Request();
    }

    private static void Print(TextWriter output, LaunchProfile profile, KernelProgram program, LaunchTimes times, string indent)
    {
        var positions = Enumerable.Range(0, program.Kernels.Length).ToList();
        var whole = positions.Sum(times.Mean);
        var flops = positions.Sum(i => KernelWork.Of(program.Kernels[i]).Flops);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{indent}{program.Kernels.Length} launches, {whole * 1e6:0.0} us a run, {flops * 1e-6:0.###} MFLOP in contractions ({Rate(flops, whole)} GFLOP/s over all), arena {program.ArenaBytes >> 10} KiB"));
        output.WriteLine($"{indent}  share       us/run   GFLOP/s      GB/s  launch");
        foreach (var i in positions.OrderByDescending(times.Mean))
        {
            var kernel = program.Kernels[i];
            var seconds = times.Mean(i);
            var work = KernelWork.Of(kernel);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{indent}{seconds / whole,7:0.0%} {seconds * 1e6,12:0.00} {(work.Flops > 0 ? Rate(work.Flops, seconds) : ""),9} {Rate(work.Bytes, seconds),9}  {i} {Describe(kernel)}"));
            if (kernel is FusedKernel fused)
                PrintMembers(output, profile, fused, indent);
            if (kernel is ScanKernel scan && profile.Programs.TryGetValue(scan.Body, out var inner))
                Print(output, profile, scan.Body, inner, indent + "          ");
        }
    }

    private static string Describe(Kernel kernel) => kernel is FusedKernel fused
        ? string.Join(" and ", fused.Segments.Select(static s => string.Create(CultureInfo.InvariantCulture, $"{s.Positions} positions by {s.Chunk}")))
        : SchedulePrinter.Describe(kernel);

    // Members run on several threads, so that their times add up to more than the launch's.
    private static void PrintMembers(TextWriter output, LaunchProfile profile, FusedKernel fused, string indent)
    {
        foreach (var segment in fused.Segments)
        {
            foreach (var member in segment.Members)
            {
                if (!profile.Members.TryGetValue(member, out var times))
                    continue;
                var seconds = times.Median * segment.Chunks * (segment.Turn > 0 ? (segment.Chunk + segment.Turn - 1) / segment.Turn : 1);
                var work = KernelWork.Of(member.Kernel);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{indent}        {seconds * 1e6,12:0.00} {(work.Flops > 0 ? Rate(work.Flops, seconds) : ""),9} {Rate(work.Bytes, seconds),9}      {SchedulePrinter.Describe(member.Kernel)}"));
            }
        }
    }

    private static string Rate(double work, double seconds) => seconds > 0 ? (work / seconds * 1e-9).ToString("0.0", CultureInfo.InvariantCulture) : "-";
}
