using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Text;

namespace Dsl.Runtime.Execution;

/// <summary>What to compile; every size in it is a known number.</summary>
/// <param name="Outputs">Values to read back after a run.</param>
/// <param name="Assignments">Variables that get a new value; all values are computed before any is given.</param>
/// <param name="Supplied">Nodes that are not computed: their values are given (cut points).</param>
public sealed record CompileRequest(
    ImmutableArray<Node> Outputs,
    ImmutableArray<VariableAssignment> Assignments,
    ImmutableArray<Node> Supplied)
{
    /// <summary>The statement of the script that asks; null outside scripts.</summary>
    public SourceLocation? Location { get; init; }

    /// <summary>An output, a bool scalar: where it is false, runs after this one that begin before anybody has looked change nothing; null where none tells.</summary>
    public int? GuardOutput { get; init; }

    /// <summary>Whether whoever asks knows of one run only, so that a backend need not spend time on a program that runs fast.</summary>
    public bool RunsOnce { get; init; }

    /// <summary>Whether outputs are read by other programs only, so that a device keeps them.</summary>
    public bool KeepsOutputs { get; init; }
}
