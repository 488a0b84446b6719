using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Diagnostics;

public class DiagnosticTextRendererTests
{
    private static readonly DiagnosticDescriptor Mismatch = new("NN3001", DiagnosticSeverity.Error, "these shapes do not multiply");

    private static readonly SourceText Attention = new(
        "attention.nn",
        "# one\n# two\n\nmodel M(size: int) (x: [B, T, C]) {\n\n  q = x |> dense(size)\n  k = x |> dense(size)\n  # eight\n  w = q @ k\n}\n");

    [Fact]
    public void The_example_of_the_language_is_printed()
    {
        const string Expected = """
            error NN3001: these shapes do not multiply
              --> attention.nn:9:7
               |
             6 |   q = x |> dense(size)    q : [B, T, size]
             7 |   k = x |> dense(size)    k : [B, T, size]
             9 |   w = q @ k
               |       ^ ^ ^ `@` needs the last dimension of q (size) to equal the second last of k (T)
               |
            help: transpose k:  w = q @ k.T

            """;
        var diagnostic = new Diagnostic(Mismatch, At(Attention, "q @ k"), "`@` needs the last dimension of q (size) to equal the second last of k (T)")
        {
            Underlines = [At(Attention, "q @ k", 0, 1), At(Attention, "q @ k", 2, 1), At(Attention, "q @ k", 4, 1)],
            Annotations =
            [
                new DiagnosticAnnotation(At(Attention, "q = "), "q : [B, T, size]"),
                new DiagnosticAnnotation(At(Attention, "k = "), "k : [B, T, size]"),
            ],
            Fixes = [new DiagnosticFix("transpose k", [new TextEdit(At(Attention, "q @ k", 5, 0), ".T")])],
        };
        Assert.Equal(Expected, DiagnosticTextRenderer.Render(diagnostic, color: false));
    }

    [Fact]
    public void Remarks_on_the_primary_line_and_in_other_files_are_shown()
    {
        var library = new SourceText("library:layers.nn", "\n\n\n\n\n\n\n\n\n  y = x @ W\n");
        var diagnostic = new Diagnostic(Mismatch, At(Attention, "dense(size)"), "this makes size")
        {
            Annotations =
            [
                new DiagnosticAnnotation(At(library, "x @ W"), "W : [in, out]"),
                new DiagnosticAnnotation(At(Attention, "q = x"), "q : [B, T, size]"),
                new DiagnosticAnnotation(At(Attention, "q = x"), "and a second remark"),
                new DiagnosticAnnotation(At(Attention, "w = q"), "used here"),
            ],
            Notes = ["the width comes from the configuration", "two\nlines"],
        };
        const string Expected = """
            error NN3001: these shapes do not multiply
               --> attention.nn:6:12
                |
              6 |   q = x |> dense(size)    q : [B, T, size]
                |                           and a second remark
                |            ^^^^^^^^^^^ this makes size
              9 |   w = q @ k               used here
               --> library:layers.nn:10:7
                |
             10 |   y = x @ W    W : [in, out]
                |
            note: the width comes from the configuration
            note: two
                  lines

            """;
        Assert.Equal(Expected, DiagnosticTextRenderer.Render(diagnostic, color: false));
    }

    [Fact]
    public void Tabs_and_wide_characters_keep_the_carets_in_place()
    {
        var source = new SourceText("t.nn", "\tx = \"日本 😀 e\u0301\" + y");
        const string Expected = "error NN3001: these shapes do not multiply\n  --> t.nn:1:19\n   |\n 1 |     x = \"日本 😀 e\u0301\" + y\n   |                       ^ unknown\n";
        Assert.Equal(Expected, DiagnosticTextRenderer.Render(new Diagnostic(Mismatch, At(source, "y"), "unknown"), color: false));
    }

    [Fact]
    public void Control_characters_are_shown_and_not_sent()
    {
        var source = new SourceText("a\u001b[2J.nn", "x = \u001b[31m\u202e + \ud800y");
        const string Expected = "error NN3001: these shapes do not multiply\n  --> a\\x1b[2J.nn:1:15\n   |\n 1 | x = \\x1b[31m\\u202e + \\ud800y\n   |                            ^ bell \\x07\n";
        Assert.Equal(Expected, DiagnosticTextRenderer.Render(new Diagnostic(Mismatch, At(source, "y"), "bell \a"), color: false));
    }

    [Fact]
    public void A_very_long_line_is_clipped_around_the_caret()
    {
        var source = new SourceText("t.nn", string.Concat(Enumerable.Range(0, 300_000).Select(i => (char)('a' + (i % 26)))) + "!" + new string('z', 300_000));
        var lines = DiagnosticTextRenderer.Render(new Diagnostic(Mismatch, At(source, "!"), "here"), color: false).Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 120));
        Assert.StartsWith(" 1 | ...", lines[3], StringComparison.Ordinal);
        Assert.EndsWith("zzz...", lines[3], StringComparison.Ordinal);
        Assert.Equal(lines[3].IndexOf('!', StringComparison.Ordinal), lines[4].IndexOf('^', StringComparison.Ordinal));
        Assert.EndsWith("^ here", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void The_start_of_a_long_line_is_not_clipped_before_a_caret_there()
    {
        var source = new SourceText("t.nn", "first " + new string('z', 3000));
        var lines = DiagnosticTextRenderer.Render(new Diagnostic(Mismatch, new SourceLocation(source, new TextSpan(0, 3000)), "here"), color: false).Split('\n');
        Assert.StartsWith(" 1 | first zzz", lines[3], StringComparison.Ordinal);
        Assert.Equal("   | " + new string('^', 100), lines[4]);
        Assert.Equal("   | here", lines[5]);
    }

    [Fact]
    public void A_long_message_stands_on_lines_of_its_own()
    {
        var source = new SourceText("t.nn", "total = first + second");
        var diagnostic = new Diagnostic(Mismatch, At(source, "second"), string.Join(' ', Enumerable.Repeat("word", 30)));
        const string Expected = """
            error NN3001: these shapes do not multiply
              --> t.nn:1:17
               |
             1 | total = first + second
               |                 ^^^^^^
               |                 word word word word word word word word word word word word word word word word
               |                 word word word word word word word word word word word word word word

            """;
        Assert.Equal(Expected, DiagnosticTextRenderer.Render(diagnostic, color: false));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(79)]
    [InlineData(300)]
    public void A_report_is_laid_out_for_its_window(int columns)
    {
        var source = new SourceText("t.nn", "first = random([3, 4])\ntotal = first + second + " + string.Join(" + ", Enumerable.Repeat("third", 30)));
        var sentence = string.Join(' ', Enumerable.Repeat("word", 40));
        var diagnostic = new Diagnostic(Mismatch, At(source, "second"), sentence)
        {
            Annotations = [new DiagnosticAnnotation(At(source, "first"), sentence)],
            Notes = [sentence],
        };
        var rendered = DiagnosticTextRenderer.Render(diagnostic, color: false, columns);
        Assert.Equal(3 * 40, rendered.Split("word").Length - 1);
        Assert.All(rendered.Split('\n')[1..], line => Assert.InRange(line.Length, 0, Math.Min(columns, 120) + 5));
    }

    [Fact]
    public void Underlines_on_several_lines_each_get_their_row()
    {
        var source = new SourceText("t.nn", "y = first +\n  second");
        var diagnostic = new Diagnostic(Mismatch, At(source, "first +\n  second"), "no") { Underlines = [At(source, "second"), At(source, "first")] };
        const string Expected = """
            error NN3001: these shapes do not multiply
              --> t.nn:1:5
               |
             1 | y = first +
               |     ^^^^^
             2 |   second
               |   ^^^^^^ no

            """;
        Assert.Equal(Expected, DiagnosticTextRenderer.Render(diagnostic, color: false));
    }

    [Fact]
    public void The_end_of_an_empty_file_can_be_shown()
    {
        var source = new SourceText("t.nn", "");
        var warning = new Diagnostic(new DiagnosticDescriptor("NN6001", DiagnosticSeverity.Warning, "empty"), new SourceLocation(source, new TextSpan(0, 0)), "nothing");
        Assert.Equal("warning NN6001: empty\n  --> t.nn:1:1\n   |\n 1 |\n   | ^ nothing\n", DiagnosticTextRenderer.Render(warning, color: false));
    }

    [Fact]
    public void Colour_only_adds_escapes()
    {
        var diagnostic = SyntaxTree.Parse(new SourceText("t.nn", "x = (1")).Diagnostics[0];
        var colored = DiagnosticTextRenderer.Render(diagnostic, color: true);
        Assert.StartsWith("\e[1;31merror NN1007\e[0m", colored, StringComparison.Ordinal);
        var plain = System.Text.RegularExpressions.Regex.Replace(colored, "\e\\[[0-9;]*m", "");
        Assert.Equal(DiagnosticTextRenderer.Render(diagnostic, color: false), plain);
    }

    [Fact]
    public void A_missing_bracket_names_its_opening_partner()
    {
        const string Expected = """
            error NN1007: a bracket is not closed
              --> t.nn:2:7
               |
             1 | x = f(a,    `(` opens here
             2 |   b: 1
               |       ^ expected `)` here, found the end of the line

            """;
        var diagnostic = Assert.Single(SyntaxTree.Parse(new SourceText("t.nn", "x = f(a,\n  b: 1\ny = 2\n")).Diagnostics);
        Assert.Equal(Expected, DiagnosticTextRenderer.Render(diagnostic, color: false));
    }

    [Fact]
    public void A_fix_that_spans_lines_is_named_only()
    {
        var source = new SourceText("t.nn", "x = 1\ny = 2\n");
        var fix = new DiagnosticFix("leave out both lines", [new TextEdit(new SourceLocation(source, new TextSpan(0, 12)), "")]);
        var rendered = DiagnosticTextRenderer.Render(new Diagnostic(Mismatch, At(source, "x"), "no") { Fixes = [fix] }, color: false);
        Assert.EndsWith("   |\nhelp: leave out both lines\n", rendered, StringComparison.Ordinal);
    }

    private static SourceLocation At(SourceText source, string text, int offset = 0, int? length = null) =>
        new(source, new TextSpan(source.Content.IndexOf(text, StringComparison.Ordinal) + offset, length ?? text.Length));
}
