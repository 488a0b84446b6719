using System.Text.RegularExpressions;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;

namespace Dsl.Language.Tests.Syntax;

/// <summary>The pages of the syntax errors: their first example triggers the error, their last one is well formed.</summary>
public partial class ErrorPageTests
{
    /// <summary>What no example in a page can show: bytes that are no text, and four million characters.</summary>
    private static readonly string[] WithoutExample = ["NN1016", "NN1017", "NN1027"];

    public static TheoryData<string> Codes => [.. Descriptors().Select(d => d.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_page_has_an_example_that_triggers_the_error_and_one_that_does_not(string code)
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "errors", code + ".md"));
        var title = Descriptors().Single(d => d.Code == code).Title;
        Assert.StartsWith($"# {code}: {title}\n", page, StringComparison.Ordinal);
        var examples = Example().Matches(page).Select(m => m.Groups[1].Value).ToList();
        if (WithoutExample.Contains(code))
            return;
        Assert.Equal(2, examples.Count);
        Assert.Empty(TreeText.Parse(examples[^1]).Diagnostics.Select(d => d.Code + " " + d.Message));
        Assert.Contains(code, TreeText.Parse(examples[0]).Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void Messages_and_titles_are_sentences_without_capital_and_full_stop()
    {
        foreach (var descriptor in Descriptors())
        {
            Assert.False(char.IsUpper(descriptor.Title[0]), descriptor.Title);
            Assert.False(descriptor.Title.EndsWith('.'), descriptor.Title);
        }
    }

    private static IEnumerable<DiagnosticDescriptor> Descriptors() =>
        typeof(SyntaxErrors).GetFields().Select(f => (DiagnosticDescriptor)f.GetValue(null)!);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dsl.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("```nn\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
