using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Data;

/// <summary>Files that exist only in memory.</summary>
internal sealed class MemoryFileSource : IFileSource
{
    private readonly Dictionary<string, byte[]> files = [];

    public MemoryFileSource Add(string name, string content) => Add(name, Encoding.UTF8.GetBytes(content));

    public MemoryFileSource Add(string name, byte[] content)
    {
        files[name] = content;
        return this;
    }

    public FileLookup Find(string name, string besidePath) => files.TryGetValue(name, out var content)
        ? new FileLookup("/memory/" + name, content.Length, ["/memory/" + name])
        : new FileLookup(null, 0, ["/memory/" + name, "/elsewhere/" + name]);

    public byte[]? ReadPrefix(string fullPath, int maximumBytes) =>
        files.TryGetValue(fullPath["/memory/".Length..], out var content) ? content[..Math.Min(maximumBytes, content.Length)] : null;

    public ImmutableArray<ListedFile> List(string folder, string besidePath, int most) =>
    [
        .. files.Keys.Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Select(name => name[folder.Length..])
            .Select(static name => name.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? new ListedFile(name[..slash], true) : new ListedFile(name, false))
            .Distinct().Take(most),
    ];
}
