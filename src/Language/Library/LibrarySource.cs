using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Text;

namespace Dsl.Language.Library;

/// <summary>The texts of the library's files.</summary>
public static class LibrarySource
{
    private const string Prefix = "Library/";

    /// <summary>Every file, with paths of the form <c>library:losses.nn</c>.</summary>
    public static ImmutableArray<SourceText> Files { get; } =
    [
        .. typeof(LibrarySource).Assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(static name => new SourceText($"library:{name[Prefix.Length..]}", Read(name))),
    ];

    private static string Read(string name)
    {
        using var stream = typeof(LibrarySource).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
