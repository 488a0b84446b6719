using System.Collections.Immutable;

namespace Dsl.Language.Text;

/// <summary>The answer to a look-up: the full path and length in bytes when found, and every place that was looked in.</summary>
public sealed record FileLookup(string? FullPath, long Length, ImmutableArray<string> PlacesLookedIn);
