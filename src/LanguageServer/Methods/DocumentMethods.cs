using System.Collections.Immutable;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Methods;

/// <summary>Documents that open, change and close, and files and folders that change beside them.</summary>
internal static class DocumentMethods
{
    public static Feature Feature { get; } = new(
        [
            new NotificationMethod<DidOpenTextDocumentParams>("textDocument/didOpen", static () => ProtocolJson.Default.DidOpenTextDocumentParams, static (context, parameters) =>
            {
                context.Server.Workspace.Open(parameters.TextDocument);
                context.Server.Saved.Add(parameters.TextDocument.Uri);
            }),
            new NotificationMethod<DidChangeTextDocumentParams>("textDocument/didChange", static () => ProtocolJson.Default.DidChangeTextDocumentParams, static (context, parameters) =>
            {
                if (!context.Server.Workspace.Change(parameters))
                    context.Server.Log.Write($"{parameters.TextDocument.Uri} changed and was not opened");
            }),
            new NotificationMethod<DidCloseTextDocumentParams>("textDocument/didClose", static () => ProtocolJson.Default.DidCloseTextDocumentParams, static (context, parameters) =>
            {
                if (!context.Server.Workspace.Close(parameters.TextDocument.Uri))
                    context.Server.Log.Write($"{parameters.TextDocument.Uri} was closed and not opened");
            }),
            new NotificationMethod<DidSaveTextDocumentParams>("textDocument/didSave", static () => ProtocolJson.Default.DidSaveTextDocumentParams, static (context, parameters) =>
            {
                context.Server.Workspace.Save(parameters.TextDocument.Uri);
                context.Server.Saved.Add(parameters.TextDocument.Uri);
            }),
            new NotificationMethod<DidChangeWatchedFilesParams>("workspace/didChangeWatchedFiles", static () => ProtocolJson.Default.DidChangeWatchedFilesParams, static (context, parameters) =>
                context.Server.Workspace.FilesChanged(parameters.Changes.Select(static change => DocumentUri.ToPath(change.Uri)).OfType<string>())),
            new NotificationMethod<DidChangeWorkspaceFoldersParams>("workspace/didChangeWorkspaceFolders", static () => ProtocolJson.Default.DidChangeWorkspaceFoldersParams, static (context, parameters) =>
                ChangeFolders(context.Server, parameters.Event)),
        ],
        static (capabilities, client) => capabilities with
        {
            Workspace = new WorkspaceOptions(
                new WorkspaceFoldersServerCapabilities(true, true),
                client.ShowsServedDocuments ? new TextDocumentContentOptions([Places.LibraryScheme, Diagnostics.DiagnosticTranslator.PageScheme]) : null),
        });

    private static void ChangeFolders(ServerState server, WorkspaceFoldersChangeEvent change)
    {
        var removed = change.Removed.Select(static folder => DocumentUri.ToPath(folder.Uri)).OfType<string>().ToHashSet();
        var added = change.Added.Select(static folder => DocumentUri.ToPath(folder.Uri)).OfType<string>();
        ImmutableArray<string> folders = [.. server.Workspace.Current.Folders.Where(folder => !removed.Contains(folder)).Union(added)];
        server.Workspace.SetFolders(folders);
    }
}
