using System.Collections;
using System.Collections.Immutable;

namespace Dsl.Language.Syntax;

/// <summary>Elements with the separators between them; a separator may follow the last element too.</summary>
public sealed class SeparatedList<T> : IReadOnlyList<T>, ISyntaxPart
    where T : SyntaxNode
{
    internal SeparatedList(ImmutableArray<T> elements, ImmutableArray<SyntaxToken> separators)
    {
        Elements = elements;
        Separators = separators;
    }

    internal static SeparatedList<T> Empty { get; } = new([], []);

    public ImmutableArray<T> Elements { get; }

    public ImmutableArray<SyntaxToken> Separators { get; }

    public int Count => Elements.Length;

    public T this[int index] => Elements[index];

    public ImmutableArray<T>.Enumerator GetEnumerator() => Elements.GetEnumerator();

    int ISyntaxPart.ElementCount => Elements.Length + Math.Min(Elements.Length, Separators.Length);

    void ISyntaxPart.CopyTo(Span<SyntaxElement> children)
    {
        var next = 0;
        for (var i = 0; i < Elements.Length; i++)
        {
            children[next++] = Elements[i];
            if (i < Separators.Length)
                children[next++] = Separators[i];
        }
    }

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)Elements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)Elements).GetEnumerator();
}
