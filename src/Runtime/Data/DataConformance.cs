using System.Collections.Immutable;
using Dsl.Language.Data;
using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>
/// Compares a data value with the type that the check gave it, and learns the sizes that only the run knows. They differ when a
/// file changed between the check and the run.
/// </summary>
public static class DataConformance
{
    /// <summary>Says what does not fit, or null; adds the values of run-time symbols to <paramref name="sizes"/>.</summary>
    public static DataFailure? Check(DataType type, DataValue value, IDictionary<DimensionSymbol, Dimension> sizes) => (type, value) switch
    {
        (DataSetType set, DataSet data) => CheckSet(set, data, sizes),
        (DataTensorType tensor, DataTensor data) => CheckTensor(tensor.Type, data, sizes),
        (DataRecordType record, DataRecord data) => CheckRecord(record, data, sizes),
        (DataSizeType size, DataSize data) => CheckSize(size.Size, data.Value, size.Name, sizes),
        (DataTextType, DataText) => null,
        (DataEncoderType encoder, DataEncoder data) => CheckSize(encoder.Vocabulary, data.Tokenizer.Vocabulary, "the vocabulary", sizes),
        (DataDecoderType decoder, DataDecoder data) => CheckSize(decoder.Vocabulary, data.Tokenizer.Vocabulary, "the vocabulary", sizes),
        (DataTokenizerType tokenizer, DataTokenizer data) => CheckSize(tokenizer.Vocabulary, data.Tokenizer.Vocabulary, "the vocabulary", sizes),
        _ => Differs("the data", value.GetType().Name, type.GetType().Name),
    };

    private static DataFailure? CheckSet(DataSetType type, DataSet data, IDictionary<DimensionSymbol, Dimension> sizes)
    {
        if (!type.Fields.Select(static field => field.Name).SequenceEqual(data.Fields.Select(static field => field.Name)))
            return Differs("the list of fields", Names(data.Fields.Select(static field => field.Name)), Names(type.Fields.Select(static field => field.Name)));
        if (!type.Classes.SequenceEqual(data.Classes))
            return Differs("the list of classes", Names(data.Classes), Names(type.Classes));
        if (CheckSize(type.Rows, data.Rows, $"the number of rows of {data.Description}", sizes) is { } rows)
            return rows;
        foreach (var (field, stored) in type.Fields.Zip(data.Fields))
        {
            if (stored.Column.Rows != data.Rows)
                return Differs($"the number of rows of {field.Name}", stored.Column.Rows.ToString(), data.Rows.ToString());
            if (CheckShape(field.RowType, stored.Column.Element, stored.Column.RowShape, $"a row of {field.Name}", sizes) is { } failure)
                return failure;
        }

        return null;
    }

    private static DataFailure? CheckTensor(TensorType type, DataTensor data, IDictionary<DimensionSymbol, Dimension> sizes) =>
        CheckShape(type, data.Column.Element, data.Shape, "the tensor", sizes);

    private static DataFailure? CheckRecord(DataRecordType type, DataRecord data, IDictionary<DimensionSymbol, Dimension> sizes)
    {
        if (!type.Fields.Select(static field => field.Name).SequenceEqual(data.Fields.Select(static field => field.Name)))
            return Differs("the list of parts", Names(data.Fields.Select(static field => field.Name)), Names(type.Fields.Select(static field => field.Name)));
        foreach (var (expected, found) in type.Fields.Zip(data.Fields))
        {
            if (Check(expected.Type, found.Value, sizes) is { } failure)
                return failure;
        }

        return null;
    }

    private static DataFailure? CheckShape(TensorType type, ElementType element, ImmutableArray<int> shape, string what, IDictionary<DimensionSymbol, Dimension> sizes)
    {
        if (type.Element != element || type.Rank != shape.Length)
            return Differs(what, Found(), type.ToString());
        for (var i = 0; i < shape.Length; i++)
        {
            if (CheckSize(type.Shape[i].Size, shape[i], what, sizes) is not null)
                return Differs(what, Found(), type.ToString());
        }

        return null;

        string Found() => $"{(element == ElementType.Int ? "int" : string.Empty)}[{string.Join(", ", shape)}]";
    }

    private static DataFailure? CheckSize(Dimension expected, long found, string what, IDictionary<DimensionSymbol, Dimension> sizes)
    {
        var values = new Dictionary<DimensionSymbol, Dimension>(sizes);
        if (!expected.TrySubstitute(values, out var known))
            return Differs(what, found.ToString(), expected.ToString());
        if (known.ConstantValue is { } value)
            return value == found ? null : Differs(what, found.ToString(), expected.ToString());
        if (known.SingleSymbol is { Kind: DimensionSymbolKind.RunTime } symbol)
            sizes[symbol] = Dimension.Constant(found);
        return null;
    }

    private static string Names(IEnumerable<string> names)
    {
        var listed = names.Take(12).ToArray();
        return listed.Length == 0 ? "empty" : string.Join(", ", listed);
    }

    private static DataFailure Differs(string what, string found, string expected) =>
        new(DataErrors.ChangedSinceChecked, $"{what} is {found}; when the script was checked it was {expected}");
}
