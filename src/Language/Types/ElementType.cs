namespace Dsl.Language.Types;

/// <summary>The type of one element of a tensor.</summary>
public enum ElementType
{
    /// <summary>32-bit floating point; what <c>float</c> means unless a precision is chosen.</summary>
    Float32,
    Float16,
    BFloat16,
    Float64,

    /// <summary>Whole number: 64 bits where counting.</summary>
    Int,
    Bool,
}
