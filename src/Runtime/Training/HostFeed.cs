using Dsl.Language.Diagnostics;

namespace Dsl.Runtime.Training;

/// <summary>Copies rows in the machine's memory.</summary>
/// <param name="loader">Copies; disposed of with this.</param>
/// <param name="order">The order of rows.</param>
/// <param name="most">Rows of the largest batch.</param>
internal sealed class HostFeed(BatchLoader loader, RowOrder order, int most) : IBatchFeed
{
    private readonly int[] rows = new int[most];

    public Diagnostic? Load(long start, int count)
    {
        var batch = rows.AsSpan(0, count);
        order(start, batch);
        loader.Load(batch);
        return null;
    }

    public void Dispose() => loader.Dispose();
}
