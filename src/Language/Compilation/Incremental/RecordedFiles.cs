using Dsl.Language.Text;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>Passes questions about files on, and notes them with their answers.</summary>
/// <param name="files">Who answers.</param>
internal sealed class RecordedFiles(IFileSource files) : IFileSource
{
    private readonly List<(string Name, string BesidePath, string? FullPath, long Length)> lookups = [];
    private readonly List<(string FullPath, int MaximumBytes, byte[]? Bytes)> reads = [];

    public FileLookup Find(string name, string besidePath)
    {
        var found = files.Find(name, besidePath);
        lookups.Add((name, besidePath, found.FullPath, found.Length));
        return found;
    }

    public byte[]? ReadPrefix(string fullPath, int maximumBytes)
    {
        var bytes = files.ReadPrefix(fullPath, maximumBytes);
        reads.Add((fullPath, maximumBytes, bytes));
        return bytes;
    }

    /// <summary>What was asked since this was called last.</summary>
    public FileAnswers Take()
    {
        if (lookups.Count + reads.Count == 0)
            return FileAnswers.None;
        var answers = new FileAnswers([.. lookups], [.. reads]);
        lookups.Clear();
        reads.Clear();
        return answers;
    }
}
