using System.Collections.Immutable;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;

namespace Dsl.Language.Compilation;

/// <summary>What an entry would be and do; nothing of it is known to later entries.</summary>
/// <param name="Diagnostics">What is wrong with it.</param>
/// <param name="Actions">What it would do, start values of weights first; nothing when it has errors.</param>
/// <param name="Description">A few words on the value of its last expression; null when it has none or is wrong.</param>
/// <param name="Tensors">The tensors of that value, each with its name within the value: empty for a single one, a field's name, or a position.</param>
/// <param name="Model">The model that the value is, applied to inputs of open batch; null where it is none.</param>
public sealed record ExaminedEntry(
    ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<ScriptAction> Actions, string? Description, ImmutableArray<ExaminedTensor> Tensors, DescribedModel? Model)
{
    /// <summary>Whether a mistake keeps it from running.</summary>
    public bool HasErrors => Diagnostics.Any(static d => d.IsError);

    /// <summary>The weights of its value where that is a model.</summary>
    public ImmutableArray<Variable> Weights { get; init; } = [];

    /// <summary>What computes its tensors.</summary>
    public ImmutableArray<Node> Nodes => [.. Tensors.Select(static tensor => tensor.Node)];
}
