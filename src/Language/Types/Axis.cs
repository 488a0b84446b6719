namespace Dsl.Language.Types;

/// <summary>One axis of a shape: its size, the name a reader knows the size by, and where the size came from.</summary>
/// <remarks>Two axes are equal when their sizes are; names and origins are for people.</remarks>
public sealed record Axis(Dimension Size, string? Name = null, Origin? Origin = null)
{
    public static implicit operator Axis(long size) => new(Dimension.Constant(size));

    public static implicit operator Axis(Dimension size) => new(size);

    public bool Equals(Axis? other) => other is not null && Size.Equals(other.Size);

    public override int GetHashCode() => Size.GetHashCode();

    /// <summary>The axis as shown: <c>784</c>, <c>batch</c>, or <c>hidden=16</c> for a size known under a name.</summary>
    public override string ToString()
    {
        var size = Size.ToString();
        return Name is null || Name == size ? size : $"{Name}={size}";
    }
}
