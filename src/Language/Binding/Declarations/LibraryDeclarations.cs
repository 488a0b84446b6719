using Dsl.Language.Binding.Values;
using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Library;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Declarations;

/// <summary>The library in the language: its files are embedded, parsed once, and visible to every script under their own names.</summary>
public static class LibraryDeclarations
{
    private static readonly Lazy<ImmutableArray<SyntaxTree>> Parsed = new(static () => [.. LibrarySource.Files.Select(static f => SyntaxTree.Parse(f))]);

    private static readonly Lazy<ImmutableDictionary<string, Value>> Declared = new(static () => Declare(Trees));

    /// <summary>The parsed files.</summary>
    public static ImmutableArray<SyntaxTree> Trees => Parsed.Value;

    /// <summary>Every declaration by name.</summary>
    public static ImmutableDictionary<string, Value> Names => Declared.Value;

    private static ImmutableDictionary<string, Value> Declare(ImmutableArray<SyntaxTree> trees)
    {
        var names = ImmutableDictionary.CreateBuilder<string, Value>();
        var diagnostics = new DiagnosticBag();
        foreach (var tree in trees)
        {
            foreach (var (name, value) in FileDeclarations.Collect(tree.Root, NoFiles.Instance, diagnostics))
                names[name] = value;
        }

        return names.ToImmutable();
    }
}
