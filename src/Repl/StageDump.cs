using System.Globalization;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;

namespace Dsl.Repl;

/// <summary>What <c>--dump</c> shows: computations at stages of their compilation, on standard output or as files of a folder.</summary>
/// <param name="terminal">The program's streams.</param>
/// <param name="stages">The stages to show, in order.</param>
/// <param name="folder">Where files are written; null for standard output.</param>
internal sealed class StageDump(Terminal terminal, IReadOnlyCollection<CompilationStage> stages, string? folder)
{
    /// <summary>The word that stands for every stage.</summary>
    public const string EveryStage = "all";

    private int count;

    /// <summary>The stages that a name on the command line stands for.</summary>
    public static IReadOnlyCollection<CompilationStage> StagesOf(string name) =>
        name == EveryStage ? CompilationStages.All : [CompilationStages.Find(name) ?? throw new ArgumentException($"{name} is no stage", nameof(name))];

    /// <summary>Shows one computation.</summary>
    public void Write(CompileRequest request)
    {
        count++;
        foreach (var stage in stages)
        {
            var text = stage.Print(request);
            if (folder is null)
                terminal.Output.Write($"--- {Place(request)}: {stage.Name}: {stage.Summary}\n{text}\n");
            else
                WriteFile(folder, FileName(request, stage), text);
        }

        terminal.Output.Flush();
    }

    /// <summary>Says of the computation shown last that a run goes through none of its stages.</summary>
    public void WriteEvaluated(CompileRequest request)
    {
        const string Note = "runs once and is small, so this run evaluates it operation by operation; the stages are those of compiling it";
        if (folder is null)
            terminal.Output.Write($"--- {Place(request)}: {Note}\n\n");
        else
            WriteFile(folder, string.Create(CultureInfo.InvariantCulture, $"{count:000}-line{request.Location?.LineNumber ?? 0}-evaluated.txt"), $"{Place(request)} {Note}\n");
        terminal.Output.Flush();
    }

    /// <summary>Says that a computation cannot be shown yet.</summary>
    public void WriteProblem(int line, string problem) => terminal.Output.Write(string.Create(CultureInfo.InvariantCulture, $"--- line {line}: {problem}\n"));

    private static string Place(CompileRequest request) =>
        request.Location is { } location ? string.Create(CultureInfo.InvariantCulture, $"line {location.LineNumber}") : "no line";

    private static void WriteFile(string folder, string name, string text)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), text);
    }

    private string FileName(CompileRequest request, CompilationStage stage)
    {
        var position = CompilationStages.All.IndexOf(stage);
        return string.Create(CultureInfo.InvariantCulture, $"{count:000}-line{request.Location?.LineNumber ?? 0}-{position:00}-{stage.Name}.txt");
    }
}
