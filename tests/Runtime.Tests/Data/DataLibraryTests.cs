using System.Collections.Immutable;
using Dsl.Language.Compilation;
using Dsl.Language.Data;
using Dsl.Language.Text;
using Dsl.Runtime.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Runtime.Tests.Data;

public sealed class DataLibraryTests
{
    public static TheoryData<string> Names => [.. DataCatalog.All.Select(static function => function.Name)];

    [Fact]
    public void EveryDeclaredFunctionIsImplementedAndNoOther() => Assert.Equal(
        DataCatalog.All.Select(static function => function.Name).Order(StringComparer.Ordinal),
        DataLibrary.All.Select(static implementation => implementation.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void TheExampleOfEveryFunctionIsACorrectScript(string name)
    {
        var source = new SourceText(DataFolder.ExampleScript(), DataCatalog.Find(name)!.Example);
        var compiled = ScriptCompiler.Compile(source, new CompilationOptions(DataFolder.Files));
        Assert.Empty(compiled.Diagnostics.Select(static diagnostic => $"{diagnostic.Code} {diagnostic.Message}"));
        Assert.NotNull(compiled.Program);
    }

    [Fact]
    public void GeneratedPointsFitTheirTypesAndSoDoTheirParts()
    {
        var functions = Gen.Elements("make_moons", "make_spirals", "make_blobs", "make_circles");
        var calls =
            from function in functions
            from rows in Gen.Choose(3, 60)
            from percent in Gen.Choose(35, 95)
            from folds in Gen.Choose(2, 3)
            from index in Gen.Choose(0, 1)
            from taken in Gen.Choose(1, 3)
            select (function, rows, percent, folds, index, taken);
        Prop.ForAll(calls.ToArbitrary(), static call =>
        {
            var points = DataCalls.Call(call.function, ("n", (long)call.rows), ("noise", 0.1));
            var parts = DataCalls.Call("split", ("data", points), ("fraction", call.percent / 100.0));
            DataCalls.Call("one_hot", ("data", DataCalls.Call("standardize", ("data", parts))));
            DataCalls.Call("minmax", ("data", DataCalls.Call("shuffle", ("data", points))));
            DataCalls.Call("fold", ("data", points), ("index", (long)call.index), ("of", (long)call.folds));
            DataCalls.Call("batches", ("data", DataCalls.Call("take", ("data", points), ("n", (long)call.taken))), ("size", 1L));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(11, 13));
    }

    [Fact]
    public void RandomTablesGiveTheirTypeOrTheSameMistakeAtBothTimes()
    {
        var field = Gen.Elements("1", "2.5", "-3e2", "red", "blue", "", "NA", "\"a,b\"", "x\"y", "\"open");
        var row = Gen.ArrayOf(field, 3).Select(static fields => string.Join(',', fields));
        var ragged = Gen.Frequency((12, row), (1, Gen.Elements("1,2", "1,2,3,4", "")));
        var tables = Gen.ListOf(ragged).Select(static rows => string.Join('\n', rows.Prepend("a,b,c")));
        var calls =
            from text in tables
            from missing in Gen.Elements("error", "drop", "mean")
            select (text, missing);
        Prop.ForAll(calls.ToArbitrary(), static call =>
        {
            var files = new MemoryDataFiles().Add("t.csv", call.text);
            (string, object)[] arguments = [("path", "t.csv"), ("target", "c"), ("missing", call.missing)];
            var inferred = DataCalls.Infer("csv", files, arguments);
            var result = DataCalls.Run("csv", files, arguments);
            return inferred.Failure is null
                ? DataConformance.Check(inferred.Type!, result.Value!, new Dictionary<Dsl.Language.Types.DimensionSymbol, Dsl.Language.Types.Dimension>()) is null
                : inferred.Failure.Message == result.Failure?.Message;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(17, 19));
    }

    [Fact]
    public void AFileThatChangedIsAFault()
    {
        var before = DataCalls.Infer("csv", new MemoryDataFiles().Add("t.csv", "a,b\n1,x\n"), ("path", "t.csv"), ("target", "b"));
        var after = DataCalls.Run("csv", new MemoryDataFiles().Add("t.csv", "a,b\n1,x\n2,y\n"), ("path", "t.csv"), ("target", "b"));
        var failure = DataConformance.Check(before.Type!, after.Value!, new Dictionary<Dsl.Language.Types.DimensionSymbol, Dsl.Language.Types.Dimension>());
        Assert.Equal("the list of classes is x, y; when the script was checked it was x", failure!.Message);
    }

    [Fact]
    public void TheSeedChangesTheNumbersAndNothingElseDoes()
    {
        static float[] Points(params (string, object)[] more) => DataCalls.Call("make_moons", [("n", 50L), ("noise", 0.1), .. more]).Set.Floats("x");
        Assert.Equal(Points(), Points());
        Assert.NotEqual(Points(), Points(("seed", 1L)));
    }

    [Fact]
    public void ATensorsRowsMakeADataSet()
    {
        var x = new DataTensor(new FloatColumn([1, 2, 3, 4, 5, 6], [2], 3));
        var y = new DataTensor(new IntegerColumn(new long[] { 0, 1, 2 }, [], 3));
        var result = DataCalls.Run("dataset", DataFolder.Files, ("x", x), ("y", y), ("classes", ImmutableArray.Create("a", "b", "c")));
        var onehot = DataCalls.Run("one_hot", DataFolder.Files, ("data", result.Value!));
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], ((DataSet)onehot.Value!).Floats("y"));
    }

    [Fact]
    public void DifferentNumbersOfRowsMakeNoDataSet()
    {
        var x = new DataTensor(new FloatColumn([1, 2, 3], [], 3));
        var y = new DataTensor(new IntegerColumn(new long[] { 0, 1 }, [], 2));
        Assert.Equal("x has 3 rows but y has 2; expected a target for each input", DataCalls.Run("dataset", DataFolder.Files, ("x", x), ("y", y)).Failure!.Message);
    }
}
