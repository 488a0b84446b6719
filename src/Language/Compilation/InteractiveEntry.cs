using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation;

/// <summary>An entry of an interactive script, checked.</summary>
/// <param name="Source">Its text.</param>
/// <param name="Diagnostics">What is wrong with it.</param>
/// <param name="Starts">To be run first: start values of weights that earlier entries named.</param>
/// <param name="Actions">To be run then; nothing when it has errors.</param>
public sealed record InteractiveEntry(
    SourceText Source, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<ScriptAction> Starts, ImmutableArray<ScriptAction> Actions)
{
    /// <summary>Whether it ends with an expression that has a value.</summary>
    public bool HasValue { get; init; }

    /// <summary>Whether a mistake keeps it from running; nothing of it is then known to later entries.</summary>
    public bool HasErrors => Diagnostics.Any(static d => d.IsError);
}
