using System.Collections.Immutable;
using Dsl.Language.Compilation;
using Dsl.Language.Diagnostics;
using Dsl.Language.Text;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>Checks and runs a script as the program does, in a folder of its own for what it writes.</summary>
internal static class ScriptHarness
{
    /// <param name="text">The script.</param>
    /// <param name="name">The path that diagnostics show.</param>
    /// <param name="folder">Where the script's data is looked for first.</param>
    /// <param name="backend">What computes; the cpu when null.</param>
    /// <param name="seed">The seed until the script sets one.</param>
    public static ScriptOutcome Run(string text, string name, string folder, IBackend? backend = null, long seed = 0)
    {
        var source = new SourceText(name, text);
        var files = new FileSystemFileSource(folder, RepositoryPaths.Data);
        var compiled = ScriptCompiler.Compile(source, new CompilationOptions(files));
        if (compiled.Program is not { } program || compiled.Diagnostics.Any(static d => d.IsError))
            return Outcome([], compiled.Diagnostics, folder, isAccepted: false);
        var output = new RecordedOutput();
        var working = Directory.CreateTempSubdirectory("nn-suite-");
        try
        {
            using var own = backend is null ? new CpuBackend() : null;
            var recording = new RecordingBackend(backend ?? own!);
            var result = ScriptRunner.Run(program, new RunOptions(recording, output, files, Path.Combine(working.FullName, name), seed));
            var diagnostics = result.Fault is { } fault ? compiled.Diagnostics.Add(fault) : compiled.Diagnostics;
            var outcome = Outcome([.. output.Lines], diagnostics, folder, isAccepted: true, working.FullName);
            return outcome with { Programs = recording.Programs };
        }
        finally
        {
            working.Delete(recursive: true);
        }
    }

    // Reports are laid out for a width: where the folders lie must not decide where their lines break, so they get their names before.
    private static ScriptOutcome Outcome(
        ImmutableArray<string> lines, ImmutableArray<Diagnostic> diagnostics, string folder, bool isAccepted, string? working = null)
    {
        var rendering = string.Join("\n", diagnostics.Select(d => DiagnosticTextRenderer.Render(Named(d), color: false).TrimEnd()));
        return new ScriptOutcome(lines, diagnostics, NamedText(rendering), isAccepted);

        Diagnostic Named(Diagnostic diagnostic) => diagnostic with
        {
            Message = NamedText(diagnostic.Message),
            Notes = [.. diagnostic.Notes.Select(NamedText)],
            Annotations = [.. diagnostic.Annotations.Select(a => a with { Text = NamedText(a.Text) })],
            Fixes = [.. diagnostic.Fixes.Select(f => f with { Title = NamedText(f.Title) })],
        };

        string NamedText(string text)
        {
            text = text.Replace(RepositoryPaths.Data, "DATA", StringComparison.Ordinal).Replace(folder, "SCRIPTS", StringComparison.Ordinal);
            return working is null ? text : text.Replace(working, "OUTPUT", StringComparison.Ordinal);
        }
    }
}
