using Dsl.Language.Binding.Units;
using Dsl.Language.Data;
using Dsl.Language.Operators;
using Dsl.Runtime.Tests.Data;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>Every piece of nn in the documentation runs and does what is written beside it.</summary>
public class DocumentationTests(ITestOutputHelper output)
{
    public static TheoryData<string> Pages()
    {
        var data = new TheoryData<string> { "README.md" };
        foreach (var path in Directory.EnumerateFiles(RepositoryPaths.Documentation, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            data.Add(Path.GetRelativePath(RepositoryPaths.Root, path).Replace('\\', '/'));
        return data;
    }

    public static TheoryData<string> LibraryFiles()
    {
        var data = new TheoryData<string>();
        foreach (var path in Directory.EnumerateFiles(RepositoryPaths.Library, "*.nn").Order(StringComparer.Ordinal))
            data.Add(Path.GetFileName(path));
        return data;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void PageIsTrue(string page) =>
        AssertAll(CodeExample.In(page, File.ReadLines(Path.Combine(RepositoryPaths.Root, page)))
            .Select((example, index) => index == 0 && example.Mark.Length == 0 && BeginsWithMistake(page)
                ? example with { Mark = "error " + Path.GetFileNameWithoutExtension(page) }
                : example));

    [Theory]
    [MemberData(nameof(LibraryFiles))]
    public void LibraryDocumentationIsTrue(string file)
    {
        var path = Path.Combine(RepositoryPaths.Library, file);
        var examples = CodeExample.In(file, File.ReadLines(path), "##").ToList();
        Assert.NotEmpty(examples);
        AssertAll(examples);
    }

    [Fact]
    public void OperatorExamplesAreTrue() =>
        AssertAll(OperatorCatalog.All.Where(static o => o.Example is not null).Select(static o => new CodeExample($"operator {o.Name}", "", o.Example! + "\n")));

    [Fact]
    public void UnitExamplesAreTrue() =>
        AssertAll(UnitCatalog.All.Select(static u => new CodeExample($"unit {u.Name}", "", u.Example + "\n")));

    [Fact]
    public void DataExamplesAreTrue() =>
        AssertAll(DataCatalog.All.Select(static f => new CodeExample($"data function {f.Name}", "", f.Example + "\n")));

    // The page of an error shows first what causes it; as plain text where a script cannot hold it.
    private static bool BeginsWithMistake(string page) => page.StartsWith("docs/errors/", StringComparison.Ordinal)
        && File.ReadLines(Path.Combine(RepositoryPaths.Root, page)).First(static line => line.StartsWith("```", StringComparison.Ordinal)).StartsWith("```nn", StringComparison.Ordinal);

    private void AssertAll(IEnumerable<CodeExample> examples)
    {
        var problems = new List<string>();
        foreach (var example in examples)
        {
            if (example.NeededFile is { } file && DataFolder.Find(file) is null)
                output.WriteLine($"{example.Place} was not run: {file} is not on the data path");
            else if (example.Problem(Path.Combine(RepositoryPaths.Examples, "data")) is { } problem)
                problems.Add(problem);
        }

        Assert.True(problems.Count == 0, string.Join("\n\n", problems));
    }
}
