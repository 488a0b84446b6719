using System.Runtime.InteropServices;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Counts how often each piece of a text occurs, in the order in which they are first met.</summary>
internal sealed class PieceCounts
{
    private readonly Dictionary<byte[], int> places = new(BytesComparer.Instance);
    private readonly List<byte[]> pieces = [];
    private readonly List<long> counts = [];

    /// <summary>How many different pieces there are.</summary>
    public int Count => pieces.Count;

    public byte[] Piece(int place) => pieces[place];

    public long CountOf(int place) => counts[place];

    /// <summary>Counts a piece; one that is new is left out where there are too many already.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        var lookup = places.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(piece, out var place))
        {
            CollectionsMarshal.AsSpan(counts)[place]++;
            return;
        }

        if (pieces.Count == DataLimits.LearnedPieces)
            return;
        var bytes = piece.ToArray();
        places.Add(bytes, pieces.Count);
        pieces.Add(bytes);
        counts.Add(1);
    }

    /// <summary>The part of a text that is learned from: its beginning, ending with a whole character.</summary>
    public static ReadOnlySpan<byte> Learned(ReadOnlySpan<byte> text)
    {
        if (text.Length <= DataLimits.LearnedBytes)
            return text;
        var end = DataLimits.LearnedBytes;
        while (end > 0 && (text[end] & 0xC0) == 0x80)
            end--;
        return text[..end];
    }
}
