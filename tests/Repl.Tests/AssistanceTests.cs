using Dsl.Repl.Editing.Screen;
using Dsl.Repl.Prompt;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Data;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl.Tests;

/// <summary>What the editor of the prompt is told by the services that editors of scripts use.</summary>
public sealed class AssistanceTests : IDisposable
{
    private readonly StringWriter written = new() { NewLine = "\n" };
    private readonly ChosenDevice device = new("reference", new ReferenceBackend(), 0);
    private readonly InteractivePrompt prompt;
    private readonly PromptAssistance assistance;

    public AssistanceTests()
    {
        var terminal = new Terminal(static () => Stream.Null, written, written)
        {
            ErrorHasColor = false,
            ErrorIsTerminal = false,
            OutputHasUnicode = false,
            OutputIsTerminal = false,
            InputIsTerminal = false,
        };
        var output = new ConsoleRunOutput(terminal);
        prompt = new InteractivePrompt(terminal, new RunOptions(device, output, new FileSystemFileSource(null, null), string.Empty), device, output);
        assistance = new PromptAssistance(prompt.State);
        prompt.Take("## Twice as much.\nfn twofold(a) = a * 2");
        prompt.Take("model Net(hidden: int) (x: [batch, 2]) -> [batch, 2] = x |> dense(hidden) |> relu |> dense(2)");
        prompt.Take("network = Net(16)");
    }

    [Theory]
    [InlineData("x = netw", "network")]
    [InlineData("y = twof", "twofold")]
    [InlineData("network(ones([2, 2])) |> sigm", "sigmoid")]
    [InlineData(":type netw", "network")]
    [InlineData("?twof", "twofold")]
    [InlineData(":summ", "summary")]
    [InlineData("  :he", "help")]
    [InlineData(":help kern", "kernels")]
    [InlineData(":device ref", "reference")]
    [InlineData("train(network, los", "loss")]
    public void What_is_typed_can_be_completed(string text, string expected)
    {
        var found = assistance.Complete(text, text.Length);
        Assert.NotNull(found);
        var item = found.Items[0];
        Assert.StartsWith(expected, item.Label, StringComparison.Ordinal);
        Assert.StartsWith(expected, item.Insertion, StringComparison.Ordinal);
        Assert.Equal(text.Length, found.End);
    }

    [Fact]
    public void Files_follow_load()
    {
        using var folder = new ScriptFolder();
        folder.Add("x = 1", "first.nn");
        folder.Add("x = 1", "other.txt");
        Directory.CreateDirectory(Path.Combine(folder.Folder, "further"));
        var text = $":load {folder.Folder}/f";
        var found = assistance.Complete(text, text.Length);
        Assert.Equal(["first.nn", "further/"], found!.Items.Select(static item => item.Insertion));
        Assert.Equal(text.Length - 1, found.Start);
        Assert.Empty(assistance.Complete(":load /nowhere/at/all/", 22)!.Items);
    }

    [Fact]
    public void A_call_shows_its_signature_and_the_argument()
    {
        const string Text = "Net(16)(ones([3, 2])); dense(4, ";
        var note = assistance.SignatureAt(Text, Text.Length, CancellationToken.None);
        Assert.NotNull(note);
        Assert.Equal(Text.IndexOf("(4", StringComparison.Ordinal), note.Start);
        Assert.StartsWith("dense(", note.Label, StringComparison.Ordinal);
        Assert.True(note.ActiveStart > "dense(".Length && note.ActiveLength > 0, note.ToString());
        Assert.Null(assistance.SignatureAt("x = 1", 5, CancellationToken.None));
    }

    [Fact]
    public void Colours_are_in_order_and_of_commands_too()
    {
        foreach (var text in (string[])["fn f(a) = a * 2 # twice", ":type relu(1)", "?dense", ":load if", "print(\"{1 + 2}\")", "  :unknown x", ""])
        {
            var end = 0;
            foreach (var span in assistance.Colors(text))
            {
                Assert.True(span.Start >= end && span.Length > 0 && span.Start + span.Length <= text.Length, $"{span} in {text}");
                end = span.Start + span.Length;
            }
        }

        Assert.Contains(assistance.Colors("for i in 0..2 {"), static span => span is { Start: 0, Length: 3, Style: ScreenStyle.Keyword });
        Assert.Contains(assistance.Colors(":type 12"), static span => span is { Start: 6, Length: 2, Style: ScreenStyle.Number });
        Assert.Single(assistance.Colors(":load 12"));
    }

    [Fact]
    public void Names_of_earlier_entries_have_colours_while_a_further_one_is_typed()
    {
        assistance.Begin();
        Assert.Contains(assistance.Colors("y = twofold(1)"), static span => span is { Start: 4, Length: 7, Style: ScreenStyle.Function });
        Assert.Contains(assistance.Colors(":type Net(16)"), static span => span is { Start: 6, Length: 3, Style: ScreenStyle.Model });
        Assert.DoesNotContain(assistance.Colors("twofold = 3"), static span => span.Start == 0);

        // What is bound since changes nothing before the next entry is begun.
        prompt.Take("fn relu2(a) = relu(a)");
        Assert.DoesNotContain(assistance.Colors("relu2(1)"), static span => span.Start == 0);
        assistance.Begin();
        Assert.Contains(assistance.Colors("relu2(1)"), static span => span is { Start: 0, Length: 5, Style: ScreenStyle.Function });
    }

    [Fact]
    public void A_signature_that_nobody_waits_for_any_more_is_not_looked_for()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => assistance.SignatureAt("y = network(", 12, cancellation.Token));
    }

    [Theory]
    [InlineData("?twofold", "fn twofold(a)")]
    [InlineData("?network.dense_1.W", "W")]
    [InlineData("?network.nothing", "nothing here is called network.nothing")]
    [InlineData("?:seed", "says or sets the seed")]
    [InlineData("? dense", "dense")]
    [InlineData("?train", "train(")]
    [InlineData("?for", "for")]
    [InlineData("?network", "Net")]
    [InlineData("?densee", "did you mean dense?")]
    [InlineData("?", ":type EXPRESSION")]
    public void A_question_is_answered(string question, string expected)
    {
        var before = written.ToString().Length;
        prompt.Take(question);
        var answer = written.ToString()[before..];
        Assert.Contains(expected, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("```", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dense", "dense", 5)]
    [InlineData("fn ${1:name}(${2:x}) = $0", "fn name(x) = ", 3)]
    [InlineData("dense($0)", "dense()", 6)]
    [InlineData("a\\$b", "a$b", 3)]
    [InlineData("${1:", "", 0)]
    public void Snippets_become_text(string snippet, string text, int caret) => Assert.Equal((text, caret), SnippetText.Plain(snippet));

    public void Dispose()
    {
        prompt.Dispose();
        device.Dispose();
        written.Dispose();
    }
}
