using Dsl.Language.Graph;

namespace Dsl.Language.Programs;

/// <summary>What later entries of an interactive script can still read; all else can be let go.</summary>
/// <param name="Nodes">Values that names, weights to come or the last value stand for.</param>
/// <param name="Weights">Weights and states of models that can still be applied.</param>
/// <param name="Data">Data that can still be read.</param>
/// <param name="IsCurrent">Whether a weight was left as it is since an operation read it, so that one can still differentiate by it.</param>
public sealed record ReachableValues(
    IReadOnlySet<Node> Nodes, IReadOnlySet<Variable> Weights, IReadOnlySet<DataSlot> Data, Func<Variable, int, bool> IsCurrent);
