using Dsl.Language.Compilation;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Colors;
using Dsl.Language.Services.Hints;
using Dsl.Language.Services.Hovers;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Analysis;

/// <summary>What is told of a later version of a script, of which only a part was checked again, is what is told of the same text checked as a whole.</summary>
public class LaterVersionTests
{
    private const string Script = """
        h = 4
        model Net(size: int) (x: [B, n]) -> [B, 2] {
          param W: [n, size] ~ xavier()
          x @ W |> relu |> dense(2)
        }
        net = Net(h)
        y = net([[1.0, 2.0, 3.0]])
        print(y)
        unused = 3
        f = x => x * unused
        print(f([1.0]))
        other = 7
        """;

    [Theory]
    [InlineData("wave.nn")]
    [InlineData("backwards.nn")]
    [InlineData("moons.nn")]
    [InlineData("digits.nn")]
    public void AnExampleWithALineBeforeIt(string example) => Compare(example, ExampleScripts.Read(example).Content);

    [Fact]
    public void AScriptWithALineBeforeIt() => Compare("main.nn", Script);

    private static void Compare(string name, string text)
    {
        var files = new ExampleFiles();
        var versions = new IncrementalCompiler();
        foreach (var version in new[] { text, "# a line\n" + text, "before = 1\n\n" + text, text + "\nafter = 2\n", "before = \n" + text })
        {
            var source = new SourceText(name, version);
            var later = ScriptAnalysis.Of(versions, source, files);
            var whole = ScriptAnalysis.Of(source, files);
            Assert.Equal(LensService.Of(whole).Select(Describe), LensService.Of(later).Select(Describe));
            var all = new TextSpan(0, version.Length);
            Assert.Equal(HintService.Of(whole, all, HintMode.All).Select(Describe), HintService.Of(later, all, HintMode.All).Select(Describe));
            Assert.Equal(ColorService.Of(whole).Select(Describe), ColorService.Of(later).Select(Describe));
            foreach (var token in whole.Tree.Root.DescendantTokens())
                Assert.Equal(HoverService.At(whole, token.Span.Start)?.Markdown, HoverService.At(later, token.Span.Start)?.Markdown);
        }
    }

    private static string Describe<T>(T item)
        where T : notnull => item.ToString()!;
}
