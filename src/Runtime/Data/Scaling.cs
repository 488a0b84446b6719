using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Carries out <c>standardize</c>, <c>minmax</c> and <c>one_hot</c>.</summary>
internal static class Scaling
{
    public static readonly DataImplementation Standardize = new("standardize", static call => Scale(call, MeanAndDeviation));
    public static readonly DataImplementation MinMax = new("minmax", static call => Scale(call, LeastAndGreatest));
    public static readonly DataImplementation OneHot = new("one_hot", RunOneHot);

    private const int RowsAtOnce = 64;

    private static DataResult Scale(DataCall call, Func<Column, (float[] Shifts, float[] Scales)> figures)
    {
        var data = call.Data("data");
        var (shifts, scales) = figures(DataValues.Sets(data)[0].Find("x")!);
        return DataValues.MapSets(data, set => set.With("x", new ScaledColumn(set.Find("x")!, shifts, scales)));
    }

    // Welford's running mean and sum of squares; the deviation is that of the rows themselves (divided by their number).
    private static (float[] Shifts, float[] Scales) MeanAndDeviation(Column column)
    {
        var means = new double[column.RowLength];
        var squares = new double[column.RowLength];
        var constant = new Constancy(column.RowLength);
        ForEachRow(column, (row, values) =>
        {
            constant.Add(values);
            for (var i = 0; i < values.Length; i++)
            {
                var distance = values[i] - means[i];
                means[i] += distance / (row + 1);
                squares[i] += distance * (values[i] - means[i]);
            }
        });
        var deviations = Array.ConvertAll(squares, square => Math.Sqrt(square / column.Rows));
        return Figures(constant, means, deviations);
    }

    private static (float[] Shifts, float[] Scales) LeastAndGreatest(Column column)
    {
        var least = new double[column.RowLength];
        var greatest = new double[column.RowLength];
        Array.Fill(least, double.PositiveInfinity);
        Array.Fill(greatest, double.NegativeInfinity);
        var constant = new Constancy(column.RowLength);
        ForEachRow(column, (_, values) =>
        {
            constant.Add(values);
            for (var i = 0; i < values.Length; i++)
            {
                least[i] = Math.Min(least[i], values[i]);
                greatest[i] = Math.Max(greatest[i], values[i]);
            }
        });
        var ranges = new double[column.RowLength];
        for (var i = 0; i < ranges.Length; i++)
            ranges[i] = greatest[i] - least[i];
        return Figures(constant, least, ranges);
    }

    private static (float[] Shifts, float[] Scales) Figures(Constancy constant, double[] shifts, double[] widths)
    {
        var scales = new float[widths.Length];
        var usedShifts = new float[widths.Length];
        for (var i = 0; i < widths.Length; i++)
        {
            var scale = (float)(1 / widths[i]);
            var isLeft = constant.IsConstant(i) || !float.IsFinite(scale);
            scales[i] = isLeft ? 1 : scale;
            usedShifts[i] = isLeft ? 0 : (float)shifts[i];
        }

        return (usedShifts, scales);
    }

    private static void ForEachRow(Column column, RowAction action)
    {
        var buffer = new float[RowsAtOnce * column.RowLength];
        for (var start = 0; start < column.Rows; start += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, column.Rows - start);
            column.CopyRange(start, count, buffer.AsSpan());
            for (var i = 0; i < count; i++)
                action(start + i, buffer.AsSpan(i * column.RowLength, column.RowLength));
        }
    }

    private static DataResult RunOneHot(DataCall call)
    {
        foreach (var set in DataValues.Sets(call.Data("data")))
        {
            if (FindOutside(set) is { } outside)
                return new DataFailure(DataErrors.UnexpectedValue, $"y holds {outside}; expected a class number from 0 to {set.Classes.Length - 1}", "data");
        }

        return DataValues.MapSets(call.Data("data"), static set => set.With("y", new OneHotColumn(set.Find("y")!, set.Classes.Length)));
    }

    private static long? FindOutside(DataSet set)
    {
        var column = set.Find("y")!;
        var values = new long[column.RowLength];
        for (var row = 0; row < column.Rows; row++)
        {
            column.CopyRange(row, 1, values.AsSpan());
            foreach (var value in values)
            {
                if (value < 0 || value >= set.Classes.Length)
                    return value;
            }
        }

        return null;
    }

    private delegate void RowAction(int row, ReadOnlySpan<float> values);

    /// <summary>Notices which elements of the rows ever change.</summary>
    private sealed class Constancy(int length)
    {
        private readonly float[] first = new float[length];
        private readonly bool[] changes = new bool[length];
        private bool isStarted;

        public void Add(ReadOnlySpan<float> values)
        {
            if (!isStarted)
            {
                values.CopyTo(first);
                isStarted = true;
            }

            for (var i = 0; i < values.Length; i++)
                changes[i] |= values[i] != first[i];
        }

        public bool IsConstant(int index) => !changes[index];
    }
}
