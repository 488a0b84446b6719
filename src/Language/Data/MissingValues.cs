namespace Dsl.Language.Data;

/// <summary>What becomes of a missing value of a table.</summary>
public enum MissingValues
{
    /// <summary>It is reported as a mistake.</summary>
    Error,

    /// <summary>Its row is left out.</summary>
    Drop,

    /// <summary>The mean of its column takes its place.</summary>
    Mean,
}
