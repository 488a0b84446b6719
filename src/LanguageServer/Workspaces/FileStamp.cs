namespace Dsl.LanguageServer.Workspaces;

/// <summary>What tells one state of a file from another.</summary>
internal readonly record struct FileStamp(long Length, DateTime LastWrite);
