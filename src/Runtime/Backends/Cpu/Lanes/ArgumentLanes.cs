using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>Where extreme values are: places are whole numbers, kept as the bits of 32-bit lanes.</summary>
internal static class ArgumentLanes
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static MethodInfo PlacesMethod { get; } = new Func<int, Vector512<float>>(Places).Method;

    public static MethodInfo IsLargerMethod { get; } = new Comparison(IsLarger).Method;

    public static MethodInfo IsSmallerMethod { get; } = new Comparison(IsSmaller).Method;

    public static MethodInfo FirstLargestMethod { get; } = new Func<Vector512<float>, Vector512<float>, long>(FirstLargest).Method;

    public static MethodInfo FirstSmallestMethod { get; } = new Func<Vector512<float>, Vector512<float>, long>(FirstSmallest).Method;

    private delegate Vector512<float> Comparison(Vector512<float> known, Vector512<float> knownPlaces, Vector512<float> other, Vector512<float> otherPlaces);

    [MethodImpl(Inline)]
    private static Vector512<float> Places(int first) => (Vector512.Create(first) + LaneNumbers.Words).AsSingle();

    /// <summary>Whether the others are larger, or as large and further to the front.</summary>
    [MethodImpl(Inline)]
    private static Vector512<float> IsLarger(Vector512<float> known, Vector512<float> knownPlaces, Vector512<float> other, Vector512<float> otherPlaces) =>
        Vector512.GreaterThan(other, known) | (Vector512.Equals(other, known) & Vector512.LessThan(otherPlaces.AsInt32(), knownPlaces.AsInt32()).AsSingle());

    [MethodImpl(Inline)]
    private static Vector512<float> IsSmaller(Vector512<float> known, Vector512<float> knownPlaces, Vector512<float> other, Vector512<float> otherPlaces) =>
        Vector512.LessThan(other, known) | (Vector512.Equals(other, known) & Vector512.LessThan(otherPlaces.AsInt32(), knownPlaces.AsInt32()).AsSingle());

    /// <summary>The smallest place of those with the largest value.</summary>
    [MethodImpl(Inline)]
    private static long FirstLargest(Vector512<float> best, Vector512<float> places) => First(best, places, LaneReductions.Maximum(best));

    [MethodImpl(Inline)]
    private static long FirstSmallest(Vector512<float> best, Vector512<float> places) => First(best, places, LaneReductions.Minimum(best));

    [MethodImpl(Inline)]
    private static long First(Vector512<float> best, Vector512<float> places, float extreme)
    {
        var candidates = Vector512.ConditionalSelect(Vector512.Equals(best, Vector512.Create(extreme)).AsInt32(), places.AsInt32(), Vector512.Create(int.MaxValue));
        var a = Vector256.Min(candidates.GetLower(), candidates.GetUpper());
        var b = Vector128.Min(a.GetLower(), a.GetUpper());
        return Math.Min(Math.Min(b.GetElement(0), b.GetElement(1)), Math.Min(b.GetElement(2), b.GetElement(3)));
    }
}
