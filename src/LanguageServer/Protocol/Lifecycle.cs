using System.Collections.Immutable;
using System.Text.Json;
using Dsl.LanguageServer.Messages;

namespace Dsl.LanguageServer.Protocol;

/// <summary>How a client introduces itself.</summary>
internal sealed record InitializeParams(
    ClientCapabilities Capabilities,
    int? ProcessId = null,
    string? RootUri = null,
    string? RootPath = null,
    ImmutableArray<WorkspaceFolder>? WorkspaceFolders = null,
    JsonElement? InitializationOptions = null) : IHasParts
{
    bool IHasParts.HasAllParts => WorkspaceFolders is not { } folders || !folders.Contains(null!);
}

/// <summary>How the server introduces itself.</summary>
internal sealed record InitializeResult(ServerCapabilities Capabilities, ServerInfo ServerInfo);

/// <summary>The server's name and version.</summary>
internal sealed record ServerInfo(string Name, string? Version);

/// <summary>Parameters of what has none.</summary>
internal sealed record NoParams;

/// <summary>A request to end.</summary>
internal sealed record CancelParams(RequestId Id);

/// <summary>How much of what is done a client wants to be told.</summary>
internal sealed record SetTraceParams(string Value);

/// <summary>A line for the log that the client shows.</summary>
internal sealed record LogMessageParams(MessageType Type, string Message);

/// <summary>The weight of a line of the log.</summary>
internal enum MessageType
{
    Error = 1,
    Warning = 2,
    Info = 3,
    Log = 4,
}

/// <summary>Something that the client is to tell from now on.</summary>
internal sealed record Registration(string Id, string Method, JsonElement? RegisterOptions);

/// <summary>Things that the client is to tell from now on.</summary>
internal sealed record RegistrationParams(ImmutableArray<Registration> Registrations);

/// <summary>Something that the client need not tell any more.</summary>
internal sealed record Unregistration(string Id, string Method);

/// <summary>Things that the client need not tell any more; the misspelling is the protocol's.</summary>
internal sealed record UnregistrationParams(ImmutableArray<Unregistration> Unregisterations);

/// <summary>New settings, where the client sends them rather than being asked.</summary>
internal sealed record DidChangeConfigurationParams(JsonElement? Settings = null);

/// <summary>The section of the settings whose changes are to be told.</summary>
internal sealed record DidChangeConfigurationRegistrationOptions(string? Section);

/// <summary>One section of the settings.</summary>
internal sealed record ConfigurationItem(string? ScopeUri, string? Section);

/// <summary>The sections of the settings that are asked for.</summary>
internal sealed record ConfigurationParams(ImmutableArray<ConfigurationItem> Items);

/// <summary>Folders were opened or closed.</summary>
internal sealed record DidChangeWorkspaceFoldersParams(WorkspaceFoldersChangeEvent Event) : IHasParts
{
    bool IHasParts.HasAllParts => !Event.Added.Contains(null!) && !Event.Removed.Contains(null!);
}

/// <summary>The folders that were opened, and those that were closed.</summary>
internal sealed record WorkspaceFoldersChangeEvent(ImmutableArray<WorkspaceFolder> Added, ImmutableArray<WorkspaceFolder> Removed);

/// <summary>Files changed on the disk.</summary>
internal sealed record DidChangeWatchedFilesParams(ImmutableArray<FileEvent> Changes) : IHasParts
{
    bool IHasParts.HasAllParts => !Changes.Contains(null!);
}

/// <summary>A file changed on the disk: 1 came to be, 2 changed, 3 is gone.</summary>
internal sealed record FileEvent(string Uri, int Type);

/// <summary>Which files the client is to watch.</summary>
internal sealed record DidChangeWatchedFilesRegistrationOptions(ImmutableArray<FileSystemWatcher> Watchers);

/// <summary>A pattern of files to watch: a pattern, or one relative to a folder.</summary>
internal sealed record FileSystemWatcher(JsonElement GlobPattern);

/// <summary>A pattern of files below a folder.</summary>
internal sealed record RelativePattern(string BaseUri, string Pattern);
