using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dsl.Language.Binding;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

/// <summary>
/// Says what every name of a tree stands for, by the rules of scope that elaboration has, but from the text: nothing needs to be right or
/// complete. Where a name is a member of a value, what elaboration saw of the value tells which.
/// </summary>
internal sealed partial class SymbolResolver
{
    private readonly IFileSource files;
    private readonly RecordedValues? values;
    private readonly SymbolScope script;
    private readonly ImmutableArray<SymbolReference>.Builder references = ImmutableArray.CreateBuilder<SymbolReference>();
    private readonly Dictionary<Symbol, ImmutableDictionary<string, Symbol>> aliases = [];
    private readonly Dictionary<StatementSyntax, Symbol> declarations = [];
    private readonly Dictionary<string, Symbol?> provided = [];
    private readonly List<(NameSyntax Name, SymbolScope Scope)> unresolved = [];
    private ImmutableDictionary<string, Symbol> fileNames = ImmutableDictionary<string, Symbol>.Empty;
    private Symbol? container;
    private int indexNotations;

    private SymbolResolver(SyntaxTree tree, IFileSource files, RecordedValues? values)
    {
        this.files = files;
        this.values = values;
        script = new SymbolScope(null, new TextSpan(0, tree.Source.Length), isBody: true);
    }

    /// <summary>Resolves a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="files">The way to imported files.</param>
    /// <param name="values">What elaboration saw; null: members of values stay unresolved.</param>
    /// <param name="earlier">Names that are there before the text begins: those of earlier entries.</param>
    public static SymbolTable Resolve(SyntaxTree tree, IFileSource files, RecordedValues? values, ImmutableArray<Symbol> earlier)
    {
        var resolver = new SymbolResolver(tree, files, values);
        resolver.Resolve(tree.Root, earlier);
        resolver.references.Sort(static (left, right) => left.Span.Start.CompareTo(right.Span.Start));
        return new SymbolTable(resolver.references.ToImmutable(), resolver.script, resolver.fileNames);
    }

    private void Resolve(CompilationUnitSyntax root, ImmutableArray<Symbol> earlier)
    {
        foreach (var symbol in earlier)
        {
            if (symbol.Kind is SymbolKind.Function or SymbolKind.Model or SymbolKind.Optimizer or SymbolKind.ImportAlias)
                fileNames = fileNames.SetItem(symbol.Name, symbol);
            else
                script.Declare(symbol, 0);
        }

        DeclareFileNames(root);
        foreach (var statement in root.Statements)
            Visit(statement, script);

        // Their bodies see the script's names as they are when called, so after all of the script.
        foreach (var statement in root.Statements)
        {
            if (statement is FunctionDeclarationSyntax or ModelDeclarationSyntax or OptimizerDeclarationSyntax)
                VisitDeclaration(statement, declarations.GetValueOrDefault(statement), script);
        }

        foreach (var (name, scope) in unresolved)
        {
            if (scope.Find(name.Name) is { } late)
                Refer(name.Identifier, late);
        }
    }

    private void DeclareFileNames(CompilationUnitSyntax root)
    {
        foreach (var import in root.Statements.OfType<ImportStatementSyntax>())
        {
            var found = ImportedSymbols.Of(import, files);
            if (import.Alias is { IsMissing: false } alias)
            {
                var symbol = DeclaredSymbols.Name(alias, SymbolKind.ImportAlias, import, null);
                aliases[symbol] = found;
                fileNames = fileNames.SetItem(symbol.Name, symbol);
                Add(alias, symbol, isDeclaration: true, isWrite: true);
            }
            else
            {
                fileNames = fileNames.SetItems(found);
            }
        }

        foreach (var statement in root.Statements)
        {
            if (DeclaredSymbols.Of(statement) is not { } symbol)
                continue;
            fileNames = fileNames.SetItem(symbol.Name, symbol);
            declarations.Add(statement, symbol);
            references.Add(new SymbolReference(symbol, symbol.Declaration!.Span, IsDeclaration: true, IsWrite: true));
        }
    }

    private Symbol? Find(string name, SymbolScope scope) =>
        scope.Find(name) ?? fileNames.GetValueOrDefault(name) ?? Provided(name);

    private Symbol? Provided(string name)
    {
        if (!provided.TryGetValue(name, out var symbol))
            provided[name] = symbol = LibrarySymbols.Find(name) ?? BuiltInSymbols.Find(name);
        return symbol;
    }

    private Symbol? Refer(NameSyntax name, SymbolScope scope)
    {
        if (name.Name.Length == 0)
            return null;
        var symbol = Find(name.Name, scope);
        if (symbol is not null)
            Refer(name.Identifier, symbol);
        else if (scope.IsCalled)
            unresolved.Add((name, scope));
        return symbol;
    }

    private void Refer(SyntaxToken token, Symbol symbol) => Add(token, symbol, isDeclaration: false, isWrite: false);

    private void Add(SyntaxToken token, Symbol symbol, bool isDeclaration, bool isWrite)
    {
        if (!token.IsMissing && token.Span.Length > 0)
            references.Add(new SymbolReference(symbol, token.Span, isDeclaration, isWrite));
    }

    /// <summary>A statement gives a name a value: in the block of this body that knows it, else here.</summary>
    private void Bind(SyntaxToken name, SymbolKind kind, SyntaxNode declaration, SymbolScope scope)
    {
        if (name.IsMissing || name.Text.Length == 0)
            return;
        if (scope.FindInBody(name.Text) is { } known)
            Add(name, known, isDeclaration: false, isWrite: true);
        else
            DeclareHere(DeclaredSymbols.Name(name, kind, declaration, container), name, scope, declaration.Span.End);
    }

    private void DeclareHere(Symbol symbol, SyntaxToken name, SymbolScope scope, int from)
    {
        if (name.IsMissing || name.Text is "" or "_")
            return;
        scope.Declare(symbol, from);
        Add(name, symbol, isDeclaration: true, isWrite: true);
    }

    private static bool CanGoDeeper => RuntimeHelpers.TryEnsureSufficientExecutionStack();
}
