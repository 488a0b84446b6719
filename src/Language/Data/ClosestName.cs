namespace Dsl.Language.Data;

/// <summary>Finds the name that was probably meant.</summary>
public static class ClosestName
{
    private const int LongestCompared = 64;

    /// <summary>The candidate with the fewest changed letters, when few enough; else null.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length > LongestCompared)
            return null;
        string? best = null;
        var fewest = Math.Max(1, name.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            if (candidate.Length > LongestCompared)
                continue;
            var distance = string.Equals(name, candidate, StringComparison.OrdinalIgnoreCase) ? 0 : EditDistance(name, candidate);
            if (distance < fewest)
                (best, fewest) = (candidate, distance);
        }

        return best;
    }

    // Levenshtein's distance, one row of the table at a time.
    private static int EditDistance(string left, string right)
    {
        Span<int> distances = stackalloc int[LongestCompared + 1];
        for (var j = 0; j <= right.Length; j++)
            distances[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = distances[0];
            distances[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = distances[j];
                distances[j] = Math.Min(substituted, Math.Min(distances[j], distances[j - 1]) + 1);
            }
        }

        return distances[right.Length];
    }
}
