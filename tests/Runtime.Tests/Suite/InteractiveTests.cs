using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Data;
using Dsl.Runtime.Scripts;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>The statements of a script, entered one after another, print what the script prints.</summary>
public class InteractiveTests
{
    public static TheoryData<string> Scripts() =>
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Fixtures, "output"), "*.nn").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void StatementsEnteredOneByOnePrintTheSame(string name)
    {
        var path = Path.Combine(RepositoryPaths.Fixtures, "output", name);
        var fixture = Fixture.Read(path);
        Assert.Null(fixture.Code);
        var statements = SyntaxTree.Parse(new SourceText(name, fixture.Script)).Root.Statements;

        // A script may use what it declares further down; entries know only what was before.
        var lines = Enter(name, Path.GetDirectoryName(path)!, statements, out _)
            ?? Enter(name, Path.GetDirectoryName(path)!, [.. statements.OrderBy(static s => s is FunctionDeclarationSyntax or ModelDeclarationSyntax ? 0 : 1)], out var problem)
            ?? throw new InvalidOperationException(problem);
        Assert.Equal(string.Join('\n', fixture.Expected), string.Join('\n', lines));
    }

    private static IReadOnlyList<string>? Enter(string name, string folder, ImmutableArray<StatementSyntax> statements, out string problem)
    {
        problem = string.Empty;
        var output = new RecordedOutput();
        using var backend = new CpuBackend();
        using var run = new InteractiveRun(new RunOptions(backend, output, new FileSystemFileSource(folder, RepositoryPaths.Data), name));
        foreach (var statement in statements)
        {
            var problems = new List<Diagnostic>();
            var result = run.Enter(new SourceText(name, statement.Location.Text + ";"), problems.AddRange);
            if (result?.Reason == RunEnd.Completed)
                continue;
            problem = $"{statement.Location.Text}\n{string.Join('\n', problems.Append(result?.Fault).Select(static d => d?.Message))}";
            return null;
        }

        return output.Lines;
    }
}
