using System.Diagnostics;
using Dsl.Language.Compilation;
using Dsl.Language.Diagnostics;
using Dsl.Language.Text;
using Dsl.Runtime.Tests.Data;
using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>Compiles any text and verifies what holds of every compilation: it ends soon, and what it says can be shown.</summary>
internal static class CompilationCheck
{
    // A second is the aim; a machine that runs all tests at once may be several times slower than an idle one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static CompiledScript Compile(string text)
    {
        var source = new SourceText(Path.Combine(RepositoryPaths.Examples, "edited.nn"), text);
        var options = new CompilationOptions(DataFolder.Files);
        var watch = Stopwatch.StartNew();
        var compiled = ScriptCompiler.Compile(source, options);
        if (watch.Elapsed > Patience)
        {
            watch.Restart();
            compiled = ScriptCompiler.Compile(source, options);
            Assert.True(watch.Elapsed < Patience, $"compiling took {watch.Elapsed.TotalSeconds:0.0} s twice:\n{text}");
        }

        foreach (var diagnostic in compiled.Diagnostics)
        {
            Assert.NotEmpty(DiagnosticTextRenderer.Render(diagnostic, color: false));
            Assert.InRange(diagnostic.Location.Span.End, 0, diagnostic.Location.Source.Content.Length);
        }

        Assert.True(compiled.Program is null == compiled.Diagnostics.Any(static d => d.IsError), "a script has a program exactly when it has no error");
        return compiled;
    }
}
