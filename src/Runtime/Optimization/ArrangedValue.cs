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
        var order = new int[value.Type.Rank];
        for (var axis = 0; axis < order.Length; axis++)
            order[axis] = axis;
        while (value.Operator == MovementOperators.Transpose)
        {
            var axes = value.AttributesAs<PermutationAttributes>().Axes;
            for (var axis = 0; axis < order.Length; axis++)
                order[axis] = axes[order[axis]];
            value = value.Inputs[0];
        }

        return new ArrangedValue(value, [.. order]);
    }

    /// <summary>Labels of the value's axes, one for each of the source's.</summary>
    public ImmutableArray<int> ToSource(ImmutableArray<int> labels)
    {
        var source = new int[Axes.Length];
        for (var axis = 0; axis < source.Length; axis++)
            source[Axes[axis]] = labels[axis];
        return [.. source];
    }
}
