using System.Collections.Immutable;
using Dsl.Runtime.Backends.Devices;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>An arena in pieces: no piece is larger than allowed, and values that were planned apart lie apart.</summary>
public sealed class ArenaPiecesTests
{
    [Fact]
    public void What_fits_is_one_piece()
    {
        var cut = ArenaPieces.Cut([(0, 64), (64, 128), (0, 100)], 1000);
        Assert.Equal([192], cut.Bytes.ToArray());
        Assert.Equal([(0, 0), (0, 64), (0, 0)], cut.Places.ToArray());
    }

    [Fact]
    public void A_value_above_the_bound_has_a_piece_of_its_own_size()
    {
        var cut = ArenaPieces.Cut([(0, 64), (64, 4096), (4160, 64)], 1000);
        Assert.Equal([64, 4096, 64], cut.Bytes.ToArray());
    }

    [Fact]
    public void Nothing_takes_nothing() => Assert.Empty(ArenaPieces.Cut([], 10).Bytes);

    [Fact]
    public void Values_planned_apart_stay_apart()
    {
        var values = Gen.Zip(Gen.Choose(0, 40), Gen.Choose(1, 20)).Select(static pair => ((long)pair.Item1 * 64, (long)pair.Item2 * 64)).ListOf();
        Prop.ForAll(values.ToArbitrary(), static list =>
        {
            var planned = list.ToImmutableArray();
            const long Most = 1600;
            var cut = ArenaPieces.Cut(planned, Most);
            Assert.All(cut.Bytes, static bytes => Assert.True(bytes <= Most, $"a piece of {bytes}"));
            for (var i = 0; i < planned.Length; i++)
            {
                Assert.InRange(cut.Places[i].Offset + planned[i].Item2, 0, cut.Bytes[cut.Places[i].Piece]);
                for (var j = 0; j < i; j++)
                {
                    if (!Overlap(planned[i], planned[j]) && cut.Places[i].Piece == cut.Places[j].Piece)
                        Assert.False(Overlap((cut.Places[i].Offset, planned[i].Item2), (cut.Places[j].Offset, planned[j].Item2)));
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithReplay(20251122UL, 1UL));
    }

    private static bool Overlap((long Offset, long Bytes) a, (long Offset, long Bytes) b) => a.Offset < b.Offset + b.Bytes && b.Offset < a.Offset + a.Bytes;
}
