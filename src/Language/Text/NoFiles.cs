namespace Dsl.Language.Text;

/// <summary>A file source in which there is nothing.</summary>
public sealed class NoFiles : IFileSource
{
    public static NoFiles Instance { get; } = new();

    public FileLookup Find(string name, string besidePath) => new(null, 0, []);

    public byte[]? ReadPrefix(string fullPath, int maximumBytes) => null;
}
