using System.Collections.Immutable;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Hosting;

namespace Dsl.LanguageServer.Workspaces;

/// <summary>All documents and settings as they are between two changes. A request looks at one of these from its beginning to its end.</summary>
/// <param name="Revision">Grows with every change.</param>
/// <param name="Documents">The open documents by name.</param>
/// <param name="ByPath">The same by path.</param>
/// <param name="Folders">The open folders, as paths.</param>
internal sealed record WorkspaceSnapshot(
    long Revision, ImmutableDictionary<string, DocumentAnalysis> Documents, ImmutableDictionary<string, OpenDocument> ByPath, ImmutableArray<string> Folders, ServerSettings Settings)
{
    /// <summary>The open documents with changes that are not saved.</summary>
    public ImmutableHashSet<string> Unsaved { get; init; } = [];

    /// <summary>The revision in which each path changed last, as far as it did.</summary>
    public ImmutableDictionary<string, long> ChangedAt { get; init; } = ImmutableDictionary<string, long>.Empty.WithComparers(Workspace.PathComparer);

    /// <summary>Whether nothing that an analysis looked at has changed since a revision.</summary>
    public bool IsUnchanged(DocumentAnalysis analysis, long since) =>
        Revision == since || (analysis.IsFinished && analysis.Files.LookedAt.All(path => ChangedAt.GetValueOrDefault(path) <= since));

    /// <summary>The analysis of an open document; null when it is not open.</summary>
    public DocumentAnalysis? Find(string uri) => Documents.GetValueOrDefault(uri);
}
