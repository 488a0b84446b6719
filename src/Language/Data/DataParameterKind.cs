namespace Dsl.Language.Data;

/// <summary>What a data function's parameter takes.</summary>
public enum DataParameterKind
{
    /// <summary>A string known when checked; bound as string.</summary>
    Text,

    /// <summary>A number known when checked; bound as double.</summary>
    Number,

    /// <summary>A whole number known when checked; bound as Dimension.</summary>
    Size,

    /// <summary>true or false; bound as bool.</summary>
    Boolean,

    /// <summary>A data value; bound as DataType.</summary>
    Data,

    /// <summary>A tensor, possibly computed; bound as TensorType.</summary>
    Tensor,

    /// <summary>Several strings known when checked; bound as ImmutableArray of string.</summary>
    TextList,

    /// <summary>A whole number that may be known only at run time, such as a loop's counter; bound as Dimension when known, else as TensorType.</summary>
    RunTimeInteger,
}
