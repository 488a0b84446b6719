using Dsl.Language.Data;
using Dsl.Language.Types;

namespace Dsl.Runtime.Scripts;

/// <summary>The symbols in the sizes of a data type.</summary>
internal static class DataSizes
{
    public static IEnumerable<DimensionSymbol> Symbols(DataType type) => type switch
    {
        DataSetType set => set.Fields.SelectMany(static f => Symbols(f.RowType)).Concat(set.Rows.Symbols()),
        DataTensorType tensor => Symbols(tensor.Type),
        DataRecordType record => record.Fields.SelectMany(static f => Symbols(f.Type)),
        DataSizeType size => size.Size.Symbols(),
        DataEncoderType encoder => encoder.Vocabulary.Symbols(),
        DataDecoderType decoder => decoder.Vocabulary.Symbols(),
        DataTokenizerType tokenizer => tokenizer.Vocabulary.Symbols(),
        _ => [],
    };

    private static IEnumerable<DimensionSymbol> Symbols(TensorType type) => type.Shape.Axes.SelectMany(static a => a.Size.Symbols());
}
