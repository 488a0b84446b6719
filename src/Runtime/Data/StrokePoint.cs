namespace Dsl.Runtime.Data;

/// <summary>A point of a stroke; x to the right, y downwards.</summary>
internal readonly record struct StrokePoint(double X, double Y)
{
    public static StrokePoint operator +(StrokePoint left, StrokePoint right) => new(left.X + right.X, left.Y + right.Y);

    public static StrokePoint operator -(StrokePoint left, StrokePoint right) => new(left.X - right.X, left.Y - right.Y);

    public static StrokePoint operator *(double factor, StrokePoint point) => new(factor * point.X, factor * point.Y);
}
