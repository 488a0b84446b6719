using System.Collections.Immutable;

namespace Dsl.Repl;

/// <summary>What <c>nn export</c> is asked for.</summary>
/// <param name="Path">The script; <c>-</c> for standard input.</param>
/// <param name="Model">The name that the script binds the model to; null for its only one.</param>
/// <param name="Weights">A file of weights; null for those that the script gives the model without training it.</param>
/// <param name="Output">The file to write; null for the model's name in the current folder.</param>
/// <param name="Seed">The seed of first weights, until the script sets one.</param>
/// <param name="DataFolder">A folder to look for data in after the script's own.</param>
/// <param name="Settings">Other values for names that the script binds to numbers, truth values or texts.</param>
internal sealed record ExportRequest(
    string Path, string? Model, string? Weights, string? Output, long Seed, string? DataFolder, ImmutableArray<KeyValuePair<string, string>> Settings);
