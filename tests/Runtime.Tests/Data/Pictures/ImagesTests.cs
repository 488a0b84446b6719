using System.Collections.Immutable;
using Dsl.Language.Data;
using Dsl.Runtime.Data;

namespace Dsl.Runtime.Tests.Data.Pictures;

/// <summary><c>images</c> with folders of the disk.</summary>
public sealed class ImagesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nn-images-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void FoldersAreClassesInTheOrderOfTheirNames()
    {
        Add("pets/dog/10.pgm", "P2 2 1 255 3 3");
        Add("pets/dog/2.pgm", "P2 2 1 255 4 4");
        Add("pets/cat/a.PGM", "P2 2 1 255 1 2");
        Add("pets/cat/notes.txt", "no picture");
        Add("pets/.hidden/a.pgm", "no picture");
        var set = Images(("path", Paths("pets"))).Set;
        Assert.Equal(["cat", "dog"], set.Classes.AsEnumerable());
        Assert.Equal([0, 1, 1], set.Integers("y"));
        Assert.Equal([1, 2, 3, 3, 4, 4], set.Floats("x").Select(static x => (int)MathF.Round(x * 255)));
        Assert.Equal([1, 1, 2], set.Find("x")!.RowShape.AsEnumerable());
        Assert.Equal([2], Images(("path", Paths("pets/")), ("as", "flat")).Set.Find("x")!.RowShape.AsEnumerable());
    }

    [Fact]
    public void AFolderOfPicturesAndAListHaveNoClasses()
    {
        Add("both/b.pgm", "P2 1 1 255 2");
        Add("both/a.ppm", "P3 1 1 255 1 1 1");
        var all = Images(("path", Paths("both"))).Set;
        Assert.Null(all.Find("y"));
        Assert.Equal([3, 1, 1], all.Find("x")!.RowShape.AsEnumerable());
        Assert.Equal([1, 1, 1, 2, 2, 2], all.Floats("x").Select(static x => (int)MathF.Round(x * 255)));
        Assert.Equal([2, 1], Images(("path", Paths("both/b.pgm", "both/a.ppm")), ("color", false)).Set.Floats("x").Select(static x => (int)MathF.Round(x * 255)));
    }

    [Fact]
    public void WhatIsNotAlikeIsTold()
    {
        Add("a.pgm", "P2 2 1 255 1 2");
        Add("b.pgm", "P2 1 1 255 2");
        var sizes = Failure(("path", Paths("a.pgm", "b.pgm")));
        Assert.Equal(("NN5015", "b.pgm has 1 x 1 pixels, and a.pgm has 1 x 2"), (sizes.Descriptor.Code, sizes.Message));
        Add("c.ppm", "P3 2 1 255 1 1 1 2 2 2");
        Assert.Equal("c.ppm is in colour, and a.pgm is grey", Failure(("path", Paths("a.pgm", "c.ppm"))).Message);
        Assert.Equal([3, 2, 2], Images(("path", Paths("a.pgm", "b.pgm", "c.ppm")), ("size", 2L), ("color", true)).Set.Find("x")!.RowShape.AsEnumerable());
        Assert.Equal([1, 3, 2], Images(("path", Paths("a.pgm", "b.pgm")), ("size", 3L), ("width", 2L)).Set.Find("x")!.RowShape.AsEnumerable());
    }

    [Fact]
    public void WhatIsNoFolderOfPicturesIsTold()
    {
        Assert.Contains("there is no folder and no picture", Failure(("path", Paths("none"))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(folder, "pets", "cat"));
        Assert.Contains("\"pets/cat\" holds no picture", Failure(("path", Paths("pets"))).Message, StringComparison.Ordinal);
        Add("pets/a.pgm", "P2 2 1 255 1 2");
        Assert.Contains("beside folders (cat)", Failure(("path", Paths("pets"))).Message, StringComparison.Ordinal);
        Add("pictures/train/cat/a.pgm", "P2 2 1 255 1 2");
        Assert.Contains("images(\"pictures/train\")", Failure(("path", Paths("pictures"))).Notes.Single(), StringComparison.Ordinal);
        Add("a.pgm", "P2 2 1 255 1 2");
        Assert.Equal("NN5008", Failure(("path", Paths("a.pgm")), ("size", 0L)).Descriptor.Code);
        Assert.Equal("NN5008", Failure(("path", Paths("a.pgm")), ("width", 2L)).Descriptor.Code);
        Assert.Equal("NN5008", Failure(("path", Paths("a.pgm")), ("as", "rows")).Descriptor.Code);
    }

    [Fact]
    public void AFolderOfMoreFilesThanTheCheckLooksAtHasRowsThatOnlyTheRunKnows()
    {
        const int Count = DataLimits.ListedFiles + 10;
        for (var i = 0; i < Count; i++)
            Add($"many/{i}.pgm", "P2 1 1 255 1");
        var many = Images(("path", Paths("many")));
        Assert.Equal(Count, many.Set.Rows);
        Assert.Null(((DataSetType)many.Type).Rows.ConstantValue);
    }

    private static ImmutableArray<string> Paths(params string[] names) => [.. names];

    private void Add(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
        File.WriteAllText(Path.Combine(folder, name), content);
    }

    private DataCalls.Checked Images(params (string Name, object Value)[] arguments) => DataCalls.Call("images", new FileSystemFileSource(folder, null), arguments);

    private DataFailure Failure(params (string Name, object Value)[] arguments)
    {
        var files = new FileSystemFileSource(folder, null);
        return DataCalls.Infer("images", files, arguments).Failure ?? DataCalls.Run("images", files, arguments).Failure!;
    }
}
