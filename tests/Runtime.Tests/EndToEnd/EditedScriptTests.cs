using Dsl.Runtime.Tests.Suite;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>Whatever happens to a script, checking it ends with diagnostics, and what is accepted runs without a fault of shapes.</summary>
public class EditedScriptTests(ITestOutputHelper output)
{
    /// <summary>So many deletions of each example are tried; all of them with the variable NN_ALL_DELETIONS=1.</summary>
    private const int DeletionsPerExample = 40;

    /// <summary>Examples that run at once, so that their accepted variants can be run as well.</summary>
    private static readonly string[] Quick = ["chain.nn", "nand.nn", "bowl.nn", "temperature.nn", "micrograd.nn"];

    public static TheoryData<string> Examples => [.. ScriptEdits.Examples.Select(static e => e.Name)];

    public static TheoryData<string> QuickExamples => [.. Quick];

    [Fact]
    public void RandomWordsAreChecked() => Check(ScriptEdits.RandomWords, 400);

    [Fact]
    public void RandomCharactersAreChecked() =>
        Check(from characters in Gen.ArrayOf(ArbMap.Default.GeneratorFor<char>()) select new string(characters), 200);

    [Fact]
    public void RandomEditsOfExamplesAreChecked() => Check(ScriptEdits.Random, 300);

    [Theory]
    [MemberData(nameof(Examples))]
    public void AnyOneTokenMayBeMissing(string name)
    {
        var accepted = 0;
        var variants = Deletions(name).ToList();
        foreach (var (token, text) in variants)
        {
            try
            {
                accepted += CompilationCheck.Compile(text).Program is null ? 0 : 1;
            }
            catch (Exception exception)
            {
                Assert.Fail($"without `{token}`:\n{text}\n{exception}");
            }
        }

        output.WriteLine($"{name}: {variants.Count} deletions, {accepted} of them still a program");
    }

    [Theory]
    [MemberData(nameof(QuickExamples))]
    public void AcceptedVariantsRunWithoutAFaultOfShapes(string name)
    {
        foreach (var (token, text) in Deletions(name))
        {
            var outcome = ScriptHarness.Run(text, name, RepositoryPaths.Examples);
            if (outcome.IsAccepted && outcome.Diagnostics.FirstOrDefault(static d => d.IsError) is { } fault)
                Assert.True(fault.Code.StartsWith("NN4", StringComparison.Ordinal), $"without `{token}`:\n{outcome.Rendering}\n{text}");
        }
    }

    private static IEnumerable<(string Token, string Text)> Deletions(string name)
    {
        var text = ScriptEdits.Examples.Single(e => e.Name == name).Text;
        var tokens = ScriptEdits.Tokens(text);
        var step = Environment.GetEnvironmentVariable("NN_ALL_DELETIONS") == "1" ? 1 : Math.Max(1, tokens.Count / DeletionsPerExample);
        for (var i = 0; i < tokens.Count; i += step)
            yield return (text.Substring(tokens[i].Start, tokens[i].Length), text.Remove(tokens[i].Start, tokens[i].Length));
    }

    private static void Check(Gen<string> texts, int count) =>
        Prop.ForAll(Arb.From(texts), static text => { CompilationCheck.Compile(text); }).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(20260102UL, 3UL));
}
