using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Language.Text;

namespace Dsl.Language.Binding;

/// <summary>What elaboration makes of one entry of an interactive script.</summary>
/// <param name="Starts">First values of weights that earlier entries named and this one gives their shapes.</param>
/// <param name="Actions">What the entry does.</param>
/// <param name="Diagnostics">What is wrong.</param>
/// <param name="Values">What every expression and bound name of the entry was seen to be.</param>
/// <param name="Description">A few words on the value of its last expression; null when it has none.</param>
/// <param name="Unprepared">The first statement that came to nothing.</param>
internal sealed record ElaboratedEntry(
    ImmutableArray<ScriptAction> Starts, ImmutableArray<ScriptAction> Actions, ImmutableArray<Diagnostic> Diagnostics,
    RecordedValues Values, string? Description, SourceLocation? Unprepared)
{
    /// <summary>The value of its last expression; null when it has none.</summary>
    public Value? Value { get; init; }
}
