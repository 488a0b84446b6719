using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>What came of a script: its lines, its diagnostics as a person sees them, and whether the check let it run.</summary>
internal sealed record ScriptOutcome(ImmutableArray<string> Lines, ImmutableArray<Diagnostic> Diagnostics, string Rendering, bool IsAccepted)
{
    /// <summary>The figures of every program that was compiled, by the line of the statement that asked.</summary>
    public IReadOnlyList<(int Line, ProgramStatistics Figures)> Programs { get; init; } = [];

    /// <summary>The code of the first error, else of the first warning; null when there is neither.</summary>
    public string? WorstCode => (Diagnostics.FirstOrDefault(static d => d.IsError) ?? Diagnostics.FirstOrDefault())?.Code;

    public bool HasErrors => Diagnostics.Any(static d => d.IsError);
}
