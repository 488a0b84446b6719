using System.Collections.Immutable;
using System.Text;

namespace Dsl.Language.Library;

/// <summary>The texts of the library's files.</summary>
public static class LibrarySource
{
    private const string Prefix = "Library/";

    /// <summary>Every file, with paths of the form <c>library:losses.nn</c>, in the order of their names.</summary>
    public static ImmutableArray<LibraryText> Files { get; } = ReadAll();

    private static ImmutableArray<LibraryText> ReadAll()
    {
        var resources = typeof(LibrarySource).Assembly.GetManifestResourceNames();
        Array.Sort(resources, StringComparer.Ordinal);
        var files = ImmutableArray.CreateBuilder<LibraryText>(resources.Length);
        foreach (var resource in resources)
        {
            if (resource.StartsWith(Prefix, StringComparison.Ordinal))
                files.Add(new LibraryText($"library:{resource[Prefix.Length..]}", Read(resource)));
        }

        return files.ToImmutable();
    }

    private static string Read(string resource)
    {
        using var stream = typeof(LibrarySource).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
