using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Values;

namespace Dsl.Language.Services.Symbols;

/// <summary>The symbols of the library's declarations, in its own text.</summary>
public static class LibrarySymbols
{
    /// <summary>All of them, in the order of files and declarations.</summary>
    public static IEnumerable<Symbol> All => LibraryDeclarations.Trees.SelectMany(static tree => tree.Root.Statements).Select(DeclaredSymbols.Of).OfType<Symbol>();

    /// <summary>The declaration of that name, or null.</summary>
    public static Symbol? Find(string name) => LibraryDeclarations.Find(name) switch
    {
        FunctionValue function => DeclaredSymbols.Of(function.Declaration),
        ModelValue model => DeclaredSymbols.Of(model.Declaration),
        OptimizerDeclarationValue optimizer => DeclaredSymbols.Of(optimizer.Declaration),
        _ => null,
    };
}
