namespace Dsl.Language.Text;

/// <summary>Finds the name that someone probably meant.</summary>
public static class NearMiss
{
    /// <summary>The closest candidate within a third of the name's length in edits, or null.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        var known = candidates as IReadOnlyCollection<string> ?? [.. candidates];
        if (Synonyms.Of(name) is { } synonym && known.Contains(synonym))
            return synonym;
        var limit = Math.Max(1, name.Length / 3);
        string? best = null;
        var bestDistance = limit + 1;
        foreach (var candidate in known.Order(StringComparer.Ordinal))
        {
            if (Math.Abs(candidate.Length - name.Length) > limit || candidate == name)
                continue;
            var distance = Distance(name, candidate);

            // Where nothing is the same nothing is near: one letter is no slip for another.
            if (distance < bestDistance && distance < Math.Max(name.Length, candidate.Length))
            {
                best = candidate;
                bestDistance = distance;
            }
        }

        return best;
    }

    // Edits, with a swap of neighbours as one (Damerau's restricted distance); case counts half an edit, rounded down.
    private static int Distance(string left, string right)
    {
        if (left.Length > 64 || right.Length > 64)
            return int.MaxValue;
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= right.Length; j++)
            table[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                var value = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    value = Math.Min(value, table[i - 2, j - 2] + 1);
                table[i, j] = value;
            }
        }

        return table[left.Length, right.Length];
    }
}
