using Dsl.Runtime.Embedding;
using Dsl.Runtime.Tests.Embedding.Examples;
using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.Embedding;

/// <summary>The examples of docs/embedding.md: each is run, and stands on the page as it is here.</summary>
public class ExampleTests
{
    private const string Begin = "#region Example";
    private const string End = "#endregion";

    [Fact]
    public async Task A_script_gives_values_and_its_mistakes_as_data()
    {
        var (slope, mistake) = await CheckAndRun.RunAsync();
        Assert.Equal(2, slope, 1e-5);
        Assert.Equal("NN3001", mistake);
    }

    [Fact]
    public async Task A_model_is_called_with_arrays_and_spans()
    {
        var (scores, again) = await CallAModel.RunAsync();
        Assert.Equal(4, scores.Length);
        Assert.Equal(scores[..2], again);
        Assert.NotEqual(scores[0] > scores[1], scores[2] > scores[3]);
    }

    [Fact]
    public async Task A_training_is_followed_and_ended()
    {
        var (status, steps, before, after) = await TrainOwnData.RunAsync();
        Assert.Equal((ScriptStatus.Cancelled, 500), (status, steps));
        Assert.True(after < before / 2, $"the loss went from {before} to {after}");
    }

    [Fact]
    public async Task A_file_runs_with_other_settings()
    {
        var folder = Directory.CreateTempSubdirectory("nn-embedding-");
        var path = Path.Combine(folder.FullName, "moons.nn");
        await File.WriteAllTextAsync(path, """
            epochs = 20
            model Net() (x: [batch, 2]) -> [batch, 2] = x |> dense(8) |> relu |> dense(2)
            net = Net()
            train(net, make_moons(50), loss: cross_entropy, optimizer: adam(lr: 1e-2), epochs: epochs, batch: 10)
            """);
        var (status, weights) = await RunAFile.RunAsync(path);
        folder.Delete(recursive: true);
        Assert.Equal((ScriptStatus.Completed, (3 * 8) + (9 * 2)), (status, weights));
    }

    [Fact]
    public void The_page_shows_the_examples_as_they_are_run()
    {
        var folder = Path.Combine(RepositoryPaths.Root, "tests", "Runtime.Tests", "Embedding", "Examples");
        var page = File.ReadAllText(Path.Combine(RepositoryPaths.Documentation, "embedding.md"));
        var files = Directory.GetFiles(folder, "*.cs");
        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.Contains($"```csharp\n{Example(File.ReadAllLines(file))}```", page, StringComparison.Ordinal);
        Assert.Equal(files.Length, page.Split("```csharp").Length - 1);
    }

    private static string Example(string[] lines)
    {
        var first = Array.FindIndex(lines, static line => line.Trim() == Begin) + 1;
        var last = Array.FindIndex(lines, static line => line.Trim() == End);
        var indentation = lines[first].Length - lines[first].TrimStart().Length;
        return string.Concat(lines[first..last].Select(line => (line.Length > indentation ? line[indentation..] : line.TrimStart()) + "\n"));
    }
}
