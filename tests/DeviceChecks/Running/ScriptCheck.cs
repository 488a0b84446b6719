using Dsl.DeviceChecks.Graphs;
using Dsl.Language.Compilation;
using Dsl.Language.Text;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;

namespace Dsl.DeviceChecks.Running;

/// <summary>A script that trains a small network: afterwards all its variables are compared.</summary>
/// <param name="Name">The script's name, without its ending.</param>
/// <param name="Tolerance">How much of the largest value of a variable an element may differ: steps of a training add up what rounding does.</param>
internal sealed record ScriptCheck(string Suite, string Name, double Tolerance) : DeviceCheck(Suite, Name)
{
    /// <summary>Whether values in 16 bits matter: the reference computes all in 64 bits, so that the processor's own kernels say what is right.</summary>
    public bool KeepsSixteenBits { get; init; }

    public override int Run(IBackend backend, CheckExtent extent)
    {
        var expected = Expected();
        var actual = Variables(backend);
        if (expected.Count == 0)
            throw new CheckFailedException($"{Name} has no variables");
        foreach (var (path, values) in expected)
        {
            if (!actual.TryGetValue(path, out var found))
                throw new CheckFailedException($"{Name}: there is no {path}");
            Closeness.Verify(values, found, Tolerance, $"{Name}, {path}");
        }

        return expected.Count;
    }

    private Dictionary<string, double[]> Expected()
    {
        if (!KeepsSixteenBits)
            return Variables(new ReferenceBackend());
        using var processor = new CpuBackend();
        return Variables(processor);
    }

    private Dictionary<string, double[]> Variables(IBackend backend)
    {
        using var stream = typeof(ScriptCheck).Assembly.GetManifestResourceStream($"{Name}.nn") ?? throw new CheckFailedException($"there is no script {Name}");
        using var reader = new StreamReader(stream);
        var files = FileSystemFileSource.FromEnvironment(null);
        var script = ScriptCompiler.Compile(new SourceText($"{Name}.nn", reader.ReadToEnd()), new CompilationOptions(files));
        if (script.Program is null)
            throw new CheckFailedException($"{Name}: {string.Join("; ", script.Diagnostics)}");
        var recorder = new VariableRecorder();
        var result = ScriptRunner.Run(script.Program, new RunOptions(backend, new SilentOutput(), files, $"{Name}.nn") { Recorder = recorder });
        if (result.Reason != RunEnd.Completed)
            throw new CheckFailedException($"{Name}: {result.Fault?.Message ?? result.Reason.ToString()}");
        return recorder.Values;
    }
}
