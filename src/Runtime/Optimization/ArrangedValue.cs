using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Optimization;

/// <summary>A value as another one with its axes in another order.</summary>
/// <param name="Source">The other, which is no transposition.</param>
/// <param name="Axes">The source's axis of each axis.</param>
internal sealed record ArrangedValue(Node Source, ImmutableArray<int> Axes)
{
    /// <summary>What a value is a transposition of; itself where it is none.</summary>
    public static ArrangedValue Of(Node value)
    {
        ImmutableArray<int> axes = [.. Enumerable.Range(0, value.Type.Rank)];
        while (value.Operator == MovementOperators.Transpose)
        {
            var order = value.AttributesAs<PermutationAttributes>().Axes;
            axes = [.. axes.Select(axis => order[axis])];
            value = value.Inputs[0];
        }

        return new ArrangedValue(value, axes);
    }

    /// <summary>Labels of the value's axes, one for each of the source's.</summary>
    public ImmutableArray<int> ToSource(ImmutableArray<int> labels) => [.. Enumerable.Range(0, Axes.Length).Select(axis => labels[Axes.IndexOf(axis)])];
}
