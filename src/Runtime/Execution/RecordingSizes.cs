using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Dsl.Language.Types;

namespace Dsl.Runtime.Execution;

/// <summary>
/// Sizes for specialising a graph that remember which were asked for: a compiled program stays good as long as those keep their values.
/// </summary>
internal sealed class RecordingSizes(IReadOnlyDictionary<DimensionSymbol, Dimension> sizes, IReadOnlyDictionary<DimensionSymbol, Dimension> local)
    : IReadOnlyDictionary<DimensionSymbol, Dimension>
{
    private readonly Dictionary<DimensionSymbol, Dimension?> asked = [];

    public IEnumerable<DimensionSymbol> Keys => sizes.Keys.Concat(local.Keys);

    public IEnumerable<Dimension> Values => sizes.Values.Concat(local.Values);

    public int Count => sizes.Count + local.Count;

    public Dimension this[DimensionSymbol key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key.Name);

    /// <summary>What was asked for, and the answers; local sizes left out, as they never change.</summary>
    public (DimensionSymbol Symbol, Dimension? Value)[] Asked()
    {
        var answers = new (DimensionSymbol, Dimension?)[asked.Count];
        var count = 0;
        foreach (var (symbol, value) in asked)
            answers[count++] = (symbol, value);
        return answers;
    }

    public bool ContainsKey(DimensionSymbol key) => TryGetValue(key, out _);

    public bool TryGetValue(DimensionSymbol key, [MaybeNullWhen(false)] out Dimension value)
    {
        if (local.TryGetValue(key, out value))
            return true;
        var isKnown = sizes.TryGetValue(key, out value);
        asked[key] = value;
        return isKnown;
    }

    public IEnumerator<KeyValuePair<DimensionSymbol, Dimension>> GetEnumerator()
    {
        foreach (var pair in sizes)
            asked[pair.Key] = pair.Value;
        return sizes.Concat(local).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
