using System.Collections.Immutable;
using Dsl.Language.Data;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Data;

public sealed class DataInferenceTests
{
    private const string Fruits = """
        weight,colour,fruit
        150,red,apple
        120,yellow,banana
        9,red,cherry
        140,green,apple
        """;

    [Fact]
    public void ATableHasTheColumnsAndClassesOfItsFile()
    {
        var type = Assert.IsType<DataSetType>(InferCsv(Fruits, ("target", "fruit")).Type);
        Assert.Equal(["weight", "colour=red", "colour=yellow", "colour=green"], type.FeatureNames.ToArray());
        Assert.Equal("[4]", type.Field("x")!.RowType.ToString());
        Assert.Equal("int[]", type.Field("y")!.RowType.ToString());
        Assert.Equal(["apple", "banana", "cherry"], type.Classes.ToArray());
        Assert.Equal(4, type.Rows.ConstantValue);
        Assert.Equal("4 feature columns of table.csv (weight, colour=red, colour=yellow, colour=green)", type.Field("x")!.RowType.Shape[0].Origin!.Description);
    }

    [Fact]
    public void ANumericTargetIsAFloat()
    {
        var type = Assert.IsType<DataSetType>(InferCsv("a,b\n1,2\n3,4\n", ("target", "b")).Type);
        Assert.Equal("[]", type.Field("y")!.RowType.ToString());
        Assert.Empty(type.Classes);
    }

    [Fact]
    public void CategoriesThatAreNumbersAreInTheOrderOfTheirValues()
    {
        var type = Assert.IsType<DataSetType>(InferCsv("a,b\n1,10\n3,9\n2,10\n", ("target", "b"), ("categorical", ImmutableArray.Create("b"))).Type);
        Assert.Equal(["9", "10"], type.Classes.ToArray());
    }

    [Fact]
    public void ALargeFileHasRowsThatOnlyTheRunKnows()
    {
        var text = "a,b\n" + string.Concat(Enumerable.Range(0, 200_000).Select(static i => $"{i},{i % 7}\n"));
        var type = Assert.IsType<DataSetType>(InferCsv(text, ("target", "b")).Type);
        Assert.Equal("rows", type.Rows.ToString());
        Assert.Equal(DimensionSymbolKind.RunTime, type.Rows.SingleSymbol!.Kind);
    }

    [Theory]
    [InlineData("a,b\n1,x\n2\n", "NN5004", "table.csv, line 3: expected 2 fields, as in the first row, found 1")]
    [InlineData("a,b\n1,x\n\"2,y\n", "NN5004", "table.csv, line 3: field 1: the quote opened on line 3 is never closed")]
    [InlineData("a,b\n1,x\nred,y\n", "NN5005", "table.csv, line 3, column \"a\": expected a number, as in the rows before, found \"red\"")]
    [InlineData("a,b\n1,x\n1e999,y\n", "NN5005", "table.csv, line 3, column \"a\": expected a number, as in the rows before, found \"1e999\"")]
    [InlineData("a,b\n1,x\n,y\n", "NN5006", "table.csv, line 3, column \"a\": the value is missing")]
    [InlineData("a,b\n1,x\n?,y\n", "NN5006", "table.csv, line 3, column \"a\": the value is missing")]
    [InlineData("a,c\n1,x\n", "NN5003", "table.csv has no column \"b\"")]
    [InlineData("a,b,a\n1,x,2\n", "NN5004", "table.csv, line 1, column \"a\": the header has this name twice; each column needs a name of its own")]
    [InlineData("a,b\n", "NN5011", "table.csv has no row of data")]
    [InlineData("", "NN5011", "table.csv has no row of data")]
    [InlineData("b\nx\n", "NN5003", "table.csv has no column left as an input besides the target and the ignored ones")]
    public void AMistakeInATableNamesItsPlace(string text, string code, string message)
    {
        var failure = InferCsv(text, ("target", "b")).Failure!;
        Assert.Equal((code, message), (failure.Descriptor.Code, failure.Message));
    }

    [Fact]
    public void AHeaderThatLooksLikeDataIsMentioned() =>
        Assert.Equal(
            ["the columns are: 5.1, setosa", "the first row looks like data, not like names; if so, say header: false"],
            InferCsv("5.1,setosa\n4.9,setosa\n", ("target", "species")).Failure!.Notes.ToArray());

    [Fact]
    public void ACloseNameIsProposed() =>
        Assert.Contains("did you mean \"species\"?", InferCsv("a,species\n1,x\n", ("target", "specis")).Failure!.Notes);

    [Fact]
    public void DroppedRowsAreNotCounted()
    {
        var type = Assert.IsType<DataSetType>(InferCsv("a,b\n1,x\n,y\n3,x\n", ("target", "b"), ("missing", "drop")).Type);
        Assert.Equal((2, "x"), (type.Rows.ConstantValue, string.Join(',', type.Classes)));
    }

    [Fact]
    public void AMissingFileNamesEveryPlaceLookedIn()
    {
        var failure = Infer("csv", new MemoryFileSource(), ("path", "no.csv")).Failure!;
        Assert.Equal("NN5001", failure.Descriptor.Code);
        Assert.Equal(["looked in /memory/no.csv", "looked in /elsewhere/no.csv"], failure.Notes.Take(2));
    }

    [Fact]
    public void SplittingAnUnknownNumberOfRowsStaysExact()
    {
        var symbol = new DimensionSymbol("N", DimensionSymbolKind.RunTime);
        var set = new DataSetType([new DataField("x", TensorType.Scalar(ElementType.Float32))], Dimension.Of(symbol), [], "data");
        var record = Assert.IsType<DataRecordType>(Infer("split", new MemoryFileSource(), ("data", set), ("fraction", 0.8)).Type);
        var train = ((DataSetType)record.Field("train")!).Rows;
        var test = ((DataSetType)record.Field("test")!).Rows;
        Assert.Equal(Dimension.Of(symbol), train + test);
        Assert.True(train.TrySubstitute(new Dictionary<DimensionSymbol, Dimension> { [symbol] = 151 }, out var rows));
        Assert.Equal(120, rows.ConstantValue);
    }

    [Fact]
    public void AFoldOfASizeThatDividesIsExactForAnyIndex()
    {
        var set = new DataSetType([new DataField("x", TensorType.Scalar(ElementType.Float32))], 150, [], "data");
        var record = Assert.IsType<DataRecordType>(Infer(
            "fold", new MemoryFileSource(), ("data", set), ("index", TensorType.Scalar(ElementType.Int)), ("of", Dimension.Constant(10))).Type);
        Assert.Equal(135, ((DataSetType)record.Field("train")!).Rows.ConstantValue);
        Assert.Equal(15, ((DataSetType)record.Field("test")!).Rows.ConstantValue);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void AFractionOutsideIsRefused(double fraction)
    {
        var set = new DataSetType([new DataField("x", TensorType.Scalar(ElementType.Float32))], 100, [], "data");
        Assert.Equal("NN5008", Infer("split", new MemoryFileSource(), ("data", set), ("fraction", fraction)).Failure!.Descriptor.Code);
    }

    [Fact]
    public void WindowsOfAnUnknownLengthAreThatLengthLessTheirOwn()
    {
        var symbol = new DimensionSymbol("N", DimensionSymbolKind.RunTime);
        var tokens = new DataTensorType(new TensorType(ElementType.Int, Shape.Of(Dimension.Of(symbol))));
        var set = Assert.IsType<DataSetType>(Infer("windows", new MemoryFileSource(), ("tokens", tokens), ("length", Dimension.Constant(128))).Type);
        Assert.Equal("N - 128", set.Rows.ToString());
        Assert.Equal("int[128]", set.Field("y")!.RowType.ToString());
    }

    [Fact]
    public void CharactersAreCounted()
    {
        var files = new MemoryFileSource().Add("t.txt", "abcabcabca");
        var record = Assert.IsType<DataRecordType>(Infer("chars", files, ("path", "t.txt")).Type);
        Assert.Equal(3, ((DataSizeType)record.Field("vocab")!).Size.ConstantValue);
        Assert.Equal("int[9]", ((DataTensorType)record.Field("train")!).Type.ToString());
        Assert.Equal("int[1]", ((DataTensorType)record.Field("validation")!).Type.ToString());
    }

    private static DataInferenceResult InferCsv(string text, params (string Name, object Value)[] arguments) =>
        Infer("csv", new MemoryFileSource().Add("table.csv", text), [("path", "table.csv"), .. arguments]);

    private static DataInferenceResult Infer(string function, MemoryFileSource files, params (string Name, object Value)[] arguments) =>
        DataCatalog.Find(function)!.Infer(new DataInferenceContext(
            arguments.ToImmutableDictionary(static a => a.Name, static a => a.Value), files, new SourceLocation(new SourceText("script.nn", ""), new TextSpan(0, 0))));
}
