using Dsl.Language.Types;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>Compares results with those of the reference, each error measured against the result's own scale.</summary>
internal static class Closeness
{
    /// <summary>The relative error that rounding in this element type may cause in one operation or short chains of them.</summary>
    public static double Tolerance(ElementType element) => element switch
    {
        ElementType.Float64 => 1e-12,
        ElementType.Float32 => 1e-5,
        ElementType.Float16 => 4e-3,
        ElementType.BFloat16 => 3e-2,
        _ => 0,
    };

    /// <summary>Compares element by element; infinities and NaN must be the same.</summary>
    /// <exception cref="CheckFailedException">An element differs by more than the tolerance times the largest value, or 1.</exception>
    public static void Verify(double[] expected, double[] actual, double tolerance, string what)
    {
        if (expected.Length != actual.Length)
            throw new CheckFailedException($"{what}: {actual.Length} elements, expected {expected.Length}");
        var scale = 1.0;
        foreach (var value in expected)
        {
            if (double.IsFinite(value))
                scale = Math.Max(scale, Math.Abs(value));
        }

        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i].Equals(actual[i]) || (double.IsNaN(expected[i]) && double.IsNaN(actual[i])))
                continue;
            var error = Math.Abs(expected[i] - actual[i]);
            if (!(error <= tolerance * scale))
                throw new CheckFailedException($"{what}: element {i} is {actual[i]:R}, expected {expected[i]:R}");
        }
    }
}
