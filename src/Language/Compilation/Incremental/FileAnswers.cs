using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>Questions about files, with their answers.</summary>
/// <param name="Lookups">What was looked for.</param>
/// <param name="Reads">What was read.</param>
/// <param name="Lists">Which folders were listed.</param>
internal sealed record FileAnswers(
    ImmutableArray<(string Name, string BesidePath, string? FullPath, long Length)> Lookups, ImmutableArray<(string FullPath, int MaximumBytes, byte[]? Bytes)> Reads,
    ImmutableArray<(string Folder, string BesidePath, int Most, ImmutableArray<ListedFile> Listed)> Lists)
{
    /// <summary>No questions.</summary>
    public static FileAnswers None { get; } = new([], [], []);

    /// <summary>Whether the same questions have the same answers now.</summary>
    public bool IsUnchanged(IFileSource now)
    {
        foreach (var (name, besidePath, fullPath, length) in Lookups)
        {
            var found = now.Find(name, besidePath);
            if (found.FullPath != fullPath || found.Length != length)
                return false;
        }

        foreach (var (fullPath, maximumBytes, before) in Reads)
        {
            var bytes = now.ReadPrefix(fullPath, maximumBytes);
            if (!ReferenceEquals(bytes, before) && (bytes is null || before is null || !bytes.AsSpan().SequenceEqual(before)))
                return false;
        }

        foreach (var (folder, besidePath, most, before) in Lists)
        {
            if (!now.List(folder, besidePath, most).AsSpan().SequenceEqual(before.AsSpan()))
                return false;
        }

        return true;
    }
}
