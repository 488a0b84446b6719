using System.Text;
using Dsl.Language.Text;
using Dsl.Runtime.Data;

namespace Dsl.Runtime.Tests.Data;

/// <summary>Files that exist only in memory.</summary>
internal sealed class MemoryDataFiles : IDataFileSource
{
    private readonly Dictionary<string, byte[]> files = [];

    public MemoryDataFiles Add(string name, string content) => Add(name, Encoding.UTF8.GetBytes(content));

    public MemoryDataFiles Add(string name, byte[] content)
    {
        files[name] = content;
        return this;
    }

    public FileLookup Find(string name, string besidePath) =>
        files.TryGetValue(name, out var content) ? new FileLookup(name, content.Length, [name]) : new FileLookup(null, 0, [name]);

    public byte[]? ReadPrefix(string fullPath, int maximumBytes) => files[fullPath][..Math.Min(maximumBytes, files[fullPath].Length)];

    public Stream? Open(string fullPath) => new MemoryStream(files[fullPath], writable: false);
}
