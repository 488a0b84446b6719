namespace Dsl.Language.Graph;

/// <summary>What elements a tensor parameter takes, and so what the binder converts a looser argument to.</summary>
public enum OperandElements
{
    /// <summary>Elements of any type.</summary>
    Any,

    /// <summary>Whole or floating-point numbers; bools count as 0 and 1.</summary>
    Number,

    /// <summary>Floating-point numbers; ints and bools are converted.</summary>
    Float,

    /// <summary>Whole numbers: counts and indices; a float is a mistake, a literal without a point is an int.</summary>
    Int,

    /// <summary>Truth values; a number is a mistake.</summary>
    Bool,
}
