using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>Says changes of one or several documents in the words of the protocol.</summary>
internal static class EditTranslator
{
    /// <summary>The changes by document: with the version they are meant for where the client can take it.</summary>
    public static WorkspaceEdit Translate(IEnumerable<TextEdit> edits, AnalyzedDocument document, ClientFeatures client)
    {
        var places = document.Places();
        var byDocument = edits.GroupBy(edit => places.UriOf(edit.Location.Source))
            .Select(group => (Uri: group.Key, Edits: group.Select(edit => new ProtocolTextEdit(places.RangeOf(edit.Location), edit.NewText)).ToImmutableArray()));
        if (!client.TakesVersionedEdits)
            return new WorkspaceEdit(byDocument.ToImmutableDictionary(static d => d.Uri, static d => d.Edits), null);
        return new WorkspaceEdit(null, [.. byDocument.Select(d => new TextDocumentEdit(new OptionalVersionedTextDocumentIdentifier(d.Uri, document.Snapshot.Find(d.Uri)?.Document.Version), d.Edits))]);
    }
}
