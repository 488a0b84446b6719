using Dsl.Language.Compilation;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Compilation;

public class ScriptSettingsTests
{
    private const string Script = """
        steps = 2_000
        rate = 1e-3   # a comment stays
        offset = -4
        loud = true
        name = "net"
        again = 1
        again = 2
        total = steps + 1
        greeting = "hello {name}"
        (a, b) = (1, 2)
        size: int = 3
        """;

    [Fact]
    public void Names_bound_once_to_a_literal_are_settings()
    {
        var settings = ScriptSettings.Of(SyntaxTree.Parse(new SourceText("s.nn", Script)));
        Assert.Equal(["steps", "rate", "offset", "loud", "name"], settings.Select(static s => s.Name));
        Assert.Equal(
            [ScriptSettingKind.WholeNumber, ScriptSettingKind.Number, ScriptSettingKind.WholeNumber, ScriptSettingKind.Truth, ScriptSettingKind.Text],
            settings.Select(static s => s.Kind));
    }

    [Theory]
    [InlineData("steps", "20", "steps = 20")]
    [InlineData("steps", "-20", "steps = -20")]
    [InlineData("rate", "0.5", "rate = 0.5   # a comment stays")]
    [InlineData("rate", "1", "rate = 1.0   # a comment stays")]
    [InlineData("rate", "1e-9", "rate = 1E-09   # a comment stays")]
    [InlineData("offset", "7", "offset = 7")]
    [InlineData("loud", "false", "loud = false")]
    [InlineData("name", "a \"b\" {c}\\", """name = "a \"b\" \{c}\\" """)]
    [InlineData("name", "", "name = \"\"")]
    public void A_value_takes_the_place_of_what_was_written(string name, string value, string line)
    {
        var changed = Apply((name, value), out var problem);
        Assert.Null(problem);
        Assert.Contains(line.TrimEnd(), changed.Content.Split('\n'));
        Assert.Equal(Script.Split('\n').Length, changed.Content.Split('\n').Length);
        Assert.DoesNotContain(SyntaxTree.Parse(changed).Diagnostics, static d => d.IsError);
    }

    [Theory]
    [InlineData("steps", "2.5", "a whole number")]
    [InlineData("steps", "many", "a whole number")]
    [InlineData("rate", "fast", "a number")]
    [InlineData("rate", "NaN", "a number")]
    [InlineData("rate", "1e999", "a number")]
    [InlineData("loud", "yes", "true or false")]
    [InlineData("step", "20", "did you mean steps")]
    [InlineData("epochs", "20", "steps = 2_000, rate = 1e-3, offset = -4")]
    [InlineData("again", "20", "no setting again")]
    [InlineData("total", "20", "no setting total")]
    public void What_does_not_fit_is_said_and_changes_nothing(string name, string value, string words)
    {
        var changed = Apply((name, value), out var problem);
        Assert.Contains(words, problem, StringComparison.Ordinal);
        Assert.Equal(Script, changed.Content);
    }

    [Fact]
    public void Of_two_values_for_one_name_the_last_holds()
    {
        var source = new SourceText("s.nn", Script);
        var changed = ScriptSettings.Apply(source, [KeyValuePair.Create("steps", "1"), KeyValuePair.Create("steps", "2")], out _);
        Assert.StartsWith("steps = 2\n", changed.Content, StringComparison.Ordinal);
    }

    private static SourceText Apply((string Name, string Value) setting, out string? problem) =>
        ScriptSettings.Apply(new SourceText("s.nn", Script), [KeyValuePair.Create(setting.Name, setting.Value)], out problem);
}
