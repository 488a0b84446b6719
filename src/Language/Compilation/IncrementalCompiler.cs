using System.Collections.Immutable;
using Dsl.Language.Compilation.Incremental;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation;

/// <summary>
/// Checks one version of a script after another, and looks only at what an edit can have changed: the statements that share names with an edited one, and the declarations
/// that lead to it. Gives what <see cref="ScriptCompiler"/> gives for the same text, without a program and with untried fixes. Can be asked by several threads; they wait for one another.
/// </summary>
public sealed class IncrementalCompiler
{
    // Each version that something was found out in keeps its text.
    private const int MostVersions = 16;

    private readonly Lock access = new();
    private SyntaxTree? tree;
    private ImmutableArray<CheckedStatement> statements = [];
    private FileAnswers? imports;
    private ReachFinder? reaches;

    /// <summary>Checks a version.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="files">The way to files that it names.</param>
    /// <param name="cancel">Ends the work early, with an <see cref="OperationCanceledException"/>; what is known of the version before stays known.</param>
    public CompiledScript Compile(SourceText source, IFileSource files, CancellationToken cancel = default) => Compile(SyntaxTree.Parse(source), files, cancel);

    /// <summary>Checks a version.</summary>
    /// <param name="parsed">Its tree.</param>
    /// <param name="files">The way to files that it names.</param>
    /// <param name="cancel">Ends the work early, with an <see cref="OperationCanceledException"/>; what is known of the version before stays known.</param>
    public CompiledScript Compile(SyntaxTree parsed, IFileSource files, CancellationToken cancel = default)
    {
        lock (access)
        {
            cancel.ThrowIfCancellationRequested();
            return DeepStack.Run(() => CompileHere(parsed, files, cancel));
        }
    }

    private CompiledScript CompileHere(SyntaxTree parsed, IFileSource files, CancellationToken cancel)
    {
        var source = parsed.Source;
        var matched = StatementMatcher.Match(tree, statements, parsed);
        var check = new IncrementalCheck(parsed, matched, files, imports, reaches, cancel);
        if (!check.TryRun(out var values))
            return ScriptCompiler.CompileHere(source, new CompilationOptions(files, CheckFixes: false) { ChecksOnly = true, Cancel = cancel });
        for (var i = 0; i < matched.Length; i++)
            matched[i].Findings = check.Findings[i];
        ForgetSmallestVersion(matched);
        (tree, statements, imports, reaches) = (parsed, matched, check.Imports, check.Reaches);
        var diagnostics = ScriptCompiler.Join(parsed, check.Diagnostics.ToImmutable(), check.Unprepared);
        return new CompiledScript(source, parsed, AllowedLints.Without(source, diagnostics.ToImmutable()), null, values);
    }

    private static void ForgetSmallestVersion(ImmutableArray<CheckedStatement> statements)
    {
        var versions = statements.Select(static s => s.Findings?.Version).OfType<ScriptVersion>().CountBy(static v => v).ToList();
        if (versions.Count <= MostVersions)
            return;
        var smallest = versions.MinBy(static v => v.Value).Key;
        foreach (var statement in statements)
        {
            if (statement.Findings?.Version == smallest)
                statement.Findings = null;
        }
    }
}
