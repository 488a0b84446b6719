using System.Collections.Immutable;

namespace Dsl.Language.Operators;

/// <summary>Orders of axes.</summary>
public static class Permutations
{
    /// <summary>The order that undoes one: where each axis went.</summary>
    public static ImmutableArray<int> Inverse(ImmutableArray<int> order)
    {
        var inverse = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            inverse[order[i]] = i;
        return [.. inverse];
    }
}
