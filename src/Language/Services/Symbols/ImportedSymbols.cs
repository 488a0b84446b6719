using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

/// <summary>The symbols that an import brings in: what the file declares, and what it imports itself.</summary>
internal static class ImportedSymbols
{
    /// <summary>The declarations of the file by name; none where it is not there, or files import each other in a circle.</summary>
    public static ImmutableDictionary<string, Symbol> Of(ImportStatementSyntax import, IFileSource files) => Of(import, files, []);

    private static ImmutableDictionary<string, Symbol> Of(ImportStatementSyntax import, IFileSource files, ImmutableList<string> importing)
    {
        var found = ImmutableDictionary<string, Symbol>.Empty;
        if (import.Path.ConstantValue is not { } name || files.Find(name, import.Source.Path).FullPath is not { } path
            || importing.Count >= FileDeclarations.MaximumImportDepth || importing.Contains(path)
            || files.ReadPrefix(path, FileDeclarations.MaximumImportBytes) is not { } bytes)
            return found;

        var statements = SyntaxTree.Parse(new SourceText(path, Encoding.UTF8.GetString(bytes))).Root.Statements;
        foreach (var inner in statements.OfType<ImportStatementSyntax>())
        {
            if (inner.Alias is null)
                found = found.SetItems(Of(inner, files, importing.Add(path)));
        }

        foreach (var statement in statements)
        {
            if (DeclaredSymbols.Of(statement) is { } symbol)
                found = found.SetItem(symbol.Name, symbol);
        }

        return found;
    }
}
