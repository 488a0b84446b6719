using System.Collections.Immutable;

namespace Dsl.Repl;

/// <summary>What <c>nn graph</c> is asked for.</summary>
/// <param name="Path">The script; <c>-</c> for standard input.</param>
/// <param name="Name">The name that the script binds a model or a tensor to; null for its only model.</param>
/// <param name="Format">One of <see cref="GraphCommand.Formats"/>; null for what the file's ending says.</param>
/// <param name="Output">The file to write; null for standard output.</param>
/// <param name="DataFolder">A folder to look for data in after the script's own.</param>
/// <param name="Settings">Other values for names that the script binds to numbers, truth values or texts.</param>
internal sealed record GraphRequest(string Path, string? Name, string? Format, string? Output, string? DataFolder, ImmutableArray<KeyValuePair<string, string>> Settings);
