namespace Dsl.Language.Services.Drawings;

/// <summary>A model around boxes: the models of all turns of a loop that play the same part.</summary>
/// <param name="Key">What they have in common.</param>
/// <param name="Label">Their name.</param>
internal sealed record FoldedPlace(string Key, string Label);
