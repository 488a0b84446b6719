using System.Collections.Immutable;

namespace Dsl.Language.Binding.Values;

/// <summary>The numbers and tensors of which a value is made that a loop carries from turn to turn: itself, or the parts of a record or a tuple, each under its path.</summary>
internal static class CarriedLeaves
{
    /// <summary>The parts by their paths, such as <c>r.a</c>; null when one of them is nothing that a run computes.</summary>
    public static ImmutableArray<(string Path, Value Leaf)>? Of(string name, Value value)
    {
        var leaves = ImmutableArray.CreateBuilder<(string, Value)>();
        return Collect(name, value, leaves) ? leaves.ToImmutable() : null;
    }

    /// <summary>The same value with other parts.</summary>
    public static Value Replace(string name, Value value, IReadOnlyDictionary<string, Value> leaves) => value switch
    {
        RecordValue record => new RecordValue([.. record.Fields.Select(f => (f.Name, Replace($"{name}.{f.Name}", f.Value, leaves)))]),
        TupleValue tuple => new TupleValue([.. tuple.Elements.Select((e, i) => Replace($"{name}.{i}", e, leaves))]),
        _ => leaves.GetValueOrDefault(name, value),
    };

    private static bool Collect(string name, Value value, ImmutableArray<(string, Value)>.Builder leaves)
    {
        switch (value)
        {
            case RecordValue record:
                return record.Fields.All(f => Collect($"{name}.{f.Name}", f.Value, leaves));
            case TupleValue tuple:
                for (var i = 0; i < tuple.Elements.Length; i++)
                {
                    if (!Collect($"{name}.{i}", tuple.Elements[i], leaves))
                        return false;
                }

                return true;
            // What was wrong has been reported, and is no reason to report more.
            case PoisonValue or TensorValue or IntegerValue or NumberValue or BooleanValue { Truth: not null } or BooleanValue { Node: not null } or ListValue:
                leaves.Add((name, value));
                return true;
            default:
                return false;
        }
    }
}
