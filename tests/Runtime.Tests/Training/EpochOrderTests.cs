using Dsl.Runtime.Training;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Runtime.Tests.Training;

public sealed class EpochOrderTests
{
    private const int Many = EpochOrder.MostHeld + 12_345;

    [Theory]
    [InlineData(7)]
    [InlineData(EpochOrder.MostHeld)]
    [InlineData(EpochOrder.MostHeld + 1)]
    [InlineData(Many)]
    public void EachRowComesOnceInAPass(int rows)
    {
        var order = new EpochOrder(rows, isShuffled: true);
        order.Begin(seed: 3, epoch: 5);
        var seen = new bool[rows];
        var drawn = new int[rows];
        order.Fill(0, drawn);
        foreach (var row in drawn)
        {
            Assert.False(seen[row]);
            seen[row] = true;
        }
    }

    [Fact]
    public void PassesAndSeedsDiffer()
    {
        var first = Draw(Many, 1, 0, 0, 100);
        Assert.NotEqual(first, Draw(Many, 1, 1, 0, 100));
        Assert.NotEqual(first, Draw(Many, 2, 0, 0, 100));
        Assert.Equal(first, Draw(Many, 1, 0, 0, 100));
    }

    [Fact]
    public void AnyPieceOfAPassIsWhatThePassHasThere() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(PositiveInt Start, byte Count, long Seed)>(), static piece =>
        {
            var start = piece.Start.Get % (Many - 256);
            return Draw(Many, piece.Seed, 0, start, piece.Count).SequenceEqual(Draw(Many, piece.Seed, 0, start, 256).Take(piece.Count));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(31, 37));

    [Fact]
    public void RowsOfManyAreSpreadEvenly()
    {
        // A batch of 16,000 rows, counted in sixteen equal stretches: each expects 1,000, with a standard deviation of 31.
        var counts = new int[16];
        foreach (var row in Draw(Many, 11, 2, 0, 16_000))
            counts[(int)((long)row * 16 / Many)]++;
        Assert.All(counts, static count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void WithoutShufflingRowsComeAsTheyLie()
    {
        var order = new EpochOrder(Many, isShuffled: false);
        order.Begin(1, 0);
        var rows = new int[3];
        order.Fill(Many - 3, rows);
        Assert.Equal([Many - 3, Many - 2, Many - 1], rows);
    }

    [Fact]
    public void AnOrderOfManyRowsTakesNoMemory()
    {
        var rows = new int[64];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var order = new EpochOrder(int.MaxValue - 64, isShuffled: true);
        order.Begin(1, 0);
        order.Fill(0, rows);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4096);
        Assert.All(rows, static row => Assert.InRange(row, 0, int.MaxValue - 65));
        Assert.Equal(rows.Length, rows.Distinct().Count());
    }

    private static int[] Draw(int rows, long seed, long epoch, long start, int count)
    {
        var order = new EpochOrder(rows, isShuffled: true);
        order.Begin(seed, epoch);
        var drawn = new int[count];
        order.Fill(start, drawn);
        return drawn;
    }
}
