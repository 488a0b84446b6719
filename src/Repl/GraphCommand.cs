using System.Collections.Immutable;
using Dsl.Language.Compilation;
using Dsl.Language.Services.Drawings;
using Dsl.Language.Text;
using Dsl.Runtime.Data;

namespace Dsl.Repl;

/// <summary><c>nn graph</c>: draws a model or what leads to a value, without running the script.</summary>
internal static class GraphCommand
{
    private const int MostNames = 12;

    /// <summary>The forms that a drawing can have, the default first.</summary>
    public static ImmutableArray<string> Formats { get; } = ["svg", "mermaid", "text"];

    /// <summary>The form that the name of a file asks for; null where its ending says none.</summary>
    private static string? FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".SVG" => "svg",
        ".MMD" or ".MERMAID" or ".MD" => "mermaid",
        ".TXT" => "text",
        _ => null,
    };

    /// <param name="terminal">The program's streams.</param>
    /// <param name="request">What is asked for.</param>
    public static int Run(Terminal terminal, GraphRequest request)
    {
        if (ScriptFile.Read(terminal, request.Path) is not { } bytes)
            return ExitCode.Usage;
        if (request.Output is { } file && !OutputFile.CanWrite(terminal, file, request.Path))
            return ExitCode.Usage;
        var format = request.Format ?? (request.Output is null ? Formats[0] : FormatOf(request.Output));
        if (format is null)
            return Complain(terminal, $"the ending of '{request.Output}' names no form of a drawing: end it in .svg, .mmd or .txt, or say --format {string.Join(" or ", Formats)}");
        var files = FileSystemFileSource.FromEnvironment(request.DataFolder);
        var compiled = ScriptChecker.Check(request.Path, bytes, files, request.Settings, out var problem, describesModels: true);
        if (problem is not null)
            return Complain(terminal, problem);
        if (!compiled.Diagnostics.IsEmpty)
            DiagnosticWriter.WriteText(terminal, compiled.Diagnostics);
        if (compiled.Program is null)
            return ExitCode.Diagnostics;
        if (Draw(compiled, request.Name, out problem) is not { } drawing)
            return Complain(terminal, problem!);
        var text = format switch
        {
            "mermaid" => MermaidDrawing.Write(drawing),
            "text" => TextDrawing.Write(drawing),
            _ => SvgDrawing.Write(drawing),
        };
        if (request.Output is null)
        {
            terminal.Output.Write(text);
            return ExitCode.Success;
        }

        return OutputFile.Write(terminal, request.Output, text) ? ExitCode.Success : ExitCode.Usage;
    }

    private static NetworkDrawing? Draw(CompiledScript compiled, string? name, out string? problem)
    {
        if (name is not null && compiled.Tensors.FirstOrDefault(tensor => tensor.Name == name) is { } tensor)
        {
            problem = null;
            return NetworkDrawer.Draw(name, [tensor.Node]);
        }

        if (name is not null && !compiled.Models.Any(model => model.Name == name))
        {
            ImmutableArray<string> names = [.. compiled.Models.Select(static model => model.Name), .. compiled.Tensors.Select(static bound => bound.Name)];
            var hint = NearMiss.Find(name, names) is { } near ? $"did you mean {near}?" : names.IsEmpty ? "it binds none at its top level" : $"there is {string.Join(", ", names.Take(MostNames))}";
            problem = $"the script binds no model and no tensor to `{name}`; {hint}";
            return null;
        }

        return ModelChoice.Choose(compiled, name, out problem) is { } model ? NetworkDrawer.Draw(model) : null;
    }

    private static int Complain(Terminal terminal, string problem)
    {
        terminal.Error.WriteLine($"nn: {VisibleText.Of(problem)}");
        return ExitCode.Usage;
    }
}
