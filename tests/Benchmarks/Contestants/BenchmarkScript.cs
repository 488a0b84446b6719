using System.Globalization;
using System.Text.RegularExpressions;
using Dsl.Language.Compilation;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Runtime.Data;

namespace Dsl.Benchmarks.Contestants;

/// <summary>A checked script and what it is run with.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Program">What it does.</param>
/// <param name="Files">Where its data is found.</param>
internal sealed partial record BenchmarkScript(string Path, ScriptProgram Program, IDataFileSource Files)
{
    /// <summary>Reads and checks a script.</summary>
    /// <param name="path">The script.</param>
    /// <param name="dataFolders">Folders to look for data in, separated as the system separates paths.</param>
    /// <param name="sizes">Whole numbers that the script binds to names at the beginning of a line, and what to bind instead.</param>
    /// <exception cref="InvalidOperationException">It has mistakes.</exception>
    public static BenchmarkScript Read(string path, string? dataFolders, IReadOnlyDictionary<string, long>? sizes = null)
    {
        var files = new FileSystemFileSource(null, dataFolders);
        var text = WholeNumber().Replace(File.ReadAllText(path), match =>
            sizes is not null && sizes.TryGetValue(match.Groups[1].Value, out var size) ? string.Create(CultureInfo.InvariantCulture, $"{match.Groups[1].Value} = {size}") : match.Value);
        var compiled = ScriptCompiler.Compile(new SourceText(path, text), new CompilationOptions(files));
        return compiled.Program is { } program
            ? new BenchmarkScript(path, program, files)
            : throw new InvalidOperationException($"{path}: {string.Join("; ", compiled.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.Message))}");
    }

    [GeneratedRegex(@"^(\w+) = \d+$", RegexOptions.Multiline)]
    private static partial Regex WholeNumber();
}
