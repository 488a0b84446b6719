using System.Collections.Immutable;

namespace Dsl.Repl.Bench;

/// <summary>What <c>nn bench</c> is asked for.</summary>
/// <param name="Path">The script; <c>-</c> for standard input.</param>
/// <param name="Seconds">How long a training goes on at most.</param>
/// <param name="IsJson">Whether the figures are written for programs.</param>
/// <param name="Seed">The seed until the script sets one.</param>
/// <param name="DataFolder">A folder to look for data in after the script's own.</param>
/// <param name="Backend">The name of what computes.</param>
/// <param name="Threads">Threads that compute; 0 for as many as the process may use.</param>
/// <param name="Settings">Other values for names that the script binds to numbers, truth values or texts.</param>
internal sealed record BenchRequest(
    string Path, double Seconds, bool IsJson, long Seed, string? DataFolder, string Backend, int Threads, ImmutableArray<KeyValuePair<string, string>> Settings)
{
    /// <summary>How long a training goes on unless told otherwise.</summary>
    public const double UsualSeconds = 3;
}
