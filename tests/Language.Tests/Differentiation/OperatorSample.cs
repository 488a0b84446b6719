using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Differentiation;

/// <summary>One call of an operator at a point where it is differentiable.</summary>
/// <param name="Name">The operator's name as the catalogue has it.</param>
/// <param name="Case">What is particular about this call.</param>
/// <param name="Inputs">The values, each with its element type; gradients are checked by the floats.</param>
internal sealed record OperatorSample(
    string Name, string Case, Operator Operator, OperatorAttributes Attributes, ImmutableArray<(ElementType Element, TestTensor Value)> Inputs)
{
    /// <summary>Whether the second derivative is checked too; false where it is zero but for kinks.</summary>
    public bool IsSmooth { get; init; } = true;

    public override string ToString() => $"{Name} ({Case})";
}
