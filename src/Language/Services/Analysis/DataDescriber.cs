using System.Collections.Immutable;
using Dsl.Language.Data;

namespace Dsl.Language.Services.Analysis;

/// <summary>Puts what is known of data into words.</summary>
public static class DataDescriber
{
    /// <summary>How many names of columns or classes are listed.</summary>
    internal const int MostNames = 12;

    /// <summary>One line on data.</summary>
    public static string Line(DataType type) => type switch
    {
        DataSetType set => $"{set.Description}: {set.Rows} rows of {string.Join(", ", set.Fields.Select(static f => $"{f.Name} {f.RowType}"))}",
        DataTensorType tensor => tensor.Type.ToString(),
        DataRecordType record => $"the parts {string.Join(", ", record.Fields.Select(static f => f.Name))}",
        DataSizeType size => $"the size {size.Size}",
        DataTextType => "text",
        DataEncoderType encoder => $"turns text into tokens below {encoder.Vocabulary}",
        DataDecoderType decoder => $"turns tokens below {decoder.Vocabulary} into text",
        DataTokenizerType tokenizer => $"{tokenizer.Describe()} with {tokenizer.Vocabulary} tokens",
        _ => "data",
    };

    /// <summary>All that is known of data, a line for each thing.</summary>
    public static ImmutableArray<string> Lines(DataType type)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        switch (type)
        {
            case DataSetType set:
                lines.Add(Line(set));
                if (!set.FeatureNames.IsDefaultOrEmpty)
                    lines.Add($"columns: {Names(set.FeatureNames)}");
                if (!set.Classes.IsDefaultOrEmpty)
                    lines.Add($"classes: {Names(set.Classes)}");
                break;
            case DataRecordType record:
                foreach (var (name, part) in record.Fields)
                    lines.Add($"{name}: {Line(part)}");
                break;
            default:
                lines.Add(Line(type));
                break;
        }

        return lines.ToImmutable();
    }

    private static string Names(ImmutableArray<string> names) =>
        names.Length <= MostNames ? $"{string.Join(", ", names)} ({names.Length})" : $"{string.Join(", ", names.Take(MostNames))}, ... ({names.Length})";
}
