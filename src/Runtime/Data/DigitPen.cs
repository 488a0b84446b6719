using System.Collections.Immutable;

namespace Dsl.Runtime.Data;

/// <summary>Draws strokes on a square of pixels with a round, soft-edged pen.</summary>
/// <param name="pixels">From 0 (paper) to 1 (ink), row after row.</param>
/// <param name="size">Pixels of a side.</param>
/// <param name="radius">Half the width of the pen in pixels.</param>
/// <param name="softness">Over how many pixels the edge fades.</param>
internal readonly ref struct DigitPen(Span<float> pixels, int size, double radius, double softness)
{
    private const int StepsBetweenPoints = 8;

    private readonly Span<float> pixels = pixels;

    /// <summary>Draws a smooth curve through the points (Catmull and Rom, 1974).</summary>
    public void Draw(ImmutableArray<StrokePoint> points)
    {
        var last = points[0];
        for (var i = 0; i + 1 < points.Length; i++)
        {
            var before = points[Math.Max(i - 1, 0)];
            var after = points[Math.Min(i + 2, points.Length - 1)];
            for (var step = 1; step <= StepsBetweenPoints; step++)
            {
                var next = Between(before, points[i], points[i + 1], after, (double)step / StepsBetweenPoints);
                DrawSegment(last, next);
                last = next;
            }
        }
    }

    private static StrokePoint Between(StrokePoint before, StrokePoint from, StrokePoint to, StrokePoint after, double t)
    {
        var startSlope = 0.5 * (to - before);
        var endSlope = 0.5 * (after - from);
        var t2 = t * t;
        var t3 = t2 * t;
        return (((2 * t3) - (3 * t2) + 1) * from) + ((t3 - (2 * t2) + t) * startSlope)
            + (((3 * t2) - (2 * t3)) * to) + ((t3 - t2) * endSlope);
    }

    private void DrawSegment(StrokePoint from, StrokePoint to)
    {
        var reach = radius + softness;
        var left = Math.Max(0, (int)Math.Floor(Math.Min(from.X, to.X) - reach));
        var right = Math.Min(size - 1, (int)Math.Ceiling(Math.Max(from.X, to.X) + reach));
        var top = Math.Max(0, (int)Math.Floor(Math.Min(from.Y, to.Y) - reach));
        var bottom = Math.Min(size - 1, (int)Math.Ceiling(Math.Max(from.Y, to.Y) + reach));
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var ink = (float)Math.Clamp((radius + (0.5 * softness) - Distance(from, to, x, y)) / softness, 0, 1);
                ref var pixel = ref pixels[(y * size) + x];
                pixel = Math.Max(pixel, ink);
            }
        }
    }

    private static double Distance(StrokePoint from, StrokePoint to, double x, double y)
    {
        var along = to - from;
        var lengthSquared = (along.X * along.X) + (along.Y * along.Y);
        var share = lengthSquared == 0 ? 0 : Math.Clamp((((x - from.X) * along.X) + ((y - from.Y) * along.Y)) / lengthSquared, 0, 1);
        var nearest = from + (share * along);
        return Math.Sqrt(((x - nearest.X) * (x - nearest.X)) + ((y - nearest.Y) * (y - nearest.Y)));
    }
}
