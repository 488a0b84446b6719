using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>Why inputs do not fit an operator.</summary>
/// <param name="Descriptor">The kind of mistake.</param>
/// <param name="Message">One sentence: what was expected, naming the sizes, with operands as <c>{0}</c>, <c>{1}</c> for their names.</param>
public sealed record ShapeFailure(DiagnosticDescriptor Descriptor, string Message)
{
    /// <summary>The axes that do not fit: which input, which axis.</summary>
    public ImmutableArray<(int Input, int Axis)> Axes { get; init; } = [];

    /// <summary>
    /// Two sizes that would have to be equal (or, for <see cref="Divides"/>, the divisor and the dividend); the failure is certain only when they cannot be.
    /// </summary>
    public (Dimension Left, Dimension Right)? Conflict { get; init; }

    public bool Divides { get; init; }

    public ImmutableArray<string> Notes { get; init; } = [];
}
