using System.Diagnostics;
using System.Globalization;
using Dsl.Benchmarks.Contestants;
using Dsl.Runtime.Backends.Cpu;

namespace Dsl.Benchmarks.Rows;

/// <summary>Makes the contestants that rows name.</summary>
internal static class ContestantFactory
{
    /// <summary>By which tables name this project's own.</summary>
    public const string Own = "nn";

    private static string Folder => AppContext.BaseDirectory;

    /// <summary>The last expression of a script, again and again.</summary>
    public static IContestant Expression(BenchmarkSettings settings, string script, int threads, IReadOnlyDictionary<string, long>? sizes = null) =>
        new ComputationContestant(Own, BenchmarkScript.Read(ScriptPath(script), settings.DataFolders, sizes), Backend(threads), settings);

    /// <summary>A training script; a repetition is so many steps, or ends with a line that it prints when that is 0.</summary>
    public static IContestant Training(BenchmarkSettings settings, string script, long steps, double units, int warmUp = 2) =>
        new ScriptContestant(Own, BenchmarkScript.Read(ScriptPath(script), settings.DataFolders), Backend(settings.Threads), settings.Clock, steps, units, warmUp);

    /// <summary>The command-line program, from its start to its end.</summary>
    public static IContestant Program(BenchmarkSettings settings, string script) => new ProgramContestant(Own, () =>
    {
        var program = Path.Combine(Folder, OperatingSystem.IsWindows() ? "nn.exe" : "nn");
        var info = File.Exists(program) ? new ProcessStartInfo(program) : new ProcessStartInfo("dotnet", [Path.Combine(Folder, "nn.dll")]);
        info.ArgumentList.Add("run");
        info.ArgumentList.Add(ScriptPath(script));
        info.Environment["NN_DATA"] = settings.DataFolders;
        return info;
    });

    /// <summary>A row in Python, by the module of that name.</summary>
    public static PeerReference Python(string name, string row) => new(name, settings => settings.Python is null
        ? new MissingContestant(name, $"no python3 on the path has the library {name}")
        : new WorkerContestant(name, new ProcessStartInfo(settings.Python,
        [
            Path.Combine(Folder, "Peers", "worker.py"), name + "_peer", row, Number(settings.Seconds), Number(settings.Threads), settings.DataFolders, settings.Clock.ToString(),
        ])));

    /// <summary>A whole Python program.</summary>
    public static PeerReference PythonProgram(string name, string file) => new(name, settings => settings.Python is null
        ? new MissingContestant(name, $"no python3 on the path has the library {name}")
        : new ProgramContestant(name, () => WithVariables(
            new ProcessStartInfo(settings.Python, [Path.Combine(Folder, "Peers", file), settings.DataFolders]), settings.Threads)));

    /// <summary>A matrix product by a native library.</summary>
    public static PeerReference MatrixLibrary(string name, int rows, int inner, int columns, int threads) => new(name, settings =>
        new WorkerContestant(name, WithVariables(
            new ProcessStartInfo(
                Environment.ProcessPath!,
                [
                    .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? new[] { typeof(ContestantFactory).Assembly.Location } : [],
                    "--worker", name, Number(rows), Number(inner), Number(columns), Number(settings.Seconds), settings.Clock.ToString(),
                ]),
            threads)));

    /// <summary>Training steps of a GPT by llm.c.</summary>
    public static PeerReference LlmC(int layers, int width, int heads, int context, int batch, int vocabulary)
    {
        const string Name = "llm.c";
        return new(Name, settings =>
        {
            if (settings.LlmC is null)
                return new MissingContestant(Name, "--llmc says where its train_gpt2.c lies");
            if (LlmCProgram.Build(settings.LlmC, Path.Combine(Folder, "Peers"), out var reason) is not { } program)
                return new MissingContestant(Name, reason);
            return new WorkerContestant(Name, WithVariables(
                new ProcessStartInfo(
                    program,
                    [Number(layers), Number(width), Number(heads), Number(context), Number(batch), Number(vocabulary), Number(settings.Seconds), settings.Clock.ToString()]),
                settings.Threads));
        });
    }

    /// <summary>A plain copy of the bytes that a kernel reads and writes.</summary>
    public static PeerReference Copy(long bytes) => new("copy", settings => new CopyContestant(bytes, settings));

    private static CpuBackend Backend(int threads) => new(new CpuOptions(threads));

    private static string ScriptPath(string name) => Path.Combine(Folder, "Scripts", name);

    private static ProcessStartInfo WithVariables(ProcessStartInfo info, int threads)
    {
        foreach (var (name, value) in BenchmarkSettings.LibraryVariables(threads))
            info.Environment[name] = value;
        return info;
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
