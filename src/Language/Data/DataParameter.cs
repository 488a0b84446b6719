namespace Dsl.Language.Data;

/// <summary>One parameter of a data function.</summary>
public sealed record DataParameter(string Name, DataParameterKind Kind, string Summary, bool IsOptional = false)
{
    /// <summary>Whether whole numbers that a script writes here count, as classes do, rather than measure.</summary>
    public bool Counts { get; init; }
}
