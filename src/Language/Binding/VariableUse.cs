using Dsl.Language.Graph;

namespace Dsl.Language.Binding;

/// <summary>A variable that a value is computed from.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Version">How often it had been updated when it was read.</param>
/// <param name="Node">What was read.</param>
internal sealed record VariableUse(Variable Variable, int Version, Node Node);
