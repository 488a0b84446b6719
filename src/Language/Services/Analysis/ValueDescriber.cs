using System.Collections.Immutable;
using Dsl.Language.Binding;
using Dsl.Language.Binding.Values;
using Dsl.Language.Data;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Services.Analysis;

/// <summary>Puts values of the checker into words.</summary>
public static class ValueDescriber
{
    /// <summary>What is to be told of a value.</summary>
    public static ValueFacts Describe(Value value) => new(KindOf(value), Elaborator.Describe(value), (value as TensorValue)?.Type, MembersOf(value)) { Value = value };

    private static string KindOf(Value value) => value switch
    {
        TensorValue => "tensor",
        IntegerValue or NumberValue => "number",
        BooleanValue => "truth",
        StringValue or DecodedTextValue => "text",
        ListValue => "list",
        TupleValue => "tuple",
        RecordValue => "record",
        RangeValue => "range",
        DataReferenceValue { Data.Type: DataTensorType } => "tensor",
        DataReferenceValue => "data",
        InstanceValue => "model",
        OptimizerValue => "optimizer",
        CallableValue => "function",
        _ => "value",
    };

    private static ImmutableArray<ValueMember> MembersOf(Value value) => value switch
    {
        RecordValue record => [.. record.Fields.Where(static f => f.Name.Length > 0).Select(static f => new ValueMember(f.Name, Elaborator.Describe(f.Value), null))],
        DataReferenceValue data => MembersOf(data.Data.Type),
        InstanceValue instance => MembersOf(instance.Instance),
        TensorValue { Type.Rank: >= 2 } tensor => [new ValueMember("T", $"a tensor {tensor.Type.Element.Name()} with the last two axes swapped", null)],
        _ => [],
    };

    private static ImmutableArray<ValueMember> MembersOf(DataType type)
    {
        switch (type)
        {
            case DataRecordType record:
                return [.. record.Fields.Select(static f => new ValueMember(f.Name, DataDescriber.Line(f.Type), null))];
            case DataSetType set:
                var members = set.Fields.Select(static f => new ValueMember(f.Name, $"for each row {f.RowType}", null)).ToList();
                members.Add(new ValueMember("rows", $"{set.Rows} rows", null));
                if (!set.Classes.IsDefaultOrEmpty)
                    members.Add(new ValueMember("classes", $"{set.Classes.Length} classes", string.Join(", ", set.Classes.Take(DataDescriber.MostNames))));
                return [.. members];
            default:
                return [];
        }
    }

    // Weights of its own, and layers by the first part of their weights' paths.
    private static ImmutableArray<ValueMember> MembersOf(ModelInstance instance)
    {
        var members = new Dictionary<string, ValueMember>();
        var start = instance.Path.Length == 0 ? 0 : instance.Path.Length + 1;
        foreach (var (path, variable) in instance.NamedVariables)
        {
            if (path.Length <= start)
                continue;
            var end = path.IndexOf('.', start);
            var name = end < 0 ? path[start..] : path[start..end];
            if (end < 0)
                members[name] = new ValueMember(name, $"{(variable.Kind == VariableKind.Parameter ? "a weight" : "a state")} {variable.Type}", null);
            else
                members.TryAdd(name, new ValueMember(name, instance.Descendant(path[..end]) is { } layer ? $"a layer {layer.Name}" : "layers, one for each turn of a loop", null));
        }

        return [.. members.Values];
    }
}
