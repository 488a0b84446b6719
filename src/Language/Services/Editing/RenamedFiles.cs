using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Editing;

/// <summary>Files of which some have another text than on disk.</summary>
internal sealed class RenamedFiles(IFileSource files, IReadOnlyDictionary<string, SourceText> changed) : IFileSource
{
    public FileLookup Find(string name, string besidePath) => files.Find(name, besidePath);

    public ImmutableArray<ListedFile> List(string folder, string besidePath, int most) => files.List(folder, besidePath, most);

    public byte[]? ReadPrefix(string fullPath, int maximumBytes)
    {
        if (!changed.TryGetValue(fullPath, out var text))
            return files.ReadPrefix(fullPath, maximumBytes);
        var bytes = Encoding.UTF8.GetBytes(text.Content);
        return bytes.Length <= maximumBytes ? bytes : bytes[..maximumBytes];
    }
}
