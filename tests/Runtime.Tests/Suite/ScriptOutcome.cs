using System.Collections.Immutable;
using Dsl.Language.Diagnostics;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>What came of a script: its lines, its diagnostics as a person sees them, and whether the check let it run.</summary>
internal sealed record ScriptOutcome(ImmutableArray<string> Lines, ImmutableArray<Diagnostic> Diagnostics, string Rendering, bool IsAccepted)
{
    public bool HasErrors => Diagnostics.Any(static d => d.IsError);
}
