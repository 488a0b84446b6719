namespace Dsl.Architecture.Tests;

/// <summary>Asserts that a search for something wrong found nothing, and shows what it found.</summary>
internal static class Findings
{
    public static void AssertNone(string rule, IEnumerable<string> found)
    {
        var all = found.ToList();
        Assert.True(all.Count == 0, $"{rule}:\n{string.Join('\n', all)}");
    }
}
