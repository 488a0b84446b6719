using Dsl.Language.Binding.Values;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

/// <summary>A named thing: declared in the script, in an imported file or in the library, or built in. Two are equal when they are declared at the same place, or are the same built-in thing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Declaration">Where its name is declared; null for what is built in.</param>
/// <param name="FullDeclaration">The whole of the declaration.</param>
/// <param name="Container">What it is a part of: the function of a parameter, the operator of an argument.</param>
/// <param name="Documentation">What its documentation comment says, or the catalogue of what is built in.</param>
/// <param name="Signature">One line of nn that shows it as it is declared.</param>
public sealed record Symbol(
    string Name, SymbolKind Kind, SourceLocation? Declaration, SourceLocation? FullDeclaration, Symbol? Container, string? Documentation, string Signature)
{
    /// <summary>The node that declares it; null for what is built in, and for names of earlier entries.</summary>
    public SyntaxNode? Syntax { get; init; }

    /// <summary>For a name that an earlier entry has bound, its value.</summary>
    internal Value? Value { get; init; }

    /// <summary>Whether it belongs to the library, which no script can change.</summary>
    public bool IsLibrary => Declaration?.Source.IsLibrary ?? false;

    /// <summary>Whether it is part of the language itself.</summary>
    public bool IsBuiltIn => Declaration is null;

    // Each analysis reads an imported file anew, so places are compared by path and position.
    public bool Equals(Symbol? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (Name == other.Name && Kind == other.Kind && Declaration?.Span == other.Declaration?.Span && Declaration?.Source.Path == other.Declaration?.Source.Path
                && (Declaration is not null || Equals(Container, other.Container))));

    public override int GetHashCode() => HashCode.Combine(Name, Kind, Declaration?.Span, Declaration?.Source.Path);
}
