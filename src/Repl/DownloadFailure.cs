namespace Dsl.Repl;

/// <summary>Why a file could not be fetched.</summary>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Message">The reason in words.</param>
internal sealed record DownloadFailure(DownloadFailureKind Kind, string Message);
