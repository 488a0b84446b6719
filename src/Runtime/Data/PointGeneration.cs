using System.Globalization;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Carries out <c>make_moons</c>, <c>make_spirals</c>, <c>make_blobs</c> and <c>make_circles</c>.</summary>
internal static class PointGeneration
{
    public static readonly DataImplementation Moons = new("make_moons", static call => Generate(call, "moons", 2, 0, Moon));
    public static readonly DataImplementation Spirals = new("make_spirals", static call => Generate(call, "spirals", 2, 0, Spiral));
    public static readonly DataImplementation Blobs = new("make_blobs", static call => Generate(call, "blobs", 3, 1, Blob));
    public static readonly DataImplementation Circles = new("make_circles", static call => Generate(call, "circles", 2, 0, Circle));

    /// <summary>Where a point lies before noise: by its class, the number of classes, and a number from 0 to 1 along the class's curve.</summary>
    private delegate (double X, double Y) Curve(int label, int classes, double along);

    private static DataResult Generate(DataCall call, string description, int usualClasses, double usualNoise, Curve curve)
    {
        var rows = call.Size("n", 0);
        var classes = (int)call.Size("classes", usualClasses);
        var noise = call.Number("noise", usualNoise);
        if (rows < 1 || rows > DataLimits.Elements / 2)
            return new DataFailure(DataErrors.ArgumentOutOfRange, $"n is {rows}; expected 1 to {DataLimits.Elements / 2}", "n");
        var points = new float[rows * 2];
        var labels = new long[rows];
        var seed = call.SeedOrDefault();
        for (var row = 0; row < rows; row++)
        {
            // Classes take turns, so that any first part of the rows has its share of each.
            var label = row % classes;
            var place = row / classes;
            var ofClass = (rows - label + classes - 1) / classes;
            var random = new CounterRandom(seed, row);
            var (x, y) = curve(label, classes, ofClass == 1 ? 0.5 : (double)place / (ofClass - 1));
            points[2 * row] = (float)(x + (noise * random.NextNormal()));
            points[(2 * row) + 1] = (float)(y + (noise * random.NextNormal()));
            labels[row] = label;
        }

        return new DataSet(
            [
                new DataSetField("x", new FloatColumn(points, [2], (int)rows)),
                new DataSetField("y", new IntegerColumn(labels, [], (int)rows)),
            ],
            [.. Enumerable.Range(0, classes).Select(static label => label.ToString(CultureInfo.InvariantCulture))],
            description);
    }

    // The upper half of the unit circle, and a lower half moved into it.
    private static (double X, double Y) Moon(int label, int classes, double along)
    {
        var angle = Math.PI * along;
        return label == 0 ? (Math.Cos(angle), Math.Sin(angle)) : (1 - Math.Cos(angle), 0.5 - Math.Sin(angle));
    }

    // One and a half turns outwards, each class begun at another angle.
    private static (double X, double Y) Spiral(int label, int classes, double along)
    {
        var radius = 0.1 + (0.9 * along);
        var angle = (2 * Math.PI * label / classes) + (3 * Math.PI * along);
        return (radius * Math.Cos(angle), radius * Math.Sin(angle));
    }

    private static (double X, double Y) Blob(int label, int classes, double along)
    {
        var angle = 2 * Math.PI * label / classes;
        return (4 * Math.Cos(angle), 4 * Math.Sin(angle));
    }

    private static (double X, double Y) Circle(int label, int classes, double along)
    {
        var radius = 1 - (0.5 * label / Math.Max(1, classes - 1));
        var angle = 2 * Math.PI * along;
        return (radius * Math.Cos(angle), radius * Math.Sin(angle));
    }
}
