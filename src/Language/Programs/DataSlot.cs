using System.Collections.Immutable;
using Dsl.Language.Data;
using Dsl.Language.Graph;

namespace Dsl.Language.Programs;

/// <summary>The place that holds the result of one data action while a program runs. Identity is the object.</summary>
public sealed class DataSlot(string name, DataType type)
{
    public string Name { get; } = name;

    public DataType Type { get; } = type;
}

/// <summary>A slot's value, or the part of its record that the path of field names leads to.</summary>
public sealed record DataReference(DataSlot Slot, ImmutableArray<string> Path)
{
    /// <summary>The type of what is referred to.</summary>
    public DataType Type => Path.Aggregate(Slot.Type, static (type, name) => ((DataRecordType)type).Field(name)!);
}

/// <summary>An argument of a data function at run time.</summary>
public abstract record DataArgument;

/// <summary>A value known when checked: string, double, long, bool, or ImmutableArray of string.</summary>
public sealed record ConstantDataArgument(object Value) : DataArgument;

/// <summary>A size that may contain run-time symbols.</summary>
public sealed record SizeDataArgument(Types.Dimension Size) : DataArgument;

/// <summary>Another data value.</summary>
public sealed record ReferenceDataArgument(DataReference Data) : DataArgument;

/// <summary>A computed tensor.</summary>
public sealed record NodeDataArgument(Node Node) : DataArgument;
