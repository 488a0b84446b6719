using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>Every example runs to its end; its own assertions say what it must reach.</summary>
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
    public void ReachesWhatItPromises(string name)
    {
        if (NeededFiles.TryGetValue(name, out var file) && (RepositoryPaths.Data is null || !File.Exists(Path.Combine(RepositoryPaths.Data, file))))
        {
            output.WriteLine($"{name} was not run: {file} is not on the data path");
            return;
        }

        var outcome = ScriptHarness.Run(File.ReadAllText(Path.Combine(RepositoryPaths.Examples, name)), name, RepositoryPaths.Examples);
        output.WriteLine(string.Join('\n', outcome.Lines));
        Assert.True(outcome.Diagnostics.IsEmpty, outcome.Rendering);
        Assert.NotEmpty(outcome.Lines);
    }
}
