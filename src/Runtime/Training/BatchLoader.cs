using System.Collections.Immutable;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>Gathers rows of a data set into the tensors of a batch. After the first batch of a size it allocates nothing.</summary>
internal sealed class BatchLoader
{
    private readonly ExecutionEnvironment environment;
    private readonly ImmutableArray<BatchField> fields;
    private readonly Column[] columns;
    private readonly Tensor[] tensors;
    private float[] scratch = [];
    private int preparedRows = -1;
    private long preparedVersion = -1;

    public BatchLoader(ExecutionEnvironment environment, DataSet data, ImmutableArray<BatchField> fields)
    {
        this.environment = environment;
        this.fields = fields;
        columns = [.. fields.Select(field => data.Find(field.Field)
            ?? throw new InvalidOperationException($"the checker let the field '{field.Field}' through, which {data.Description} lacks"))];
        tensors = new Tensor[fields.Length];
    }

    /// <summary>Makes these rows the values of the inputs.</summary>
    public void Load(ReadOnlySpan<int> rows)
    {
        if (preparedRows != rows.Length || preparedVersion != environment.StorageVersion)
            Prepare(rows.Length);
        for (var i = 0; i < columns.Length; i++)
            Copy(columns[i], rows, tensors[i]);
    }

    private void Prepare(int rows)
    {
        for (var i = 0; i < fields.Length; i++)
            tensors[i] = environment.InputStorage(fields[i].Input, columns[i].RowShape.Insert(0, rows));
        preparedRows = rows;
        preparedVersion = environment.StorageVersion;
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
