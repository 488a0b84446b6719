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
}
