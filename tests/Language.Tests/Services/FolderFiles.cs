using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services;

/// <summary>The files of one folder.</summary>
internal sealed class FolderFiles(string folder) : IFileSource
{
    public FileLookup Find(string name, string besidePath)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? new FileLookup(path, new FileInfo(path).Length, [path]) : new FileLookup(null, 0, [path]);
    }

    public byte[]? ReadPrefix(string fullPath, int maximumBytes)
    {
        var bytes = File.ReadAllBytes(fullPath);
        return bytes.Length <= maximumBytes ? bytes : bytes[..maximumBytes];
    }
}
