using System.Text;
using Dsl.Language.Data;
using Dsl.Language.Types;
using Dsl.Runtime.Data;

namespace Dsl.Runtime.Reports;

/// <summary>Describes data in a line or a few: rows, fields, classes; a text is itself.</summary>
public static class DataSummary
{
    private const int MostClasses = 12;

    public static string Describe(DataValue value) => value switch
    {
        DataSet set => DescribeSet(set),
        DataTensor tensor => $"tensor [{string.Join(", ", tensor.Shape)}]",
        DataRecord record => string.Join('\n', record.Fields.Select(static f => $"{f.Name}: {Describe(f.Value)}")),
        DataSize size => size.Value.ToString(),
        DataText text => text.Text,
        DataEncoder encoder => $"encoder of {encoder.Tokenizer.Vocabulary} tokens",
        DataDecoder decoder => $"decoder of {decoder.Tokenizer.Vocabulary} tokens",
        DataTokenizer tokenizer => $"tokenizer of {tokenizer.Tokenizer.Vocabulary} {TokenizerFile.NameOf(tokenizer.Tokenizer.Description.Kind)}",
        _ => throw new InvalidOperationException($"no part of the runtime describes a {value.GetType().Name}"),
    };

    private static string DescribeSet(DataSet set)
    {
        var text = new StringBuilder($"{set.Description}: {set.Rows} rows");
        foreach (var field in set.Fields)
            text.Append($", {field.Name}: {(field.Column.Element == ElementType.Int ? "int" : string.Empty)}[{string.Join(", ", field.Column.RowShape)}]");
        if (!set.Classes.IsEmpty)
            text.Append(", classes: ").AppendJoin(", ", set.Classes.Take(MostClasses)).Append(set.Classes.Length > MostClasses ? ", ..." : string.Empty);
        return text.ToString();
    }
}
