using Dsl.Runtime.Tests.Data;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>Every example runs to its end, and does so twice with the same bytes; its own assertions say what it must reach.</summary>
public class ExampleTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> NeededFiles = new()
    {
        ["iris.nn"] = "iris.csv",
        ["mnist.nn"] = "train-images-idx3-ubyte.gz",
    };

    public static TheoryData<string> Examples()
    {
        var data = new TheoryData<string>();
        foreach (var path in Directory.EnumerateFiles(RepositoryPaths.Examples, "*.nn").Order(StringComparer.Ordinal))
            data.Add(Path.GetFileName(path));
        return data;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void ReachesWhatItPromisesTwiceTheSame(string name)
    {
        if (NeededFiles.TryGetValue(name, out var file) && DataFolder.Find(file) is null)
        {
            output.WriteLine($"{name} was NOT run: {file} is not on the data path");
            return;
        }

        var first = Run(name);
        output.WriteLine(string.Join('\n', first.Lines));
        Assert.True(first.Diagnostics.IsEmpty, first.Rendering);
        Assert.NotEmpty(first.Lines);
        var second = Run(name);
        Assert.Equal(string.Join('\n', first.Lines), string.Join('\n', second.Lines));
    }

    private static ScriptOutcome Run(string name) =>
        ScriptHarness.Run(File.ReadAllText(Path.Combine(RepositoryPaths.Examples, name)), name, RepositoryPaths.Examples);
}
