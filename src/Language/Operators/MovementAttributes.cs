using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>The element type of a conversion.</summary>
public sealed record CastAttributes(ElementType Element) : OperatorAttributes
{
    public override OperatorAttributes? WithLeadingAxis(Dimension length) => this;
}

/// <summary>One axis that an operator works on.</summary>
public sealed record AxisAttributes(int Axis) : OperatorAttributes
{
    public override OperatorAttributes? WithLeadingAxis(Dimension length) => new AxisAttributes(Axis + 1);
}

/// <summary>A reordering: axis i of the result is axis <c>Axes[i]</c> of the input.</summary>
public sealed record PermutationAttributes(ImmutableArray<int> Axes) : OperatorAttributes
{
    public bool Equals(PermutationAttributes? other) => other is not null && Axes.SequenceEqual(other.Axes);

    public override int GetHashCode() => Axes.Aggregate(17, HashCode.Combine);

    public override OperatorAttributes? WithLeadingAxis(Dimension length) => new PermutationAttributes([0, .. Axes.Select(static axis => axis + 1)]);

    public override string ToString() => $"({string.Join(", ", Axes)})";
}

/// <summary>The positions start, start + step, ... below stop of one axis.</summary>
public sealed record SliceAttributes(int Axis, Dimension Start, Dimension Stop, Dimension Step) : OperatorAttributes
{
    public override OperatorAttributes? WithLeadingAxis(Dimension length) => this with { Axis = Axis + 1 };

    public override OperatorAttributes? Substitute(IReadOnlyDictionary<DimensionSymbol, Dimension> values) =>
        Start.TrySubstitute(values, out var start) && Stop.TrySubstitute(values, out var stop) && Step.TrySubstitute(values, out var step)
            ? new SliceAttributes(Axis, start, stop, step)
            : null;
}

/// <summary>So many positions before and after one axis, filled with a value.</summary>
public sealed record PadAttributes(int Axis, Dimension Before, Dimension After, double Value) : OperatorAttributes
{
    public override OperatorAttributes? WithLeadingAxis(Dimension length) => this with { Axis = Axis + 1 };

    public override OperatorAttributes? Substitute(IReadOnlyDictionary<DimensionSymbol, Dimension> values) =>
        Before.TrySubstitute(values, out var before) && After.TrySubstitute(values, out var after)
            ? this with { Before = before, After = after }
            : null;
}

/// <summary>Windows of so many positions, a dilation apart, that begin every stride along one axis.</summary>
public sealed record WindowAttributes(int Axis, Dimension Size, Dimension Stride, Dimension Dilation) : OperatorAttributes
{
    public override OperatorAttributes? WithLeadingAxis(Dimension length) => this with { Axis = Axis + 1 };

    public override OperatorAttributes? Substitute(IReadOnlyDictionary<DimensionSymbol, Dimension> values) =>
        Size.TrySubstitute(values, out var size) && Stride.TrySubstitute(values, out var stride) && Dilation.TrySubstitute(values, out var dilation)
            ? new WindowAttributes(Axis, size, stride, dilation)
            : null;
}

/// <summary>Windows added back into an axis of the given length.</summary>
public sealed record OverlapAddAttributes(int Axis, Dimension Stride, Dimension Dilation, Dimension Length) : OperatorAttributes
{
    public override OperatorAttributes? WithLeadingAxis(Dimension length) => this with { Axis = Axis + 1 };

    public override OperatorAttributes? Substitute(IReadOnlyDictionary<DimensionSymbol, Dimension> values) =>
        Stride.TrySubstitute(values, out var stride) && Dilation.TrySubstitute(values, out var dilation) && Length.TrySubstitute(values, out var length)
            ? new OverlapAddAttributes(Axis, stride, dilation, length)
            : null;
}

/// <summary>A new axis of the given length with one position filled.</summary>
public sealed record PlaceAttributes(int Axis, Dimension Length) : OperatorAttributes
{
    public override OperatorAttributes? WithLeadingAxis(Dimension length) => this with { Axis = Axis + 1 };

    public override OperatorAttributes? Substitute(IReadOnlyDictionary<DimensionSymbol, Dimension> values) =>
        Length.TrySubstitute(values, out var length) ? this with { Length = length } : null;
}
