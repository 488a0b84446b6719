using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Data;

/// <summary>What is known about a data value before anything runs.</summary>
public abstract record DataType;

/// <summary>Examples in rows: each field holds one tensor a row.</summary>
/// <param name="Fields">The fields, usually <c>x</c> and <c>y</c>.</param>
/// <param name="Rows">How many rows; a run-time symbol when only the run knows.</param>
/// <param name="Classes">The names of the classes that <c>y</c> counts, when it is categorical.</param>
/// <param name="Description">A few words for hover and origins: <c>iris.csv</c>, <c>digits</c>.</param>
public sealed record DataSetType(ImmutableArray<DataField> Fields, Dimension Rows, ImmutableArray<string> Classes, string Description) : DataType
{
    /// <summary>The names of the inputs, such as the columns of a table; empty when they have none.</summary>
    public ImmutableArray<string> FeatureNames { get; init; } = [];

    /// <summary>Whether <c>y</c> is what follows each element of <c>x</c>.</summary>
    public bool PredictsNext { get; init; }

    /// <summary>Whether the rows of each class lie together.</summary>
    public bool IsGroupedByClass { get; init; }

    public DataField? Field(string name) => Fields.FirstOrDefault(f => f.Name == name);
}

/// <summary>One field of a data set: its name and the type of one row's tensor.</summary>
public sealed record DataField(string Name, TensorType RowType);

/// <summary>A tensor read from a file.</summary>
public sealed record DataTensorType(TensorType Type) : DataType;

/// <summary>Several data values under names, such as the parts of a split.</summary>
public sealed record DataRecordType(ImmutableArray<(string Name, DataType Type)> Fields) : DataType
{
    public DataType? Field(string name) => Fields.FirstOrDefault(f => f.Name == name).Type;
}

/// <summary>A whole number that is a property of data, usable as a size: a vocabulary.</summary>
public sealed record DataSizeType(string Name, Dimension Size) : DataType;

/// <summary>Text.</summary>
public sealed record DataTextType : DataType;

/// <summary>Turns text into tokens; a value <c>encode</c> of a record is called with text.</summary>
/// <param name="Vocabulary">How many different tokens there are.</param>
/// <param name="ByCharacter">Whether each character is one token, so that a text's length is known before anything runs.</param>
public sealed record DataEncoderType(Dimension Vocabulary, bool ByCharacter = false) : DataType;

/// <summary>Turns tokens into text.</summary>
public sealed record DataDecoderType(Dimension Vocabulary) : DataType;

/// <summary>A tokenizer, which can be stored.</summary>
public sealed record DataTokenizerType(TokenizerKind Kind, Dimension Vocabulary) : DataType;
