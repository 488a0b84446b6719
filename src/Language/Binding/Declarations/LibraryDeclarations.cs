using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Library;
using Dsl.Language.Syntax;

namespace Dsl.Language.Binding.Declarations;

/// <summary>The library in the language: its files are embedded, each is parsed when something of it is first used, and visible to every script under their own names.</summary>
public static class LibraryDeclarations
{
    private static readonly ImmutableArray<LibraryFile> Files = [.. LibrarySource.Files.Select(static text => new LibraryFile(text))];

    private static readonly IReadOnlyDictionary<string, LibraryFile> FilesByName = Index();

    /// <summary>The parsed files.</summary>
    public static ImmutableArray<SyntaxTree> Trees => [.. Files.Select(static file => file.Tree)];

    /// <summary>The names of all declarations.</summary>
    public static IEnumerable<string> Names => FilesByName.Keys;

    /// <summary>The declaration of that name, or null.</summary>
    public static Value? Find(string name) => FilesByName.TryGetValue(name, out var file) ? file.Find(name) : null;

    private static Dictionary<string, LibraryFile> Index()
    {
        var files = new Dictionary<string, LibraryFile>();
        foreach (var file in Files)
        {
            foreach (var name in file.Text.DeclaredNames())
                files[name] = file;
        }

        return files;
    }
}
