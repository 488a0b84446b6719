using Dsl.Runtime.Data;

namespace Dsl.Runtime.Tests.Data;

public sealed class RowOrderTests
{
    [Fact]
    public void ASplitHasEveryRowOnceAndKeepsTheSharesOfTheClasses()
    {
        var parts = DataCalls.Call("split", ("data", Numbered(150, 3)), ("fraction", 0.8));
        var train = parts["train"].Set;
        var test = parts["test"].Set;
        Assert.Equal((120, 30), (train.Rows, test.Rows));
        Assert.Equal(Enumerable.Range(0, 150).Select(static i => (float)i), train.Floats("x").Concat(test.Floats("x")).Order());
        Assert.Equal([40, 40, 40], CountsOf(train, 3));
        Assert.Equal([10, 10, 10], CountsOf(test, 3));
        Assert.NotEqual(train.Floats("x").Order(), train.Floats("x"));
    }

    [Fact]
    public void SharesThatDoNotComeOutDifferByAtMostOne()
    {
        var parts = DataCalls.Call("split", ("data", Numbered(100, 3)), ("fraction", 0.5));
        Assert.Equal(50, CountsOf(parts["train"].Set, 3).Sum());
        Assert.All(CountsOf(parts["train"].Set, 3), static count => Assert.InRange(count, 16, 17));
    }

    [Fact]
    public void WithoutShufflingTheFirstRowsAreTrainedOn()
    {
        var parts = DataCalls.Call("split", ("data", Numbered(10, 2)), ("fraction", 0.7), ("shuffle", false));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], parts["train"].Set.Floats("x"));
        Assert.Equal([7, 8, 9], parts["test"].Set.Floats("x"));
    }

    [Theory]
    [InlineData(150, 10)]
    [InlineData(23, 4)]
    [InlineData(5, 5)]
    public void FoldsTestEveryRowOnceAndTrainOnTheOthers(int rows, int folds)
    {
        var data = Numbered(rows, 3);
        var tested = new List<float>();
        for (var i = 0L; i < folds; i++)
        {
            var parts = DataCalls.Call("fold", ("data", data), ("index", i), ("of", (long)folds));
            tested.AddRange(parts["test"].Set.Floats("x"));
            Assert.Empty(parts["test"].Set.Floats("x").Intersect(parts["train"].Set.Floats("x")));
            Assert.Equal(rows, parts["test"].Set.Rows + parts["train"].Set.Rows);
            var counts = CountsOf(parts["test"].Set, 3);
            Assert.True(counts.Max() - counts.Min() <= 1 || rows < 10, string.Join(",", counts));
        }

        Assert.Equal(Enumerable.Range(0, rows).Select(static i => (float)i), tested.Order());
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(10L)]
    public void AFoldThatIsNotThereIsAFault(long index) => Assert.Equal(
        $"index is {index}; expected 0 to 9, as there are 10 folds",
        DataCalls.Run("fold", DataFolder.Files, ("data", Numbered(50, 2)), ("index", index), ("of", 10L)).Failure!.Message);

    [Fact]
    public void WhatTheTestHoldsDoesNotChangeTheScaling()
    {
        static float[] ScaledTrain(float outlier)
        {
            var train = new DataSet([new DataSetField("x", new FloatColumn([1, 5, 3, 5], [2], 2))], [], "train");
            var test = new DataSet([new DataSetField("x", new FloatColumn([outlier, 5], [2], 1))], [], "test");
            var record = new DataRecord([new DataRecordField("train", train), new DataRecordField("test", test)]);
            var scaled = (DataRecord)DataCalls.Run("standardize", DataFolder.Files, ("data", record)).Value!;
            return ((DataSet)scaled.Find("train")!).Floats("x");
        }

        Assert.Equal([-1, 5, 1, 5], ScaledTrain(0));
        Assert.Equal(ScaledTrain(0), ScaledTrain(1e6f));
    }

    [Fact]
    public void MinMaxReachesFromZeroToOne()
    {
        var data = new DataSet([new DataSetField("x", new FloatColumn([2, 4, 10], [1], 3))], [], "data");
        var scaled = (DataSet)DataCalls.Run("minmax", DataFolder.Files, ("data", data)).Value!;
        Assert.Equal([0, 0.25f, 1], scaled.Floats("x"));
    }

    [Fact]
    public void WindowsAreConsecutiveAndTheTargetIsOneAhead()
    {
        var tokens = new DataTensor(new IntegerColumn(new long[] { 10, 11, 12, 13, 14 }, [], 5));
        var set = (DataSet)DataCalls.Run("windows", DataFolder.Files, ("tokens", tokens), ("length", 3L)).Value!;
        Assert.Equal([10, 11, 12, 11, 12, 13], set.Integers("x"));
        Assert.Equal([11, 12, 13, 12, 13, 14], set.Integers("y"));
        var strided = (DataSet)DataCalls.Run("windows", DataFolder.Files, ("tokens", tokens), ("length", 1L), ("stride", 2L)).Value!;
        Assert.Equal([10, 12], strided.Integers("x"));
    }

    [Fact]
    public void ASelectionOfASelectionRefersToTheFirstRows()
    {
        var column = SelectionColumn.Of(SelectionColumn.Of(new FloatColumn([0, 1, 2, 3, 4], [], 5), [4, 2, 0]), [2, 0]);
        var values = new float[2];
        column.CopyRange(0, 2, values.AsSpan());
        Assert.Equal([0, 4], values);
    }

    private static DataCalls.Checked Numbered(int rows, int classes)
    {
        var text = "x,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i},c{i % classes}\n"));
        return DataCalls.Call("csv", new MemoryDataFiles().Add("numbered.csv", text), ("path", "numbered.csv"), ("target", "y"));
    }

    private static int[] CountsOf(DataSet set, int classes)
    {
        var labels = set.Integers("y");
        return [.. Enumerable.Range(0, classes).Select(label => labels.Count(l => l == label))];
    }
}
