using System.Text.Json;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Tests;

/// <summary>Every request in every example: at some tokens in a usual run, at every token when <c>NN_FUZZ_SECONDS</c> is given. Nothing fails.</summary>
public class SweepTests
{
    private const int UsualStep = 23;

    private static readonly string[] WithoutPosition =
    [
        "textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/codeLens", "textDocument/documentLink", "textDocument/formatting", "textDocument/semanticTokens/full", "textDocument/diagnostic",
    ];

    public static TheoryData<string> Examples => [.. Directory.EnumerateFiles(Folder(), "*.nn").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task NothingFails(string example)
    {
        var path = Path.Combine(Folder(), example);
        var text = await File.ReadAllTextAsync(path);
        var uri = DocumentUri.FromPath(path);
        var table = MethodTable.Create();
        await using var connection = await TestConnection.InitializedAsync(methods: table);
        await connection.OpenAsync(text, uri);
        var known = table.Methods.Where(static m => m.Result is not null).ToDictionary(static m => m.Name);
        foreach (var method in WithoutPosition.Where(known.ContainsKey))
            await connection.ResultAsync(method, TestDocuments.Document(uri));
        var pending = new List<(string Question, Task<JsonElement> Answer)>();
        foreach (var question in Questions(text, uri, known.Values, FuzzTime.IsLong ? 1 : UsualStep))
        {
            var (_, answer) = await connection.BeginAsync(question.Method, question.Parameters);
            pending.Add(($"{question.Method} {question.Parameters}", answer));
        }

        foreach (var (question, answer) in pending)
        {
            var answered = await answer.WaitAsync(TimeSpan.FromMinutes(5));

            // A rename may be refused; nothing else may.
            if (answered.TryGetProperty("error", out var error))
                Assert.True(question.Contains("ename", StringComparison.Ordinal) && error.GetProperty("code").GetInt32() == -32803, $"{question}: {error}\n{connection.Error}");
        }

        Assert.NotEmpty(pending);
    }

    private static IEnumerable<(string Method, string Parameters)> Questions(string text, string uri, IEnumerable<Method> methods, int step)
    {
        var lines = new LineMap(text);
        var tokens = SyntaxTree.Parse(new SourceText("/x.nn", text)).Root.DescendantTokens().Where(static token => token.Span.Length > 0).ToList();
        var positional = methods.Where(static m => m.Parameters.Type == typeof(TextDocumentPositionParams)).Select(static m => m.Name).ToList();
        var known = methods.Select(static m => m.Name).ToHashSet();
        for (var i = 0; i < tokens.Count; i += step)
        {
            var (start, end) = (Json(lines.PositionOf(tokens[i].Span.Start)), Json(lines.PositionOf(tokens[i].Span.End)));
            var document = $$"""{"textDocument": {"uri": {{TestDocuments.Quote(uri)}} }""";
            foreach (var method in positional)
            {
                yield return (method, $$"""{{document}}, "position": {{start}} }""");
                yield return (method, $$"""{{document}}, "position": {{end}} }""");
            }

            yield return ("textDocument/selectionRange", $$"""{{document}}, "positions": [{{start}}, {{end}}]}""");
            yield return ("textDocument/semanticTokens/range", $$"""{{document}}, "range": {"start": {{start}}, "end": {{end}} } }""");
            yield return ("textDocument/rangeFormatting", $$"""{{document}}, "range": {"start": {{start}}, "end": {{end}} } }""");
            yield return ("textDocument/onTypeFormatting", $$"""{{document}}, "position": {{end}}, "ch": "\n"}""");
            yield return ("textDocument/inlayHint", $$"""{{document}}, "range": {"start": {{start}}, "end": {{end}} } }""");
            if (known.Contains("textDocument/references"))
                yield return ("textDocument/references", $$"""{{document}}, "position": {{start}}, "context": {"includeDeclaration": true} }""");
            if (i % (step * 8) == 0)
                yield return ("textDocument/codeAction", $$"""{{document}}, "range": {"start": {{start}}, "end": {{end}} }, "context": {"diagnostics": []} }""");
            if (i % (step * 8) == 0 && known.Contains("textDocument/rename"))
                yield return ("textDocument/rename", $$"""{{document}}, "position": {{start}}, "newName": "another_name"}""");
        }
    }

    private static string Json(Position position) => $$"""{"line": {{position.Line}}, "character": {{position.Character}} }""";

    private static string Folder() => Path.Combine(RepositoryFolder.Root, "examples");
}
