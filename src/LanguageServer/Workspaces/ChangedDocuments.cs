using System.Collections.Immutable;

namespace Dsl.LanguageServer.Workspaces;

/// <summary>What changed since it was asked last.</summary>
/// <param name="Uris">The documents whose analyses are new, and those that were closed.</param>
/// <param name="HasOthers">Whether there are some among them that the client did not change itself.</param>
internal sealed record ChangedDocuments(ImmutableArray<string> Uris, bool HasOthers);
