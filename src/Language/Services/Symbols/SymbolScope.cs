using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

/// <summary>The names of one block, and the blocks within it. Filled while a text is resolved, in the order in which it is evaluated.</summary>
/// <param name="parent">The block around it; null for the script.</param>
/// <param name="span">The text in which its names can be used.</param>
/// <param name="isBody">Whether a function, model or lambda begins here: names from outside are seen, but not given new values.</param>
internal sealed class SymbolScope(SymbolScope? parent, TextSpan span, bool isBody)
{
    private readonly List<(Symbol Symbol, int From)> declared = [];
    private readonly List<SymbolScope> inner = [];
    private Dictionary<string, Symbol>? names;

    public SymbolScope? Parent { get; } = parent;

    public TextSpan Span { get; } = span;

    public SymbolScope Add(TextSpan within, bool beginsBody)
    {
        var scope = new SymbolScope(this, within, beginsBody);
        inner.Add(scope);
        return scope;
    }

    /// <summary>Declares a name, to be used from a position on; a later one of the same name hides it.</summary>
    public void Declare(Symbol symbol, int from)
    {
        names ??= [];
        names[symbol.Name] = symbol;
        declared.Add((symbol, from));
    }

    /// <summary>What a name stands for here, by what has been declared so far.</summary>
    public Symbol? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.names?.GetValueOrDefault(name) is { } symbol)
                return symbol;
        }

        return null;
    }

    /// <summary>What a name of the same body stands for: what giving it a value changes.</summary>
    public Symbol? FindInBody(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.names?.GetValueOrDefault(name) is { } symbol)
                return symbol;
            if (scope.IsBody)
                return null;
        }

        return null;
    }

    /// <summary>Whether this belongs to a function or lambda, which sees names as they are when it is called.</summary>
    public bool IsCalled => IsBody ? Parent is not null : Parent!.IsCalled;

    private bool IsBody { get; } = isBody;

    /// <summary>The names that can be used at a position, those of the innermost block first; names that hide others come without them.</summary>
    public void AddVisible(int position, ImmutableArray<Symbol>.Builder visible, HashSet<string> seen)
    {
        var next = inner.FindIndex(scope => position >= scope.Span.Start && position <= scope.Span.End);
        if (next >= 0)
            inner[next].AddVisible(position, visible, seen);
        for (var i = declared.Count - 1; i >= 0; i--)
        {
            if (declared[i].From <= position && seen.Add(declared[i].Symbol.Name))
                visible.Add(declared[i].Symbol);
        }
    }
}
