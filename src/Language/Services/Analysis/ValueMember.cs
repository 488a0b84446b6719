namespace Dsl.Language.Services.Analysis;

/// <summary>A named part of a value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">A few words on what it is.</param>
/// <param name="Documentation">More on it, where something is known.</param>
public sealed record ValueMember(string Name, string Description, string? Documentation);
