using System.Collections.Immutable;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Language.Text;

namespace Dsl.Language.Binding;

/// <summary>What elaboration makes of a script.</summary>
/// <param name="Program">What it does; null when something is wrong.</param>
/// <param name="Diagnostics">What is wrong.</param>
/// <param name="Values">What every expression and bound name of the script was last seen to be.</param>
public sealed record ElaboratedScript(
    ScriptProgram? Program, ImmutableArray<Diagnostic> Diagnostics, RecordedValues Values)
{
    /// <summary>The first statement that came to nothing. Where nothing else is wrong this is a mistake of its own, as the run would leave the statement out.</summary>
    public SourceLocation? Unprepared { get; init; }

    /// <summary>The models that the script binds to names, where they were asked for and nothing is wrong.</summary>
    public ImmutableArray<DescribedModel> Models { get; init; } = [];

    /// <summary>The tensors that the script's names stand for at its end, where models were asked for and nothing is wrong.</summary>
    public ImmutableArray<NamedTensor> Tensors { get; init; } = [];
}
