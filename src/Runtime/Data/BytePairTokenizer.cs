using System.Text;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Bytes and pairs joined in the order in which they were learned; any text has tokens, and they decode to it.</summary>
/// <remarks>Sennrich, Haddow, Birch: Neural Machine Translation of Rare Words with Subword Units, 2016; on bytes as in Radford et al.: Language Models are Unsupervised Multitask Learners, 2019.</remarks>
public sealed class BytePairTokenizer : Tokenizer
{
    private const int MostRemembered = 1 << 16;

    private readonly Dictionary<(int Left, int Right), int> joined;
    private readonly byte[][] bytes;

    /// <param name="description">The merges in the order in which they were learned.</param>
    public BytePairTokenizer(TokenizerDescription description) : base(description)
    {
        joined = new Dictionary<(int, int), int>(description.Merges.Length);
        bytes = new byte[description.Vocabulary][];
        for (var i = 0; i < TokenizerDescription.Bytes; i++)
            bytes[i] = [(byte)i];
        for (var i = 0; i < description.Merges.Length; i++)
        {
            var (left, right) = description.Merges[i];
            var token = TokenizerDescription.Bytes + i;
            joined.Add((left, right), token);
            bytes[token] = [.. bytes[left], .. bytes[right]];
        }
    }

    internal override DataFailure? Encode(ReadOnlySpan<byte> text, string place, TokenWriter tokens)
    {
        // The same words come again and again; what was joined once is remembered for the length of this text.
        var remembered = new Dictionary<byte[], int[]>(BytesComparer.Instance);
        var lookup = remembered.GetAlternateLookup<ReadOnlySpan<byte>>();
        Span<int> work = stackalloc int[TokenizerDescription.LongestToken];
        var position = 0;
        while (BytePairPieces.Next(text, ref position) is { IsEmpty: false } piece)
        {
            if (lookup.TryGetValue(piece, out var known))
            {
                foreach (var token in known)
                    tokens.Add(token);
                continue;
            }

            var pieceTokens = Join(piece, work);
            foreach (var token in pieceTokens)
                tokens.Add(token);
            if (remembered.Count < MostRemembered)
                remembered.Add(piece.ToArray(), pieceTokens.ToArray());
        }

        return null;
    }

    private protected override string Join(ReadOnlySpan<long> tokens)
    {
        var length = 0;
        foreach (var token in tokens)
            length = checked(length + bytes[(int)token].Length);
        var text = new byte[length];
        var filled = 0;
        foreach (var token in tokens)
        {
            var piece = bytes[(int)token];
            piece.CopyTo(text, filled);
            filled += piece.Length;
        }

        // Tokens that end within a character show a mark in its place.
        return Encoding.UTF8.GetString(text);
    }

    // What was learned first is joined first, wherever it stands.
    private Span<int> Join(ReadOnlySpan<byte> piece, Span<int> work)
    {
        for (var i = 0; i < piece.Length; i++)
            work[i] = piece[i];
        var count = piece.Length;
        while (true)
        {
            var best = int.MaxValue;
            for (var i = 0; i + 1 < count; i++)
            {
                if (joined.TryGetValue((work[i], work[i + 1]), out var token) && token < best)
                    best = token;
            }

            if (best == int.MaxValue)
                return work[..count];
            var (left, right) = Description.Merges[best - TokenizerDescription.Bytes];
            count = BytePairLearning.Replace(work[..count], left, right, best);
        }
    }
}
