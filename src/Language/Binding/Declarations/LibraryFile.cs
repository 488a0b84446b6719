using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Library;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Declarations;

/// <summary>A file of the library, parsed when something of it is first asked for.</summary>
internal sealed class LibraryFile
{
    private readonly Lazy<SyntaxTree> tree;
    private readonly Lazy<ImmutableDictionary<string, Value>> declarations;

    public LibraryFile(LibraryText text)
    {
        Text = text;
        tree = new Lazy<SyntaxTree>(() => SyntaxTree.Parse(new SourceText(text.Path, text.Content)));
        declarations = new Lazy<ImmutableDictionary<string, Value>>(() => FileDeclarations.Collect(Tree.Root, NoFiles.Instance, new DiagnosticBag()));
    }

    public LibraryText Text { get; }

    public SyntaxTree Tree => tree.Value;

    /// <summary>The declaration of that name, or null.</summary>
    public Value? Find(string name) => declarations.Value.GetValueOrDefault(name);
}
