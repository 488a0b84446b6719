using Dsl.Runtime.Data;

namespace Dsl.Runtime.Tests.Data;

public sealed class FileSystemFileSourceTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("nn-files-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void LooksBesideTheScriptThenInTheDataFolderThenAlongTheSearchPath()
    {
        foreach (var folder in new[] { "script", "data", "first", "second", "fetched" })
            Directory.CreateDirectory(Path.Combine(root, folder));
        var files = new FileSystemFileSource(Path.Combine(root, "data"), $"{Path.Combine(root, "first")}{Path.PathSeparator}{Path.Combine(root, "second")}", Path.Combine(root, "fetched"));
        var script = Path.Combine(root, "script", "a.nn");
        foreach (var folder in new[] { "fetched", "second", "first", "data", "script" })
        {
            File.WriteAllText(Path.Combine(root, folder, "a.csv"), folder);
            Assert.Equal(Path.Combine(root, folder, "a.csv"), files.Find("a.csv", script).FullPath);
        }

        Assert.Equal(
            [Path.Combine(root, "script", "b.csv"), Path.Combine(root, "data", "b.csv"), Path.Combine(root, "first", "b.csv"), Path.Combine(root, "second", "b.csv"), Path.Combine(root, "fetched", "b.csv")],
            files.Find("b.csv", script).PlacesLookedIn.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("folder")]
    public void WhatIsNoFileIsNotFound(string name)
    {
        Directory.CreateDirectory(Path.Combine(root, "folder"));
        Assert.Null(new FileSystemFileSource(null, null).Find(name, Path.Combine(root, "a.nn")).FullPath);
    }

    [Fact]
    public void ANameWithoutEndIsNotFound() =>
        Assert.Null(new FileSystemFileSource(null, null).Find(new string('x', 100_000), Path.Combine(root, "a.nn")).FullPath);

    [Fact]
    public async Task DevicesAndPipesNeitherHangNorFillTheMemory()
    {
        if (OperatingSystem.IsWindows())
            return;
        var pipe = Path.Combine(root, "pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", pipe))
            await make.WaitForExitAsync();
        File.CreateSymbolicLink(Path.Combine(root, "link"), "/dev/zero");
        var files = new FileSystemFileSource(null, null);
        foreach (var name in new[] { "/dev/zero", pipe, Path.Combine(root, "link") })
        {
            var reading = Task.Run(() => files.ReadPrefix(name, 1000));
            Assert.Same(reading, await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(20))));
            Assert.True((await reading) is null or { Length: 0 }, name);
        }
    }

    [Fact]
    public void AFileThatChangedIsReadAgain()
    {
        var files = new FileSystemFileSource(null, null);
        var path = Path.Combine(root, "a.txt");
        File.WriteAllText(path, "old");
        Assert.Equal("old"u8.ToArray(), files.ReadPrefix(path, 10));
        File.WriteAllText(path, "newer");
        Assert.Equal("newer"u8.ToArray(), files.ReadPrefix(path, 10));
        Assert.Equal("new"u8.ToArray(), files.ReadPrefix(path, 3));
        File.Delete(path);
        Assert.Null(files.ReadPrefix(path, 10));
    }
}
