using System.Collections.Immutable;

namespace Dsl.Language.Types;

/// <summary>The axes of a tensor, outermost first; a scalar has none. Equality compares sizes.</summary>
public sealed class Shape : IEquatable<Shape>
{
    public Shape(ImmutableArray<Axis> axes)
    {
        Axes = axes;
    }

    public static Shape Scalar { get; } = new([]);

    public ImmutableArray<Axis> Axes { get; }

    public int Rank => Axes.Length;

    /// <summary>Whether every size is a known number.</summary>
    public bool IsConstant
    {
        get
        {
            foreach (var axis in Axes)
            {
                if (!axis.Size.IsConstant)
                    return false;
            }

            return true;
        }
    }

    /// <summary>The number of elements.</summary>
    public Dimension ElementCount
    {
        get
        {
            var product = Dimension.One;
            foreach (var axis in Axes)
                product *= axis.Size;
            return product;
        }
    }

    public Axis this[int index] => Axes[index];

    public static Shape Of(params ReadOnlySpan<Axis> axes) => new([.. axes]);

    public Shape WithAxis(int index, Axis axis) => new(Axes.SetItem(index, axis));

    public Shape Without(int index) => new(Axes.RemoveAt(index));

    public Shape Insert(int index, Axis axis) => new(Axes.Insert(index, axis));

    public Shape Concat(Shape other) => new(Axes.AddRange(other.Axes));

    /// <summary>The sizes as numbers. Every size must be known.</summary>
    public ImmutableArray<int> ToConstant()
    {
        var sizes = ImmutableArray.CreateBuilder<int>(Axes.Length);
        foreach (var axis in Axes)
            sizes.Add(checked((int)(axis.Size.ConstantValue ?? throw new InvalidOperationException($"the size {axis} is not known"))));
        return sizes.MoveToImmutable();
    }

    /// <summary>Replaces symbols by sizes; null when a division does not come out.</summary>
    public Shape? Substitute(IReadOnlyDictionary<DimensionSymbol, Dimension> values)
    {
        if (IsConstant)
            return this;
        var axes = ImmutableArray.CreateBuilder<Axis>(Axes.Length);
        foreach (var axis in Axes)
        {
            if (!axis.Size.TrySubstitute(values, out var size))
                return null;
            axes.Add(axis with { Size = size });
        }

        return new Shape(axes.MoveToImmutable());
    }

    public bool Equals(Shape? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || Rank != other.Rank)
            return false;
        for (var i = 0; i < Axes.Length; i++)
        {
            if (!Axes[i].Size.Equals(other.Axes[i].Size))
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Shape);

    public override int GetHashCode() => Axes.Aggregate(17, static (hash, axis) => HashCode.Combine(hash, axis));

    public override string ToString() => $"[{string.Join(", ", Axes)}]";
}
