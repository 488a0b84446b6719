using System.Collections.Immutable;
using System.Globalization;

namespace Dsl.Runtime.Data;

/// <summary>How people write the ten digits: several manners for each, as strokes through points of a box from (0, 0) at the upper left to (1, 1).</summary>
internal static class DigitTemplates
{
    private static readonly string[][] Written =
    [
        [
            "50,2 20,15 10,50 22,88 50,98 80,85 90,50 78,12 50,2",
            "62,8 35,5 18,40 22,80 48,98 76,78 82,40 68,8 45,2",
            "55,5 25,20 12,55 30,93 60,95 85,62 80,25 60,8 42,12",
        ],
        [
            "50,0 50,50 50,100",
            "54,0 50,35 46,100",
            "30,24 53,2 / 53,2 51,50 50,100",
            "30,22 52,2 / 52,2 51,50 50,98 / 26,98 75,98",
        ],
        [
            "15,25 30,5 60,2 82,20 70,50 40,78 12,97 / 12,97 50,93 90,97",
            "18,22 40,3 72,8 80,30 60,60 30,88 15,92 20,75 42,82 65,95 92,88",
            "12,12 50,3 80,12 75,38 45,70 10,97 / 10,97 88,95",
        ],
        [
            "18,12 45,0 78,15 72,38 42,47 / 42,47 80,58 85,82 50,100 14,87",
            "15,4 82,4 / 82,4 42,42 / 42,42 82,52 86,80 52,99 14,88",
            "20,10 50,0 78,16 62,42 42,50 40,42 60,44 84,65 70,94 35,98 14,84",
        ],
        [
            "22,2 14,35 15,58 / 15,58 90,55 / 72,5 68,50 66,100",
            "65,0 36,34 10,66 / 10,66 92,66 / 65,0 64,100",
            "20,5 16,40 35,56 74,46 / 80,2 72,45 60,100",
        ],
        [
            "80,3 25,3 / 25,3 20,44 / 20,44 50,36 82,50 84,78 55,99 15,90",
            "30,5 22,42 55,40 82,62 70,92 35,100 12,85 / 30,5 60,6 90,0",
            "82,6 45,3 22,22 35,42 65,50 80,72 60,96 18,94",
        ],
        [
            "72,2 38,20 16,55 20,88 50,100 80,85 78,60 50,50 20,68",
            "55,0 25,40 15,75 35,98 68,95 75,72 55,58 28,68 18,80",
            "78,10 55,3 28,25 14,60 30,95 62,96 82,75 65,55 35,60 20,75",
        ],
        [
            "10,5 88,5 / 88,5 60,50 42,100",
            "10,5 88,5 / 88,5 60,50 42,100 / 30,52 78,49",
            "12,20 14,5 50,8 88,3 / 88,3 62,40 50,70 48,100",
        ],
        [
            "72,12 45,0 20,18 40,42 70,60 80,84 50,100 18,84 30,60 62,40 78,20 68,8",
            "50,1 26,10 28,38 50,49 73,38 74,10 50,1 / 50,49 20,62 20,88 50,99 80,88 80,62 50,49",
            "64,6 40,4 30,22 48,44 66,64 64,92 42,98 30,80 44,56 66,32 68,14 60,4",
        ],
        [
            "80,25 55,2 22,15 20,42 50,52 78,32 82,20 / 82,20 78,60 70,100",
            "80,22 52,2 20,20 24,46 56,50 80,26 / 82,18 84,60 65,94 25,97",
            "70,8 42,2 26,22 38,44 62,40 74,18 72,8 / 74,10 66,55 52,100",
        ],
    ];

    private static readonly ImmutableArray<ImmutableArray<ImmutableArray<ImmutableArray<StrokePoint>>>> Parsed =
        [.. Written.Select(static manners => manners.Select(Strokes).ToImmutableArray())];

    /// <summary>How many manners of writing the digit there are.</summary>
    public static int Manners(int digit) => Parsed[digit].Length;

    /// <summary>The strokes of one manner of writing the digit.</summary>
    public static ImmutableArray<ImmutableArray<StrokePoint>> Of(int digit, int manner) => Parsed[digit][manner];

    private static ImmutableArray<ImmutableArray<StrokePoint>> Strokes(string written) =>
        [.. written.Split('/').Select(static stroke => stroke.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Point).ToImmutableArray())];

    private static StrokePoint Point(string written)
    {
        var comma = written.IndexOf(',', StringComparison.Ordinal);
        return new StrokePoint(Hundredths(written[..comma]), Hundredths(written[(comma + 1)..]));
    }

    private static double Hundredths(string written) => int.Parse(written, CultureInfo.InvariantCulture) / 100.0;
}
