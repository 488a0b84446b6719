namespace Dsl.Repl;

/// <summary>How patiently files are fetched, and how they are written.</summary>
internal sealed record DownloadSettings
{
    /// <summary>How long a server may stay silent.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a connection may end early before it is given up; each time what is there already is kept.</summary>
    public int MostAttempts { get; init; } = 5;

    /// <summary>How many addresses may lead to one another.</summary>
    public int MostRedirects { get; init; } = 8;

    /// <summary>Opens the file that takes what is fetched, for appending.</summary>
    public Func<string, Stream> Open { get; init; } = static path => new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 1 << 16);

    /// <summary>Told how many bytes of the file are there.</summary>
    public Action<long>? Progress { get; init; }
}
