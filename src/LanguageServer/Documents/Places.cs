using Dsl.Language.Text;
using Dsl.LanguageServer.Protocol;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Documents;

/// <summary>Says places of any text in the words of the protocol, seen from one document.</summary>
internal sealed class Places(OpenDocument document, WorkspaceSnapshot snapshot)
{
    /// <summary>The scheme of the library's own files, which only the server has.</summary>
    public const string LibraryScheme = "nn-library";

    private const string LibraryPrefix = "library:";

    private readonly Dictionary<SourceText, LineMap> maps = [];

    /// <summary>The place of a location.</summary>
    public Location Of(SourceLocation location) => new(UriOf(location.Source), RangeOf(location));

    /// <summary>The range of a location in its own text.</summary>
    public ProtocolRange RangeOf(SourceLocation location) => MapOf(location.Source).RangeOf(location.Span);

    /// <summary>The name of the document that holds a text.</summary>
    public string UriOf(SourceText source)
    {
        if (ReferenceEquals(source, document.Source) || source.Path == document.Path)
            return document.Uri;
        if (source.IsLibrary)
            return $"{LibraryScheme}:/{source.Path[LibraryPrefix.Length..]}";
        return snapshot.ByPath.TryGetValue(source.Path, out var open) ? open.Uri : DocumentUri.FromPath(source.Path);
    }

    /// <summary>The path that the language knows a document of the library by; null for any other document.</summary>
    public static string? LibraryPathOf(string uri) =>
        uri.StartsWith($"{LibraryScheme}:/", StringComparison.Ordinal) ? LibraryPrefix + uri[(LibraryScheme.Length + 2)..] : null;

    private LineMap MapOf(SourceText source)
    {
        if (ReferenceEquals(source, document.Source))
            return document.Lines;
        if (!maps.TryGetValue(source, out var map))
            maps[source] = map = new LineMap(source.Content);
        return map;
    }
}
