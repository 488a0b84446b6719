using System.Collections.Immutable;
using Dsl.Language.Compilation;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Binding;

/// <summary>Compiles scripts that name no files.</summary>
internal static class CompiledText
{
    public static CompiledScript Of(string text) => ScriptCompiler.Compile(new SourceText("script.nn", text), new CompilationOptions(NoFiles.Instance));

    /// <summary>The codes of all diagnostics, each once, in order.</summary>
    public static string[] Codes(string text) => [.. Of(text).Diagnostics.Select(static d => d.Code).Distinct()];

    /// <summary>The program of a script that must be without mistakes.</summary>
    public static ScriptProgram Program(string text)
    {
        var compiled = Of(text);
        Assert.True(compiled.Diagnostics.IsEmpty, string.Join('\n', compiled.Diagnostics.Select(static d => DiagnosticTextRenderer.Render(d, color: false))));
        return compiled.Program!;
    }

    /// <summary>The weights and states that a script gives their first values, in order.</summary>
    public static ImmutableArray<Variable> Variables(string text) =>
        [.. Program(text).Actions.OfType<AssignAction>().SelectMany(static a => a.Assignments).Select(static a => a.Variable).Distinct()];

    public static long CountOfParameters(IEnumerable<Variable> variables) =>
        variables.Where(static v => v.Kind == VariableKind.Parameter).Sum(static v => v.Type.Shape.ElementCount.ConstantValue ?? throw new InvalidOperationException($"{v} has no known size"));
}
