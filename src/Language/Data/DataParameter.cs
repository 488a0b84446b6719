namespace Dsl.Language.Data;

/// <summary>One parameter of a data function.</summary>
public sealed record DataParameter(string Name, DataParameterKind Kind, string Summary, bool IsOptional = false);
