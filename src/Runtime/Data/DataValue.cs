using System.Collections.Immutable;

namespace Dsl.Runtime.Data;

/// <summary>A value made by a data function. The counterparts of the data types of the language.</summary>
public abstract record DataValue;

/// <summary>Examples in rows.</summary>
/// <param name="Fields">The fields, all with the same number of rows.</param>
/// <param name="Classes">The names of the classes that <c>y</c> counts; empty when it is not categorical.</param>
/// <param name="Description">A few words for people: <c>iris.csv</c>.</param>
public sealed record DataSet(ImmutableArray<DataSetField> Fields, ImmutableArray<string> Classes, string Description) : DataValue
{
    public int Rows => Fields[0].Column.Rows;

    /// <summary>The column of that field, or null.</summary>
    public Column? Find(string name)
    {
        foreach (var field in Fields)
        {
            if (field.Name == name)
                return field.Column;
        }

        return null;
    }

    /// <summary>The same fields with only these rows, in this order.</summary>
    public DataSet Select(int[] rows) => this with { Fields = [.. Fields.Select(field => field with { Column = SelectionColumn.Of(field.Column, rows) })] };

    /// <summary>The same data set with another column in one field.</summary>
    public DataSet With(string name, Column column) => this with { Fields = [.. Fields.Select(field => field.Name == name ? field with { Column = column } : field)] };
}

/// <summary>One field of a data set.</summary>
public sealed record DataSetField(string Name, Column Column);

/// <summary>A tensor of data: the rows of a column are its outermost axis; a scalar is a single row.</summary>
public sealed record DataTensor(Column Column, bool IsScalar = false) : DataValue
{
    public ImmutableArray<int> Shape => IsScalar ? [] : Column.RowShape.Insert(0, Column.Rows);
}

/// <summary>Several data values under names.</summary>
public sealed record DataRecord(ImmutableArray<DataRecordField> Fields) : DataValue
{
    /// <summary>The value under that name, or null.</summary>
    public DataValue? Find(string name) => Fields.FirstOrDefault(field => field.Name == name)?.Value;
}

/// <summary>One value of a record.</summary>
public sealed record DataRecordField(string Name, DataValue Value);

/// <summary>A whole number that is a property of data, such as a vocabulary.</summary>
public sealed record DataSize(long Value) : DataValue;

/// <summary>Text.</summary>
public sealed record DataText(string Text) : DataValue;

/// <summary>Turns text into tokens; the value of <c>encode</c>.</summary>
public sealed record DataEncoder(Tokenizer Tokenizer) : DataValue;

/// <summary>Turns tokens into text; the value of <c>decode</c>.</summary>
public sealed record DataDecoder(Tokenizer Tokenizer) : DataValue;

/// <summary>A tokenizer itself, which can be stored.</summary>
public sealed record DataTokenizer(Tokenizer Tokenizer) : DataValue;
