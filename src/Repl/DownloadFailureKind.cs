namespace Dsl.Repl;

/// <summary>The kinds of reasons why a file could not be fetched.</summary>
internal enum DownloadFailureKind
{
    /// <summary>The server cannot be reached.</summary>
    NoConnection,

    /// <summary>The server answers something else than the file.</summary>
    Refused,

    /// <summary>The connection ended or fell silent before the file was complete, again and again.</summary>
    Interrupted,

    /// <summary>An address leads to another one that must not be followed.</summary>
    WrongAddress,

    /// <summary>What came is not the file.</summary>
    WrongContents,

    /// <summary>The file cannot be written.</summary>
    Disk,
}
