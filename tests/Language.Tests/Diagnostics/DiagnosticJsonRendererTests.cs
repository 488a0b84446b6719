using System.Text.Json;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Diagnostics;

public class DiagnosticJsonRendererTests
{
    [Fact]
    public void No_diagnostics_are_an_empty_array() => Assert.Equal("[]", DiagnosticJsonRenderer.Render([]));

    [Fact]
    public void A_diagnostic_has_place_and_fixes()
    {
        var tree = SyntaxTree.Parse(new SourceText("t.nn", "y = 1\nparam b == 0\n"));
        const string Expected = """
            [
              {
                "code": "NN1012",
                "severity": "error",
                "title": "`==` compares, `=` binds",
                "message": "`==` asks whether two values are equal; a value is given by `=`",
                "path": "t.nn",
                "line": 2,
                "column": 9,
                "endLine": 2,
                "endColumn": 11,
                "annotations": [],
                "notes": [],
                "fixes": [
                  {
                    "title": "write `=`",
                    "checked": false,
                    "edits": [
                      {
                        "path": "t.nn",
                        "line": 2,
                        "column": 9,
                        "endLine": 2,
                        "endColumn": 11,
                        "newText": "="
                      }
                    ]
                  }
                ]
              }
            ]
            """;
        Assert.Equal(Expected, DiagnosticJsonRenderer.Render(tree.Diagnostics));
    }

    [Fact]
    public void Any_text_gives_valid_json()
    {
        var source = new SourceText("a\"\u0007\ud800.nn", "x = \ud800 \u0001 \"");
        var diagnostics = SyntaxTree.Parse(source).Diagnostics;
        using var document = JsonDocument.Parse(DiagnosticJsonRenderer.Render(diagnostics));
        Assert.Equal(diagnostics.Length, document.RootElement.GetArrayLength());
    }

    [Fact]
    public void Annotations_and_notes_are_written()
    {
        var diagnostic = SyntaxTree.Parse(new SourceText("t.nn", "x = (1")).Diagnostics.Single() with { Notes = ["a note"] };
        using var document = JsonDocument.Parse(DiagnosticJsonRenderer.Render([diagnostic]));
        var written = document.RootElement[0];
        Assert.Equal("`(` opens here", written.GetProperty("annotations")[0].GetProperty("text").GetString());
        Assert.Equal(5, written.GetProperty("annotations")[0].GetProperty("column").GetInt32());
        Assert.Equal("a note", written.GetProperty("notes")[0].GetString());
    }
}
