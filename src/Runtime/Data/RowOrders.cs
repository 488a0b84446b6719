
using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>Orders of rows: shuffled, divided and dealt out so that each class keeps its share.</summary>
internal static class RowOrders
{
    private const long SplitStream = 1;
    private const long ShuffleStream = 2;
    private const long FoldStream = 3;

    /// <summary>The rows in a random order.</summary>
    public static int[] Shuffled(int rows, long seed) => Permutation(rows, seed, ShuffleStream);

    /// <summary>
    /// The rows of two parts. With classes, each part gets of each class its share, rounded so that the parts have exactly the
    /// asked numbers of rows (largest remainders first).
    /// </summary>
    public static (int[] First, int[] Second) Split(DataSet data, int firstRows, bool shuffle, long seed)
    {
        var rows = data.Rows;
        if (!shuffle)
            return (Consecutive(0, firstRows), Consecutive(firstRows, rows - firstRows));
        var order = Permutation(rows, seed, SplitStream);
        if (ClassesOf(data) is not { } classes)
            return (order[..firstRows], order[firstRows..]);
        var quotas = Quotas(classes, data.Classes.Length, firstRows);
        var first = new List<int>(firstRows);
        var second = new List<int>(rows - firstRows);
        foreach (var row in order)
        {
            if (quotas[classes[row]]-- > 0)
                first.Add(row);
            else
                second.Add(row);
        }

        return ([.. first], [.. second]);
    }

    /// <summary>The rows to train on and to test on in one fold: rows are ordered by class and dealt out in turn.</summary>
    public static (int[] Train, int[] Test) Fold(DataSet data, int index, int folds, bool shuffle, long seed)
    {
        var order = shuffle ? Permutation(data.Rows, seed, FoldStream) : Consecutive(0, data.Rows);
        var dealt = ClassesOf(data) is { } classes ? [.. order.OrderBy(row => classes[row])] : order;
        var isTest = new bool[data.Rows];
        for (var i = index; i < dealt.Length; i += folds)
            isTest[dealt[i]] = true;
        return ([.. order.Where(row => !isTest[row])], [.. order.Where(row => isTest[row])]);
    }

    /// <summary>Consecutive row numbers.</summary>
    public static int[] Consecutive(int start, int count)
    {
        var rows = new int[count];
        for (var i = 0; i < count; i++)
            rows[i] = start + i;
        return rows;
    }

    private static int[] Permutation(int rows, long seed, long stream)
    {
        var order = Consecutive(0, rows);
        new CounterRandom(seed, stream).Shuffle(order);
        return order;
    }

    // The class of each row; null when y is no scalar class number.
    private static int[]? ClassesOf(DataSet data)
    {
        if (data.Classes.IsEmpty || data.Find("y") is not { Element: ElementType.Int, RowLength: 1 } column)
            return null;
        var values = new long[data.Rows];
        column.CopyRange(0, data.Rows, values);
        var classes = new int[values.Length];
        for (var i = 0; i < classes.Length; i++)
            classes[i] = (int)Math.Clamp(values[i], 0, data.Classes.Length - 1);
        return classes;
    }

    private static int[] Quotas(int[] classes, int classCount, int firstRows)
    {
        var counts = new long[classCount];
        foreach (var label in classes)
            counts[label]++;
        var quotas = new int[classCount];
        var given = 0;
        for (var label = 0; label < classCount; label++)
        {
            quotas[label] = (int)(counts[label] * firstRows / classes.Length);
            given += quotas[label];
        }

        var byRemainder = Enumerable.Range(0, classCount).OrderByDescending(label => counts[label] * firstRows % classes.Length);
        foreach (var label in byRemainder.Take(firstRows - given))
            quotas[label]++;
        return quotas;
    }
}
