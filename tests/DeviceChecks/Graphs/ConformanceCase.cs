using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>One call of an operator with particular shapes.</summary>
/// <param name="Inputs">The shape of each input, and for an index the size it points into.</param>
internal sealed record ConformanceCase(Operator Operator, OperatorAttributes Attributes, ImmutableArray<CaseInput> Inputs)
{
    public override string ToString() => $"{Operator.Name}({string.Join(", ", Inputs)}) {Attributes}";
}

/// <param name="Bound">Not 0: an int input with values from -Bound to Bound - 1.</param>
/// <param name="Element">Null: the type under test.</param>
internal sealed record CaseInput(ImmutableArray<int> Shape, int Bound = 0, ElementType? Element = null)
{
    public override string ToString() => $"[{string.Join(", ", Shape)}]";
}
