using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>
/// Learns byte pairs: again and again the most frequent pair of neighbours becomes a token, of equally frequent ones that of the smallest tokens.
/// Counts are kept up to date where something was joined, so that a merge costs what it changes.
/// </summary>
internal sealed class BytePairLearning
{
    private const long LeastCount = 2;

    private readonly List<int[]> pieces = [];
    private readonly List<int> lengths = [];
    private readonly List<long> weights = [];
    private readonly Dictionary<(int Left, int Right), PairUse> pairs = [];
    private readonly List<(int Left, int Right)> fresh = [];
    private readonly PriorityQueue<(int Left, int Right), (long NegativeCount, int Left, int Right)> queue = new();

    private BytePairLearning(PieceCounts counts)
    {
        for (var i = 0; i < counts.Count; i++)
        {
            pieces.Add([.. counts.Piece(i).Select(static value => (int)value)]);
            lengths.Add(counts.Piece(i).Length);
            weights.Add(counts.CountOf(i));
            Count(i, 1, newToken: null);
        }

        EnqueueFresh();
    }

    /// <summary>The merges learned from a text, fewer than asked for when no pair occurs twice any more.</summary>
    public static ImmutableArray<(int Left, int Right)> Learn(ReadOnlySpan<byte> text, int merges)
    {
        var counts = new PieceCounts();
        var learned = PieceCounts.Learned(text);
        var position = 0;
        while (BytePairPieces.Next(learned, ref position) is { IsEmpty: false } piece)
            counts.Add(piece);
        var learning = new BytePairLearning(counts);
        var made = ImmutableArray.CreateBuilder<(int, int)>();
        while (made.Count < merges && learning.MostFrequent() is { } pair)
        {
            learning.Join(pair, TokenizerDescription.Bytes + made.Count);
            made.Add(pair);
        }

        return made.ToImmutable();
    }

    /// <summary>Replaces each pair of neighbours by a token, from the left, in place; the new length.</summary>
    public static int Replace(Span<int> tokens, int left, int right, int token)
    {
        var count = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            var isPair = tokens[i] == left && i + 1 < tokens.Length && tokens[i + 1] == right;
            tokens[count++] = isPair ? token : tokens[i];
            if (isPair)
                i++;
        }

        return count;
    }

    // Counts of known pairs only fall; one that has fallen since it was put in goes back with what it has now.
    private (int Left, int Right)? MostFrequent()
    {
        while (queue.TryDequeue(out var pair, out var priority))
        {
            var count = pairs[pair].Count;
            if (count < LeastCount)
                continue;
            if (count == -priority.NegativeCount)
                return pair;
            queue.Enqueue(pair, (-count, pair.Left, pair.Right));
        }

        return null;
    }

    private void Join((int Left, int Right) pair, int token)
    {
        var uses = pairs[pair].Pieces;
        foreach (var piece in CollectionsMarshal.AsSpan(uses))
        {
            Count(piece, -1, newToken: null);
            lengths[piece] = Replace(pieces[piece].AsSpan(0, lengths[piece]), pair.Left, pair.Right, token);
            Count(piece, 1, token);
        }

        EnqueueFresh();
    }

    private void EnqueueFresh()
    {
        foreach (var pair in fresh)
            queue.Enqueue(pair, (-pairs[pair].Count, pair.Left, pair.Right));
        fresh.Clear();
    }

    // Adds or takes away a piece's pairs. A piece is noted with the pairs that it did not have before: all at first, then those of the new token.
    private void Count(int piece, int sign, int? newToken)
    {
        var tokens = pieces[piece].AsSpan(0, lengths[piece]);
        var isFirst = newToken is null && sign > 0;
        for (var i = 0; i + 1 < tokens.Length; i++)
        {
            var pair = (tokens[i], tokens[i + 1]);
            ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(pairs, pair, out var isKnown);
            if (!isKnown)
                fresh.Add(pair);
            use ??= new PairUse();
            use.Count += sign * weights[piece];
            var isNew = isFirst || (newToken is { } token && (tokens[i] == token || tokens[i + 1] == token));
            if (isNew && (use.Pieces.Count == 0 || use.Pieces[^1] != piece))
                use.Pieces.Add(piece);
        }
    }

    private sealed class PairUse
    {
        public long Count { get; set; }

        public List<int> Pieces { get; } = [];
    }
}
