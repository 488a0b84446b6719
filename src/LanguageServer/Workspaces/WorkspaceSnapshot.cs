using System.Collections.Immutable;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Hosting;

namespace Dsl.LanguageServer.Workspaces;

/// <summary>All documents and settings as they are between two changes. A request looks at one of these from its beginning to its end.</summary>
/// <param name="Revision">Grows with every change.</param>
/// <param name="Documents">The open documents by name.</param>
/// <param name="Folders">The open folders, as paths.</param>
internal sealed record WorkspaceSnapshot(
    long Revision, ImmutableDictionary<string, DocumentAnalysis> Documents, ImmutableDictionary<string, OpenDocument> ByPath, ImmutableArray<string> Folders, ServerSettings Settings)
{
    /// <summary>The analysis of an open document; null when it is not open.</summary>
    public DocumentAnalysis? Find(string uri) => Documents.GetValueOrDefault(uri);
}
