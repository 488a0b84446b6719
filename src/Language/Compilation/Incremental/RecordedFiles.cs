using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>Passes questions about files on, and notes them with their answers.</summary>
/// <param name="files">Who answers.</param>
internal sealed class RecordedFiles(IFileSource files) : IFileSource
{
    private readonly List<(string Name, string BesidePath, string? FullPath, long Length)> lookups = [];
    private readonly List<(string FullPath, int MaximumBytes, byte[]? Bytes)> reads = [];
    private readonly List<(string Folder, string BesidePath, int Most, ImmutableArray<ListedFile> Listed)> lists = [];

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

    public ImmutableArray<ListedFile> List(string folder, string besidePath, int most)
    {
        var listed = files.List(folder, besidePath, most);
        lists.Add((folder, besidePath, most, listed));
        return listed;
    }

    /// <summary>What was asked since this was called last.</summary>
    public FileAnswers Take()
    {
        if (lookups.Count + reads.Count + lists.Count == 0)
            return FileAnswers.None;
        var answers = new FileAnswers([.. lookups], [.. reads], [.. lists]);
        lookups.Clear();
        reads.Clear();
        lists.Clear();
        return answers;
    }
}
