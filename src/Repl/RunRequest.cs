using System.Collections.Immutable;

namespace Dsl.Repl;

/// <summary>What <c>nn run</c> is asked for.</summary>
/// <param name="Path">The script; <c>-</c> for standard input.</param>
/// <param name="Seed">The seed until the script sets one.</param>
/// <param name="DataFolder">A folder to look for data in after the script's own.</param>
/// <param name="Backend">The name of what computes; null for the default.</param>
/// <param name="Threads">Threads that compute; 0 for as many as the process may use.</param>
/// <param name="ShowsStatistics">Whether figures of every computation follow the run.</param>
/// <param name="Settings">Names that the script binds at top level, with the values they get instead.</param>
/// <param name="Dump">The stages to show of every computation; null for none.</param>
/// <param name="EventFile">A file, or a pipe, that takes what happens as JSON, an object a line; null for none.</param>
internal sealed record RunRequest(
    string Path, long Seed = 0, string? DataFolder = null, string? Backend = null, int Threads = 0, bool ShowsStatistics = false, StageDump? Dump = null,
    ImmutableArray<KeyValuePair<string, string>> Settings = default, string? EventFile = null)
{
    /// <summary>Where a page about the run is written; null for none.</summary>
    public string? ReportPath { get; init; }
}
