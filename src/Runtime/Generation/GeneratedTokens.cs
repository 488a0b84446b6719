namespace Dsl.Runtime.Generation;

/// <summary>Rows of tokens that grow by one token each at a time.</summary>
internal sealed class GeneratedTokens
{
    private long[] tokens;
    private int capacity;

    public GeneratedTokens(ReadOnlySpan<long> prompt, int rows)
    {
        Rows = rows;
        Count = prompt.Length / rows;
        PromptLength = Count;
        capacity = Math.Max(16, 2 * Count);
        tokens = new long[rows * capacity];
        for (var row = 0; row < rows; row++)
            prompt.Slice(row * Count, Count).CopyTo(tokens.AsSpan(row * capacity));
    }

    public int Rows { get; }

    /// <summary>Tokens of each row.</summary>
    public int Count { get; private set; }

    public int PromptLength { get; }

    /// <summary>The tokens of a row.</summary>
    public ReadOnlySpan<long> Row(int row) => tokens.AsSpan(row * capacity, Count);

    /// <summary>Adds a token to each row.</summary>
    public void Add(ReadOnlySpan<long> next)
    {
        if (Count == capacity)
            Grow();
        for (var row = 0; row < Rows; row++)
            tokens[(row * capacity) + Count] = next[row];
        Count++;
    }

    /// <summary>Copies positions of every row, one row after another.</summary>
    public void CopyTo(int first, int count, Span<long> target)
    {
        for (var row = 0; row < Rows; row++)
            Row(row).Slice(first, count).CopyTo(target[(row * count)..]);
    }

    private void Grow()
    {
        var larger = new long[Rows * 2 * capacity];
        for (var row = 0; row < Rows; row++)
            Row(row).CopyTo(larger.AsSpan(row * 2 * capacity));
        tokens = larger;
        capacity *= 2;
    }
}
