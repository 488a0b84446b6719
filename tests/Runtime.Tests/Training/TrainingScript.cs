using Dsl.Language.Compilation;
using Dsl.Language.Text;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;
using Dsl.Runtime.Tests.Execution;
using Dsl.Runtime.Tests.Storage;

namespace Dsl.Runtime.Tests.Training;

/// <summary>A script that trains, compiled once, and a folder in which it may be run again and again.</summary>
internal sealed class TrainingScript : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly IBackend backend;
    private readonly CompiledScript compiled;
    private readonly FileSystemFileSource files;

    /// <param name="text">The script.</param>
    /// <param name="backend">What computes, disposed of with this; null for the processor.</param>
    /// <param name="book">A text that is there as <c>book.txt</c>.</param>
    public TrainingScript(string text, IBackend? backend = null, string? book = null)
    {
        this.backend = backend ?? new CpuBackend();
        if (book is not null)
            File.WriteAllText(PathOf("book.txt"), book);
        files = new FileSystemFileSource(folder.Path, null);
        compiled = ScriptCompiler.Compile(new SourceText("script.nn", text), new CompilationOptions(files));
        Assert.True(compiled.Program is not null, string.Join('\n', compiled.Diagnostics.Select(static d => d.Message)));
    }

    /// <summary>What the last run wrote.</summary>
    public RecordedOutput Output { get; private set; } = new();

    public string PathOf(string name) => Path.Combine(folder.Path, name);

    /// <summary>The bytes of a file that the script wrote.</summary>
    public byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>The names of the files of a folder, in order.</summary>
    public string[] Files(string name) => [.. Directory.GetFiles(PathOf(name)).Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>Runs it.</summary>
    /// <param name="interruptAfter">Asks, after so many steps, to end the training.</param>
    /// <param name="onProgress">Is told of each step; then nothing is kept of them.</param>
    public RunResult Run(long? interruptAfter = null, Action<TrainingProgress>? onProgress = null)
    {
        using var interruption = new RunInterruption();
        Output = new RecordedOutput
        {
            IsLive = true,
            KeepsProgress = onProgress is null,
            OnProgress = onProgress ?? (progress =>
            {
                if (progress.Step == interruptAfter)
                    interruption.Request();
            }),
        };
        return ScriptRunner.Run(compiled.Program!, new RunOptions(backend, Output, files, PathOf("script.nn"), 0, interruption));
    }

    /// <summary>Runs it to its end and gives what it printed, without the lines of the training.</summary>
    public string RunToEnd()
    {
        var result = Run();
        Assert.True(result.Fault is null, result.Fault?.Message);
        Assert.Equal(RunEnd.Completed, result.Reason);
        return string.Join('\n', Output.Text.Split('\n').Where(static l => !l.StartsWith("epoch ", StringComparison.Ordinal) && !l.StartsWith("step ", StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        (backend as IDisposable)?.Dispose();
        folder.Dispose();
    }
}
