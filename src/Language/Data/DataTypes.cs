using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Data;

/// <summary>Questions that several schema rules ask of data types.</summary>
internal static class DataTypes
{
    /// <summary>The kind of data in words: <c>a data set</c>, <c>a text</c>.</summary>
    public static string Describe(this DataType type) => type switch
    {
        DataSetType => "a data set",
        DataTensorType tensor => $"a tensor {tensor.Type}",
        DataRecordType record => $"a record ({string.Join(", ", record.Fields.Select(static field => field.Name))})",
        DataSizeType => "a size",
        DataTextType => "a text",
        DataEncoderType => "an encoder",
        DataTokenizerType tokenizer => $"a tokenizer of {TokenizerFile.NameOf(tokenizer.Kind)}",
        _ => "a decoder",
    };

    /// <summary>The data sets of a record such as a split, by name; default when one of its values is none.</summary>
    public static ImmutableArray<(string Name, DataSetType Type)> Parts(this DataRecordType record) =>
        record.Fields.All(static field => field.Type is DataSetType)
            ? [.. record.Fields.Select(static field => (field.Name, (DataSetType)field.Type))]
            : default;

    /// <summary>Applies a rule to a data set, or to each data set of a record.</summary>
    public static DataInferenceResult MapSets(DataType data, string function, Func<DataSetType, DataInferenceResult> rule)
    {
        if (data is DataSetType set)
            return rule(set);
        if (data is not DataRecordType record || record.Parts() is not { IsDefault: false } parts)
            return WrongKind(function, "a data set, or a record of data sets such as a split", data);
        var fields = ImmutableArray.CreateBuilder<(string, DataType)>(parts.Length);
        foreach (var (name, part) in parts)
        {
            var result = rule(part);
            if (result.Type is not { } type)
                return result;
            fields.Add((name, type));
        }

        return new DataRecordType(fields.MoveToImmutable());
    }

    public static DataFailure WrongKind(string function, string expected, DataType found, string parameter = "data") =>
        new(DataErrors.WrongKindOfData, $"{function} works on {expected}; this is {found.Describe()}", parameter);

    public static DataFailure OutOfRange(string parameter, string found, string expected) =>
        new(DataErrors.ArgumentOutOfRange, $"{parameter} is {found}; expected {expected}", parameter);

    /// <summary>What is wrong with a size that must lie in a range, or null when it does or is not known yet.</summary>
    public static DataFailure? CheckSize(DataInferenceContext context, string parameter, long least, long most)
    {
        if (!context.Has(parameter) || context.Get<Dimension>(parameter).ConstantValue is not { } value || (value >= least && value <= most))
            return null;
        return OutOfRange(parameter, value.ToString(), most >= DataLimits.Rows ? $"a whole number from {least} up" : $"a whole number from {least} to {most}");
    }

    /// <summary>What is wrong with a number that must not be negative, or null.</summary>
    public static DataFailure? CheckNotNegative(DataInferenceContext context, string parameter) =>
        !context.Has(parameter) || (double.IsFinite(context.Get<double>(parameter)) && context.Get<double>(parameter) >= 0)
            ? null
            : OutOfRange(parameter, context.Get<double>(parameter).ToString(), "a number from 0 up");
}
