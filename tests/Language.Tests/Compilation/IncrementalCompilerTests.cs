using System.Text;
using Dsl.Language.Compilation;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Hints;
using Dsl.Language.Services.Hovers;
using Dsl.Language.Syntax;
using Dsl.Language.Tests.Services;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Compilation;

/// <summary>After any edits the incremental check says what a check of the whole text says: mistakes with all their parts, and types.</summary>
public sealed class IncrementalCompilerTests
{
    private const int Edits = 12;

    private static readonly ExampleFiles Files = new();

    public static TheoryData<string> Names => ExampleScripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void RandomEditsOfExamplesGiveWhatAWholeCheckGives(string name)
    {
        var random = new Random(name.Sum(static c => c) * 31);
        var original = ExampleScripts.Read(name).Content;
        var compiler = new IncrementalCompiler();
        var text = original;
        for (var edit = 0; edit < Edits; edit++)
        {
            Compare(compiler, text, $"{name}, edit {edit}");
            text = edit % 4 == 3 ? original : Edited(text, random);
        }
    }

    [Fact]
    public void ManySmallPartsAreCheckedApart()
    {
        var random = new Random(7);
        var script = new StringBuilder();
        for (var i = 0; i < 12; i++)
        {
            script.Append($"fn twice{i}(x: [n]) -> [n] = 2 * x\n");
            script.Append($"model Net{i}(hidden: int = 4) (x: [batch, 3]) -> [batch, 2] {{\n  h = x |> dense(hidden) |> relu\n  h |> dense(2)\n}}\n");
            script.Append($"net{i} = Net{i}()\ny{i}: [2, 2] = net{i}([[1, 2, 3], [4, 5, 6]])\nz{i} = twice{i}(y{i}[0])\n");
            if (i % 4 == 3)
                script.Append($"shared = z{i - 1} + z{i}\nf{i} = x => x + shared\nw{i} = f{i}([1, 2])\n");
        }

        var original = script.ToString();
        var compiler = new IncrementalCompiler();
        var text = original;
        for (var edit = 0; edit < 60; edit++)
        {
            Compare(compiler, text, $"edit {edit}");
            text = edit % 7 == 6 ? original : Edited(text, random);
        }
    }

    [Fact]
    public void ChangedDocumentationIsReadAgainWhereItIsShown()
    {
        var compiler = new IncrementalCompiler();
        const string Script = "## Made larger: `factor` says how much.\nfn scaled(value: int, factor: int) = factor * value\n\ny = scaled(3, 2)\n";
        ScriptAnalysis.Of(compiler, new SourceText("main.nn", Script), Files);
        var edited = ScriptAnalysis.Of(compiler, new SourceText("main.nn", Script.Replace("much", "often")), Files);
        Assert.Contains("how often", HoverService.At(edited, edited.Source.Content.IndexOf("scaled(3", StringComparison.Ordinal))!.Markdown, StringComparison.Ordinal);
        Assert.Contains("how often", Assert.Single(HintService.Of(edited, new TextSpan(0, edited.Source.Length), HintMode.All), static h => h.Tooltip is not null).Tooltip!, StringComparison.Ordinal);
    }

    [Fact]
    public void AMistakeInASharedFunctionIsToldAgainAtTheCallThatIsLeft()
    {
        var compiler = new IncrementalCompiler();
        const string Start = "fn product(a, b) = a @ b\nx = product([[1, 2]], [[1, 2]])\ny = product([[3, 4]], [[3, 4]])\n";
        foreach (var text in new[] { Start, Start.Replace("[[1, 2]], [[1, 2]]", "[[1, 2]], [[1], [2]]"), Start.Replace("[[3, 4]], [[3, 4]]", "[[3, 4]], [[3], [4]]"), Start })
            Compare(compiler, text, text);
    }

    [Fact]
    public void ANewNameIsSeenWhereAnUnknownOneWas()
    {
        var compiler = new IncrementalCompiler();
        foreach (var text in new[] { "a = 1\nb = c + 1\nfn f(x) = x + d\n", "a = 1\nc = 2\nb = c + 1\nfn f(x) = x + d\n", "d = [1]\na = 1\nb = c + 1\nfn f(x) = x + d\ne = f(1)\n", "a = 1\nb = c + 1\nfn c(x) = x\nfn f(x) = x + d\n" })
            Compare(compiler, text, text);
    }

    [Fact]
    public void AChangedFileIsReadAgain()
    {
        var files = new ChangingFile("a,b\n1,2\n");
        var compiler = new IncrementalCompiler();
        var source = new SourceText("main.nn", "data = csv(\"table.csv\")\nx = data.x\nn = 1\n");
        Assert.Equal(Rendered(ScriptCompiler.Compile(source, new CompilationOptions(files, CheckFixes: false))), Rendered(compiler.Compile(source, files)));
        files.Content = "a,b,c\n1,2,3\n";
        Assert.Equal(Rendered(ScriptCompiler.Compile(source, new CompilationOptions(files, CheckFixes: false))), Rendered(compiler.Compile(source, files)));
    }

    [Fact]
    public void ACheckCanBeEndedEarlyAndTheNextOneIsRight()
    {
        var compiler = new IncrementalCompiler();
        var text = ExampleScripts.Read("gru.nn").Content;
        Compare(compiler, text, "before");
        Assert.ThrowsAny<OperationCanceledException>(() => compiler.Compile(new SourceText("main.nn", text + "\nx = 1 + 1\n"), Files, new CancellationToken(canceled: true)));
        Compare(compiler, text + "\nx = 1 @ 1\n", "after");
    }

    [Fact]
    public void WhatIsOnlyCheckedHasTheMistakesAndTypesOfWhatIsCompiled()
    {
        foreach (var name in Directory.EnumerateFiles(ExampleScripts.Folder, "*.nn"))
        {
            var source = new SourceText(name, File.ReadAllText(name));
            var whole = ScriptCompiler.Compile(source, new CompilationOptions(Files, CheckFixes: false));
            var check = ScriptCompiler.Compile(source, new CompilationOptions(Files, CheckFixes: false) { ChecksOnly = true });
            Assert.Equal(Rendered(whole), Rendered(check));
            Assert.Null(check.Program);
        }
    }

    private static void Compare(IncrementalCompiler compiler, string text, string about)
    {
        var source = new SourceText("main.nn", text);
        var expected = Rendered(ScriptCompiler.Compile(source, new CompilationOptions(Files, CheckFixes: false)));
        var actual = Rendered(compiler.Compile(source, Files));
        if (expected != actual)
            Assert.Fail($"{about}:\n{Difference(expected, actual)}\n--- in\n{text}");
    }

    private static string Difference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        return string.Join('\n', left.Except(right).Take(8).Select(static l => "- " + l).Concat(right.Except(left).Take(8).Select(static l => "+ " + l)));
    }

    private static string Edited(string text, Random random)
    {
        var tokens = SyntaxTree.Parse(new SourceText("main.nn", text)).Root.DescendantTokens().Where(static t => t.Span.Length > 0).ToList();
        if (tokens.Count == 0)
            return "x = 1\n";
        var token = tokens[random.Next(tokens.Count)];
        var other = tokens[random.Next(tokens.Count)];
        var (before, after) = (text[..token.Span.Start], text[token.Span.End..]);
        return random.Next(7) switch
        {
            0 => before + after,
            1 => before + other.Text + after,
            2 => before + token.Text + " " + other.Text + after,
            3 => before + (int.TryParse(token.Text, out var number) ? (number + 1).ToString() : token.Text) + after,
            4 => before + "\n" + token.Text + after,
            5 => "# a line above\n" + text,
            _ => before + token.Text + (char.IsLetter(token.Text[0]) ? "x" : "") + after,
        };
    }

    private static string Rendered(CompiledScript script)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in script.Diagnostics)
        {
            text.AppendLine($"{diagnostic.Code} {diagnostic.Location} {diagnostic.Location.Span} {diagnostic.Message.ReplaceLineEndings(" ")}");
            foreach (var annotation in diagnostic.Annotations)
                text.AppendLine($"  {annotation.Location} {annotation.Location.Span} {annotation.Text.ReplaceLineEndings(" ")}");
            foreach (var note in diagnostic.Notes)
                text.AppendLine($"  note {note.ReplaceLineEndings(" ")}");
            foreach (var fix in diagnostic.Fixes)
                text.AppendLine($"  fix {fix.Title} {string.Join(" ", fix.Edits.Select(static e => $"{e.Location.Span}{e.NewText.ReplaceLineEndings(" ")}"))}");
        }

        foreach (var (span, type) in script.Types.OrderBy(static t => (t.Key.Start, t.Key.Length)))
            text.AppendLine($"{span} {type} {string.Join(", ", type.Shape.Axes.Select(static a => a.Origin?.Location is { Source.IsLibrary: false } place ? place.ToString() : ""))}");
        return text.ToString();
    }

    private sealed class ChangingFile(string content) : IFileSource
    {
        public string Content { get; set; } = content;

        public FileLookup Find(string name, string besidePath) => new("/" + name, Encoding.UTF8.GetByteCount(Content), []);

        public byte[]? ReadPrefix(string fullPath, int maximumBytes) => Encoding.UTF8.GetBytes(Content);
    }
}
