using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Each word and each mark of a vocabulary is its place in it; token 0 stands for all others.</summary>
public sealed class WordTokenizer : Tokenizer
{
    private const string ClosingMarks = ".,;:!?)]}%\u2019\u201D";
    private const string OpeningMarks = "([{$\u2018\u201C";

    private readonly Dictionary<byte[], int> tokens = new(BytesComparer.Instance);

    /// <param name="description">The words in the order of their tokens.</param>
    public WordTokenizer(TokenizerDescription description) : base(description)
    {
        for (var i = 1; i < description.Texts.Length; i++)
            tokens.Add(Encoding.UTF8.GetBytes(description.Texts[i]), i);
    }

    /// <summary>Learns the most frequent words of a text in UTF-8, of equally frequent ones those whose bytes come first.</summary>
    /// <param name="text">Valid UTF-8.</param>
    /// <param name="vocabulary">How many tokens, the unknown one included.</param>
    /// <param name="found">How many tokens there could be at most.</param>
    /// <returns>The tokenizer, or null when the text has too few different words.</returns>
    public static WordTokenizer? Learn(ReadOnlySpan<byte> text, int vocabulary, out int found)
    {
        var counts = new PieceCounts();
        var learned = PieceCounts.Learned(text);
        var position = 0;
        while (WordPieces.Next(learned, ref position) is { IsEmpty: false } piece)
            counts.Add(piece);
        found = counts.Count + 1;
        if (found < vocabulary)
            return null;
        var order = Enumerable.Range(0, counts.Count).ToArray();
        Array.Sort(order, (left, right) =>
        {
            var byCount = counts.CountOf(right).CompareTo(counts.CountOf(left));
            return byCount != 0 ? byCount : counts.Piece(left).AsSpan().SequenceCompareTo(counts.Piece(right));
        });
        var words = ImmutableArray.CreateBuilder<string>(vocabulary);
        words.Add(TokenizerDescription.UnknownWord);
        foreach (var place in order.Take(vocabulary - 1))
            words.Add(Encoding.UTF8.GetString(counts.Piece(place)));
        return new WordTokenizer(new TokenizerDescription(TokenizerKind.Words, words.MoveToImmutable(), []));
    }

    internal override DataFailure? Encode(ReadOnlySpan<byte> text, string place, TokenWriter tokens)
    {
        var lookup = this.tokens.GetAlternateLookup<ReadOnlySpan<byte>>();
        var position = 0;
        while (WordPieces.Next(text, ref position) is { IsEmpty: false } piece)
            tokens.Add(lookup.TryGetValue(piece, out var token) ? token : 0);
        return null;
    }

    private protected override string Join(ReadOnlySpan<long> tokens)
    {
        var builder = new StringBuilder();
        var needsBlank = false;
        foreach (var token in tokens)
        {
            var word = Description.Texts[(int)token];
            var isMark = word.Length == 1;
            if (needsBlank && word != "\n" && !(isMark && ClosingMarks.Contains(word[0])))
                builder.Append(' ');
            builder.Append(word);
            needsBlank = word != "\n" && !(isMark && OpeningMarks.Contains(word[0]));
        }

        return builder.ToString();
    }
}
