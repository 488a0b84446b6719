using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Carries out <c>digits</c>: draws digits as different hands and pens would write them.</summary>
internal static class DigitGeneration
{
    public static readonly DataImplementation Digits = new("digits", Run);

    private const int Side = 28;
    private const int Pixels = Side * Side;
    private const double UsualNoise = 0.03;

    private static DataResult Run(DataCall call)
    {
        var count = call.Size("count", 2000);
        var noise = call.Number("noise", UsualNoise);
        if (count < 1 || count > DataLimits.Elements / Pixels)
            return new DataFailure(DataErrors.ArgumentOutOfRange, $"count is {count}; expected 1 to {DataLimits.Elements / Pixels}", "count");
        var seed = call.SeedOrDefault();
        var images = new float[count * Pixels];
        var labels = new long[count];
        for (var row = 0; row < count; row++)
        {
            labels[row] = row % 10;
            Draw((int)labels[row], new CounterRandom(seed, row), noise, images.AsSpan(row * Pixels, Pixels));
        }

        ImmutableArray<int> shape = call.Text("as", "flat") == "image" ? [1, Side, Side] : [Pixels];
        return new DataSet(
            [
                new DataSetField("x", new FloatColumn(images, shape, (int)count)),
                new DataSetField("y", new IntegerColumn(labels, [], (int)count)),
            ],
            [.. Enumerable.Range(0, 10).Select(static digit => digit.ToString(CultureInfo.InvariantCulture))],
            "digits");
    }

    private static void Draw(int digit, CounterRandom random, double noise, Span<float> pixels)
    {
        var strokes = DigitTemplates.Of(digit, random.NextInteger(DigitTemplates.Manners(digit)));
        var hand = Hand.Of(ref random);
        var pen = new DigitPen(pixels, Side, random.NextUniform(0.75, 1.6), random.NextUniform(0.9, 1.6));
        foreach (var stroke in strokes)
            pen.Draw(Write(stroke, hand, ref random));
        var darkness = (float)random.NextUniform(0.8, 1);
        foreach (ref var pixel in pixels)
            pixel = Math.Clamp((pixel * darkness) + (float)(noise * random.NextNormal()), 0, 1);
    }

    private static ImmutableArray<StrokePoint> Write(ImmutableArray<StrokePoint> stroke, Hand hand, ref CounterRandom random)
    {
        var written = ImmutableArray.CreateBuilder<StrokePoint>(stroke.Length);
        foreach (var point in stroke)
        {
            var trembling = new StrokePoint(hand.Unsteadiness * random.NextNormal(), hand.Unsteadiness * random.NextNormal());
            written.Add(hand.Place(point + trembling));
        }

        return written.MoveToImmutable();
    }

    /// <summary>How one writer places a digit on the paper: size, slant, turn and position.</summary>
    private readonly record struct Hand(double Width, double Height, double Slant, double Turn, double CentreX, double CentreY, double Unsteadiness)
    {
        public static Hand Of(ref CounterRandom random) => new(
            random.NextUniform(10, 17),
            random.NextUniform(16, 21),
            0.12 + (0.2 * random.NextNormal()),
            0.12 * random.NextNormal(),
            13.5 + (0.9 * random.NextNormal()),
            13.5 + (0.9 * random.NextNormal()),
            random.NextUniform(0.015, 0.055));

        // From the box of the template to pixels: leaning to the right by the slant, then turned about the centre.
        public StrokePoint Place(StrokePoint point)
        {
            var y = Height * (point.Y - 0.5);
            var x = (Width * (point.X - 0.5)) - (Slant * y);
            var (sine, cosine) = Math.SinCos(Turn);
            return new StrokePoint(CentreX + (cosine * x) - (sine * y), CentreY + (sine * x) + (cosine * y));
        }
    }
}
