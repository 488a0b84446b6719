namespace Dsl.Language.Types;

/// <summary>The type of a tensor: its element type and shape.</summary>
public sealed record TensorType(ElementType Element, Shape Shape)
{
    public int Rank => Shape.Rank;

    public static TensorType Scalar(ElementType element) => new(element, Shape.Scalar);

    /// <summary>Written <c>[batch, 10]</c> for the default float, <c>int[B, T]</c> otherwise.</summary>
    public override string ToString() => Element == ElementType.Float32 ? Shape.ToString() : Element.Name() + Shape;
}
