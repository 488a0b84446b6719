using System.Collections.Immutable;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>
/// Gathers rows of a data set into the tensors of a batch. Each number of rows has tensors of its own, so that a smaller last batch costs nothing
/// and after the first batch of a size nothing is allocated.
/// </summary>
internal sealed class BatchLoader : IDisposable
{
    private readonly ExecutionEnvironment environment;
    private readonly ImmutableArray<BatchField> fields;
    private readonly Column[] columns;
    private readonly List<(int Rows, Tensor[] Tensors)> sizes = [];
    private float[] scratch = [];
    private Tensor[] current = [];
    private int currentRows = -1;

    public BatchLoader(ExecutionEnvironment environment, DataSet data, ImmutableArray<BatchField> fields)
    {
        this.environment = environment;
        this.fields = fields;
        columns = [.. fields.Select(field => data.Find(field.Field)
            ?? throw new InvalidOperationException($"the checker let the field '{field.Field}' through, which {data.Description} lacks"))];
    }

    /// <summary>Makes these rows the values of the inputs.</summary>
    public void Load(ReadOnlySpan<int> rows)
    {
        if (currentRows != rows.Length)
            Switch(rows.Length);
        for (var i = 0; i < columns.Length; i++)
            Copy(columns[i], rows, current[i]);
    }

    /// <summary>Gives back all tensors but those that the inputs hold, which are the environment's.</summary>
    public void Dispose()
    {
        foreach (var (_, tensors) in sizes)
        {
            for (var i = 0; i < tensors.Length; i++)
            {
                if (!ReferenceEquals(environment.Input(fields[i].Input), tensors[i]))
                    tensors[i].Dispose();
            }
        }

        sizes.Clear();
        currentRows = -1;
    }

    private void Switch(int rows)
    {
        Tensor[]? tensors = null;
        foreach (var (known, made) in sizes)
        {
            if (known == rows)
                tensors = made;
        }

        if (tensors is null)
        {
            tensors = [.. fields.Select((field, i) => new Tensor(field.Input.Type.Element, columns[i].RowShape.Insert(0, rows)))];
            sizes.Add((rows, tensors));
        }

        for (var i = 0; i < fields.Length; i++)
        {
            // What was there before the first batch is nobody's any more.
            if (environment.ExchangeInput(fields[i].Input, tensors[i]) is { } old && current.Length == 0)
                old.Dispose();
        }

        current = tensors;
        currentRows = rows;
    }

    private void Copy(Column column, ReadOnlySpan<int> rows, Tensor tensor)
    {
        switch (tensor.Element)
        {
            case ElementType.Float32:
                column.CopyRows(rows, tensor.AsSpan<float>());
                break;
            case ElementType.Int:
                column.CopyRows(rows, tensor.AsSpan<long>());
                break;
            default:
                if (scratch.Length < tensor.ElementCount)
                    scratch = new float[tensor.ElementCount];
                column.CopyRows(rows, scratch);
                for (var i = 0; i < tensor.ElementCount; i++)
                    tensor.SetDouble(i, scratch[i]);
                break;
        }
    }
}
