using System.Collections.Immutable;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>
/// Cuts a planned arena into pieces of memory, for devices that give less than the whole in one piece. A value lies in one piece, at the distance from its beginning that
/// was planned; values that were planned apart stay apart.
/// </summary>
/// <param name="Bytes">The pieces.</param>
/// <param name="Places">For each value the piece and the bytes into it.</param>
internal sealed record ArenaPieces(ImmutableArray<long> Bytes, ImmutableArray<(int Piece, long Offset)> Places)
{
    /// <summary>Cuts an arena.</summary>
    /// <param name="values">Where each value was planned, and its bytes.</param>
    /// <param name="largest">The most bytes in one piece; a value that is larger gets a piece of its own size.</param>
    public static ArenaPieces Cut(ImmutableArray<(long Offset, long Bytes)> values, long largest)
    {
        var places = new (int Piece, long Offset)[values.Length];
        var pieces = ImmutableArray.CreateBuilder<long>();
        var start = 0L;
        foreach (var i in Enumerable.Range(0, values.Length).OrderBy(i => values[i].Offset))
        {
            var (offset, bytes) = values[i];
            if (pieces.Count == 0 || offset + bytes - start > largest)
            {
                pieces.Add(0);
                start = offset;
            }

            places[i] = (pieces.Count - 1, offset - start);
            pieces[^1] = Math.Max(pieces[^1], offset - start + bytes);
        }

        return new ArenaPieces(pieces.ToImmutable(), [.. places]);
    }
}
