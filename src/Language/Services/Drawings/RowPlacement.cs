namespace Dsl.Language.Services.Drawings;

/// <summary>Places the items of one row as near as they can be to where they are wanted, in their order and apart from one another.</summary>
internal static class RowPlacement
{
    /// <summary>Sets the left edges so that the sum of the squared distances is least (pool adjacent violators).</summary>
    /// <param name="row">The items, from left to right.</param>
    /// <param name="wanted">Where their centres are wanted.</param>
    /// <param name="gap">How far they are apart at least.</param>
    public static void Place(IReadOnlyList<PlacedItem> row, IReadOnlyList<double> wanted, double gap)
    {
        // With each item's distance from the first taken off, centres need only not decrease.
        var distance = new double[row.Count];
        for (var i = 1; i < row.Count; i++)
            distance[i] = distance[i - 1] + ((row[i - 1].Width + row[i].Width) / 2) + gap;
        var blocks = new List<(double Sum, int Count)>();
        for (var i = 0; i < row.Count; i++)
        {
            blocks.Add((wanted[i] - distance[i], 1));
            while (blocks is [.., var before, var last] && before.Sum / before.Count > last.Sum / last.Count)
            {
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add((before.Sum + last.Sum, before.Count + last.Count));
            }
        }

        var next = 0;
        foreach (var (sum, count) in blocks)
        {
            for (var i = 0; i < count; i++, next++)
                row[next].X = (sum / count) + distance[next] - (row[next].Width / 2);
        }
    }
}
