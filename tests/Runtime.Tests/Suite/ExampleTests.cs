using Dsl.Runtime.Tests.Data;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>Every example runs to its end, and does so twice with the same bytes; its own assertions say what it must reach.</summary>
public class ExampleTests(ITestOutputHelper output)
{
    private static readonly string[] NeedingData = ["iris.nn", "mnist.nn"];

    public static TheoryData<string> Examples()
    {
        var data = new TheoryData<string>();
        foreach (var path in Directory.EnumerateFiles(RepositoryPaths.Examples, "*.nn").Order(StringComparer.Ordinal))
        {
            if (!NeedingData.Contains(Path.GetFileName(path)))
                data.Add(Path.GetFileName(path));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void ReachesWhatItPromisesTwiceTheSame(string name) => RunTwice(name);

    [FactRequiringData("iris.csv")]
    public void IrisReachesWhatItPromisesTwiceTheSame() => RunTwice("iris.nn");

    [FactRequiringData("train-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte.gz")]
    public void MnistReachesWhatItPromisesTwiceTheSame() => RunTwice("mnist.nn");

    private void RunTwice(string name)
    {
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
