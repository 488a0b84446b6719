using System.Collections.Immutable;
using Dsl.Language.Diagnostics;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>What came of a script: its lines, and its diagnostics as a person sees them.</summary>
internal sealed record ScriptOutcome(ImmutableArray<string> Lines, ImmutableArray<Diagnostic> Diagnostics, string Rendering)
{
    public bool HasErrors => Diagnostics.Any(static d => d.IsError);
}
