using Dsl.Language.Compilation;
using Dsl.Language.Text;
using Dsl.Runtime.Tests.Data;
using Dsl.Runtime.Tests.Examples;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>Every example runs to its end, and does so twice with the same bytes; its own assertions say what it must reach.</summary>
public class ExampleTests(ITestOutputHelper output)
{
    public static TheoryData<string> WithoutData()
    {
        var data = new TheoryData<string>();
        foreach (var path in Directory.EnumerateFiles(RepositoryPaths.Examples, "*.nn").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (!ExampleForms.OfShakespeare.Contains(name) && !ExampleForms.OfMnist.Contains(name) && !ExampleForms.OfIris.Contains(name))
                data.Add(name);
        }

        return data;
    }

    public static TheoryData<string> OfShakespeare() => [.. ExampleForms.OfShakespeare];

    public static TheoryData<string> OfMnist() => [.. ExampleForms.OfMnist];

    public static TheoryData<string> OfIris() => [.. ExampleForms.OfIris];

    [Theory]
    [MemberData(nameof(WithoutData))]
    public void ReachesWhatItPromisesTwiceTheSame(string name) => RunTwice(name);

    [TheoryRequiringData(ExampleForms.Shakespeare)]
    [MemberData(nameof(OfShakespeare))]
    public void ReadsShakespeareTwiceTheSame(string name) => RunTwice(name);

    [TheoryRequiringData(ExampleForms.MnistTraining, ExampleForms.MnistTest)]
    [MemberData(nameof(OfMnist))]
    public void ReadsDigitsTwiceTheSame(string name) => RunTwice(name);

    [TheoryRequiringData(ExampleForms.Iris)]
    [MemberData(nameof(OfIris))]
    public void ReadsFlowersTwiceTheSame(string name) => RunTwice(name);

    private void RunTwice(string name)
    {
        var first = Run(name);
        output.WriteLine(string.Join('\n', first.Lines));
        Assert.True(first.Diagnostics.IsEmpty, first.Rendering);
        Assert.NotEmpty(first.Lines);
        var second = Run(name);
        Assert.Equal(string.Join('\n', first.Lines), string.Join('\n', second.Lines));
    }

    private static ScriptOutcome Run(string name)
    {
        var source = new SourceText(name, File.ReadAllText(Path.Combine(RepositoryPaths.Examples, name)));
        var text = ScriptSettings.Apply(source, ExampleForms.SettingsOf(name), out var problem).Content;
        Assert.Null(problem);
        return ScriptHarness.Run(text, name, RepositoryPaths.Examples);
    }
}
