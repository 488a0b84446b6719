using System.Collections.Immutable;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>
/// Columns of a data set in the memory of a device. Overlapping pieces of a sequence are there once, with the places at which they begin; every other column has its rows there.
/// </summary>
internal sealed class HeldData : IDisposable
{
    // What else a script computes needs room, too.
    private const int LeastShareLeft = 2;

    // Less than this is there before anybody has asked whether it pays.
    private const double LittleBytes = 16 << 20;

    private readonly List<Tensor> tensors = [];

    private HeldData(IDataHolder holder, DataSet data, ImmutableArray<HeldField> fields)
    {
        Holder = holder;
        Data = data;
        Fields = fields;
    }

    /// <summary>The device.</summary>
    public IDataHolder Holder { get; }

    /// <summary>Whose columns they are.</summary>
    public DataSet Data { get; }

    /// <summary>The fields.</summary>
    public ImmutableArray<HeldField> Fields { get; }

    /// <summary>The tensors that fields name by number.</summary>
    public IReadOnlyList<Tensor> Tensors => tensors;

    /// <summary>Brings columns to a device; null where they would take more than half of the memory that it has left, or are more than all batches together.</summary>
    /// <param name="holder">The device.</param>
    /// <param name="data">The data set.</param>
    /// <param name="fields">Which of its fields are wanted.</param>
    /// <param name="rows">How many rows all batches have together.</param>
    public static HeldData? TryMake(IDataHolder holder, DataSet data, ImmutableArray<BatchField> fields, double rows)
    {
        var planned = new List<(object Key, ElementType Element, ImmutableArray<int> Shape, Action<int, int, Tensor> Fill)>();
        var held = ImmutableArray.CreateBuilder<HeldField>();
        var bytesOfRow = 0.0;
        foreach (var field in fields)
        {
            var element = field.Input.Type.Element;
            if (data.Find(field.Field) is not { } column || element is not (ElementType.Float32 or ElementType.Int))
                return null;
            bytesOfRow += (double)column.RowLength * element.ByteSize();
            var pieces = column.Pieces;
            var source = pieces?.Source ?? column;
            var values = Plan(planned, (source, element), element, [source.Rows, .. source.RowShape], (start, count, rows) => Copy(source, start, count, rows));
            held.Add(pieces is null
                ? new HeldField(field, values, null, 1)
                : new HeldField(field, values, Plan(planned, column, ElementType.Int, [column.Rows], (start, count, rows) => Places(pieces, start, rows.AsSpan<long>()[..count])), pieces.Length));
        }

        var bytes = planned.Sum(static tensor => (double)tensor.Element.ByteSize() * tensor.Shape.Aggregate(1.0, static (product, size) => product * size));
        if (bytes * LeastShareLeft > holder.AvailableBytes || bytes > Math.Max(LittleBytes, rows * bytesOfRow))
            return null;
        var made = new HeldData(holder, data, held.ToImmutable());
        foreach (var (_, element, shape, fill) in planned)
        {
            if (holder.Hold(element, shape, fill) is not { } tensor)
            {
                made.Dispose();
                return null;
            }

            made.tensors.Add(tensor);
        }

        return made;
    }

    public void Dispose()
    {
        foreach (var tensor in tensors)
            tensor.Dispose();
        tensors.Clear();
    }

    private static int Plan(
        List<(object Key, ElementType Element, ImmutableArray<int> Shape, Action<int, int, Tensor> Fill)> planned, object key, ElementType element, ImmutableArray<int> shape, Action<int, int, Tensor> fill)
    {
        var known = planned.FindIndex(tensor => tensor.Key.Equals(key));
        if (known >= 0)
            return known;
        planned.Add((key, element, shape, fill));
        return planned.Count - 1;
    }

    private static void Copy(Column column, int start, int count, Tensor rows)
    {
        if (rows.Element == ElementType.Int)
            column.CopyRange(start, count, rows.AsSpan<long>());
        else
            column.CopyRange(start, count, rows.AsSpan<float>());
    }

    private static void Places(ColumnPieces pieces, int start, Span<long> places)
    {
        for (var i = 0; i < places.Length; i++)
            places[i] = pieces.StartOf(start + i);
    }
}
