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
}
