using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;

namespace Dsl.Language.Tests.Syntax;

/// <summary>What learners type: one report, at the right place, and a tree that goes on behind it.</summary>
public class SyntaxErrorTests
{
    [Theory]
    [InlineData("def f(x) = x", "NN1013", "1:1", "a function is declared by `fn`")]
    [InlineData("fn f(x) {\n  return x\n}", "NN1013", "2:3", "the value of a block is its last expression; there is no `return`")]
    [InlineData("let x = 3", "NN1013", "1:1", "a name is bound without a word before it: `name = value`")]
    [InlineData("class Net(a) { a }", "NN1013", "1:1", "a network is declared by `model`")]
    [InlineData("while x < 3 { y }", "NN1013", "1:1", "a loop counts: `for i in 0..n { ... }`")]
    [InlineData("if a { b } elif c { d }", "NN1013", "1:12", "the second condition is written `else if`")]
    [InlineData("map(lambda x: x + 1)", "NN1013", "1:5", "a function without a name is written `x => ...`")]
    [InlineData("x = 2 ** 3", "NN1010", "1:7", "`**` is written `^` here")]
    [InlineData("x = a && b", "NN1010", "1:7", "`&&` is written `and` here")]
    [InlineData("x = a || b", "NN1010", "1:7", "`||` is written `or` here")]
    [InlineData("x = !a", "NN1010", "1:5", "`!` is written `not` here")]
    [InlineData("x = 3 \u2212 1", "NN1010", "1:7", "`\u2212` is written `-` here")]
    [InlineData("x := 3", "NN1010", "1:3", "a value is bound by `=`, not `:=`")]
    [InlineData("x = 3 \u00a7 4", "NN1001", "1:7", "the character `\u00a7` is no part of the language")]
    [InlineData("x = \u200b3", "NN1001", "1:5", "the character U+200B is no part of the language")]
    [InlineData("x = 'a'", "NN1018", "1:5", "this string stands in single quotes")]
    [InlineData("x = \"abc\ny = 1", "NN1002", "1:5", "this string needs its closing `\"` on the same line")]
    [InlineData("x = \"\"\"abc\ny = 1", "NN1002", "1:5", "this string needs its closing `\"\"\"`")]
    [InlineData("x = \"a {b\"\ny = 1", "NN1031", "1:8", "this `{` needs its `}` on the same line; a brace that is text is written `\\{`")]
    [InlineData("x = \"{}\"", "NN1005", "1:7", "expected a value between the braces; a brace that is text is written `\\{`")]
    [InlineData("x = \"\\d\"", "NN1003", "1:6", "the escapes are `\\n`, `\\t`, `\\\"`, `\\\\`, `\\{` and `\\}`; a backslash itself is written `\\\\`")]
    [InlineData("if x = 3 { 1 }", "NN1011", "1:6", "`=` binds a name; whether two values are equal is asked by `==`")]
    [InlineData("param b == 0", "NN1012", "1:9", "`==` asks whether two values are equal; a value is given by `=`")]
    [InlineData("fn f(x) {\n  y == x\n  y\n}", "NN1012", "2:5", "this asks whether y is equal and drops the answer; a name is bound by `=`")]
    [InlineData("x = a < b < c", "NN1014", "1:11", "`a < b < c` compares a truth value with `c`; join two comparisons by `and`")]
    [InlineData("f(a = 3)", "NN1021", "1:5", "a named argument is written `a: value`")]
    [InlineData("f(a: 3, 4)", "NN1022", "1:9", "this argument has no name, yet stands after one that has")]
    [InlineData("f(a b)", "NN1025", "1:5", "expected `,` before `b`")]
    [InlineData("x += 1", "NN1024", "1:3", "`+=` is written in full: `name = name + value`")]
    [InlineData("x = 1\n  + 2", "NN1023", "2:3", "put `+` at the end of the line above, or the whole expression in parentheses")]
    [InlineData("x = (1 + 2", "NN1007", "1:11", "expected `)` here, found the end of the file")]
    [InlineData("x = 1)", "NN1008", "1:6", "this `)` has no opening partner before it")]
    [InlineData("print \"a\"", "NN1009", "1:7", "expected an operator or the end of the line; a call needs parentheses: `print(...)`")]
    [InlineData("a, b = f()", "NN1009", "1:2", "several names are bound in parentheses: `(a, b) = ...`")]
    [InlineData("f(x) = 3", "NN1019", "1:1", "a call cannot stand on the left of `=`; a function is declared by `fn name(x) = ...`")]
    [InlineData("x[0] <- 3", "NN1019", "1:6", "`<-` updates a `state` by its name alone; the weights of a model are changed by `train`, and by `minimize(loss, by: sgd(0.1))`")]
    [InlineData("state = 3", "NN1020", "1:1", "`state` is a keyword; choose another name, such as `state_`")]
    [InlineData("// c\nx = 1", "NN1028", "1:1", "`//` divides and rounds down; a comment begins with `#`")]
    [InlineData("assert (a, \"m\")", "NN1030", "1:8", "parentheses make a pair of condition and message; write `assert condition, \"message\"`")]
    [InlineData("param W [n] = 0", "NN1006", "1:9", "expected `:` between the name and its shape")]
    [InlineData("fn f(x: 3) = x", "NN1029", "1:9", "expected a type such as `int`, `[batch, 4]` or `int[B, T]`, found `3`")]
    [InlineData("fn f(x):", "NN1006", "1:8", "the body stands after `=` or in braces, not after `:`")]
    [InlineData("fn f(x):\n    y = x\n    y\nz = 1", "NN1006", "1:8", "the body stands in braces `{ ... }`, not behind `:`")]
    [InlineData("for i in n:\n    f(i)\nz = 1", "NN1006", "1:11", "the body stands in braces `{ ... }`, not behind `:`")]
    [InlineData("fn f(x: [n]): [n] = x", "NN1006", "1:13", "the type of the result stands after `->`")]
    [InlineData("print(f\"{x}\")", "NN1013", "1:7", "every string can hold values in braces; it needs no letter before it")]
    [InlineData("x = a if b else c", "NN1009", "1:7", "a choice is written `if condition { a } else { b }`")]
    [InlineData("x = { \"a\": 1 }", "NN1009", "1:10", "a colon cannot stand here; a record is written `(name: value)`")]
    [InlineData("x = f(...)", "NN1026", "1:7", "`...` stands in a shape, a pattern or an index, for any leading dimensions")]
    [InlineData("x = 2a", "NN1004", "1:5", "`a` cannot follow a number directly; a product is written with `*`, a power of ten as `1e-3`")]
    [InlineData("x = .5", "NN1004", "1:5", "a number begins with a digit")]
    [InlineData("x = +3", "NN1010", "1:5", "`+` stands between two values; a count goes up by `x = x + 1`")]
    [InlineData("else { 1 }", "NN1009", "1:1", "this `else` follows no block of an `if`")]
    [InlineData("import numpy", "NN1006", "1:8", "expected the path of a file in double quotes, as in `import \"blocks.nn\"`; the library needs no import")]
    public void A_slip_gives_one_report(string text, string code, string place, string message)
    {
        var tree = TreeText.Parse(text);
        TreeText.Verify(tree);
        var diagnostic = Assert.Single(tree.Diagnostics);
        Assert.Equal((code, "test.nn:" + place, message), (diagnostic.Code, diagnostic.Location.ToString(), diagnostic.Message));
    }

    [Theory]
    [InlineData("def f(x) = x")]
    [InlineData("let x = 3")]
    [InlineData("x = 2 ** 3")]
    [InlineData("x = a&&b||!c")]
    [InlineData("x := 3")]
    [InlineData("x = 'a \"b\"'")]
    [InlineData("x = \"abc")]
    [InlineData("x = \"\\d\"")]
    [InlineData("if x = 3 { 1 }")]
    [InlineData("x = a < b < c")]
    [InlineData("f(a = 3)")]
    [InlineData("f(a b c)")]
    [InlineData("x += 1")]
    [InlineData("x = .5 + 2a")]
    [InlineData("// c")]
    [InlineData("map(lambda x: x + 1)")]
    [InlineData("if a { b } elif c { d }")]
    [InlineData("fn f(x): x")]
    [InlineData("fn f(x [n]) = x")]
    [InlineData("x = 3 \u00d7 4")]
    [InlineData("x = +3")]
    public void The_fixes_mend_the_text(string text)
    {
        for (var round = 0; round < 5; round++)
        {
            var diagnostics = TreeText.Parse(text).Diagnostics;
            if (diagnostics.IsEmpty)
                return;
            var edits = diagnostics.SelectMany(d => d.Fixes.Take(1)).SelectMany(f => f.Edits).OrderByDescending(e => e.Location.Span.Start).ToList();
            Assert.NotEmpty(edits);
            foreach (var edit in edits)
                text = text.Remove(edit.Location.Span.Start, edit.Location.Span.Length).Insert(edit.Location.Span.Start, edit.NewText);
        }

        Assert.Fail($"still wrong: {text}");
    }

    [Fact]
    public void An_unclosed_bracket_names_its_partner()
    {
        var diagnostic = Assert.Single(TreeText.Parse("model M(a: int) {\n  x = f(a,\n    b: 2\n  y = 3\n}\nz = 1\n").Diagnostics);
        var annotation = Assert.Single(diagnostic.Annotations);
        Assert.Equal(("test.nn:2:8", "`(` opens here"), (annotation.Location.ToString(), annotation.Text));
    }

    [Fact]
    public void A_missing_closing_brace_ends_before_the_next_declaration()
    {
        var tree = TreeText.Parse("model A(a: int) {\n  y = a\n\nmodel B(b: int) { b }\n");
        Assert.Equal(["model A(a: int) {\n  y = a", "model B(b: int) { b }"], tree.Root.Statements.Select(s => s.ToString()));
    }

    [Fact]
    public void Bodies_by_indentation_are_read_as_blocks()
    {
        var tree = TreeText.Parse("if a:\n  x = 1\n  y\nelse:\n  z\nlast = 1\n");
        TreeText.Verify(tree);
        Assert.Equal("NN1006 NN1006", TreeText.Codes(tree));
        var choice = Assert.IsType<IfSyntax>(Assert.IsType<ExpressionStatementSyntax>(tree.Root.Statements[0]).Expression);
        Assert.Equal(2, choice.Then.Statements.Length);
        Assert.Single(Assert.IsType<BlockSyntax>(choice.Else).Statements);
        Assert.Equal("last = 1", tree.Root.Statements[1].ToString());
    }

    [Fact]
    public void A_missing_opening_brace_keeps_the_body()
    {
        var tree = TreeText.Parse("model A(a: int)\n  y = a\n  y\n}\nz = 1\n");
        Assert.Equal("NN1006", TreeText.Codes(tree));
        var model = Assert.IsType<ModelDeclarationSyntax>(tree.Root.Statements[0]);
        Assert.Equal(2, Assert.IsType<BlockSyntax>(model.Body).Statements.Length);
        Assert.Equal("z = 1", tree.Root.Statements[1].ToString());
    }

    [Theory]
    [InlineData("over = 1\nstate", "over")]
    public void Keywords_are_refused_as_new_names(string text, string keyword) =>
        Assert.Contains(TreeText.Parse(text).Diagnostics, d => d.Descriptor == SyntaxErrors.KeywordAsName && d.Message.Contains($"`{keyword}`", StringComparison.Ordinal));

    [Theory]
    [InlineData("max(x, over: -1)")]
    [InlineData("train(net, optimizer: adam(), state: 1, model: 2, if: 3)")]
    [InlineData("x.state.model.in")]
    [InlineData("fn f(x, over = 1, in: int = 2) = x + over + in")]
    [InlineData("param W: [in, out] ~ xavier()")]
    [InlineData("r = (state: 1, for: 2)")]
    public void Keywords_can_name_arguments_fields_and_dimensions(string text) => Assert.Empty(TreeText.Parse(text).Diagnostics);

    [Theory]
    [InlineData("return = 1\nx = return + 1")]
    [InlineData("let = 1\nlet(2)")]
    [InlineData("def = 1\ndef |> f")]
    [InlineData("assert = 1\nassert\nassert + 2")]
    [InlineData("lambda = 1\ny = lambda * 2")]
    [InlineData("class = 1\nwhile(3)")]
    public void Words_of_other_languages_are_ordinary_names(string text) => Assert.Empty(TreeText.Parse(text).Diagnostics);

    [Theory]
    [InlineData("x = 1", false)]
    [InlineData("", false)]
    [InlineData("x = (1 +", true)]
    [InlineData("x = (1 + 2\n", true)]
    [InlineData("x =", true)]
    [InlineData("x = 1 +  # more\n", true)]
    [InlineData("model M(a: int) {\n  x = a\n", true)]
    [InlineData("for i in 0..3 {\nprint(i)\n", true)]
    [InlineData("for i in 0..3 {\nprint(i)\n}\n", false)]
    [InlineData("fn f(x) =", true)]
    [InlineData("x = \"\"\"many\n", true)]
    [InlineData("x = \"one", false)]
    [InlineData("x = 1 )", false)]
    [InlineData("x = = 3", false)]
    [InlineData("x = f(a b", false)]
    [InlineData("state", false)]
    [InlineData("fn f\n", false)]
    [InlineData("x = a.", false)]
    [InlineData("for i in 0..3", true)]
    [InlineData("if x > 0  # then\n", true)]
    public void A_text_that_stops_too_early_is_told_from_a_wrong_one(string text, bool isIncomplete) =>
        Assert.Equal(isIncomplete, TreeText.Parse(text).IsIncomplete);

    [Theory]
    [InlineData("x = f(a)\ny = 2", 6, "a")]
    [InlineData("x = f(a)\ny = 2", 9, "y")]
    [InlineData("x = f(a)\ny = 2", 13, "2")]
    [InlineData("x = 1  # c", 8, "1")]
    [InlineData("", 0, "")]
    public void The_token_at_a_position_is_found(string text, int position, string expected) =>
        Assert.Equal(expected, TreeText.Parse(text).FindToken(position).Text);

    [Fact]
    public void Documentation_belongs_to_the_declaration_below_it()
    {
        var tree = TreeText.Parse("## The file.\n\n## One.\n##  Two.\nfn f(x) = x\n# remark\nfn g(x) = x ## not this\nfn h(x) {\n  ## inner\n  param y = 1\n}\n");
        Assert.Equal("One.\n Two.", tree.Root.Statements[0].Documentation);
        Assert.Null(tree.Root.Statements[1].Documentation);
        Assert.Null(tree.Root.Statements[2].Documentation);
        var body = Assert.IsType<BlockSyntax>(Assert.IsType<FunctionDeclarationSyntax>(tree.Root.Statements[2]).Body);
        Assert.Equal("inner", body.Statements[0].Documentation);
    }

    [Fact]
    public void Diagnostics_come_in_the_order_of_the_text()
    {
        var starts = TreeText.Parse("x = (\ny = 'a'\nz = $\n1x\n").Diagnostics.Select(d => d.Location.Span.Start).ToList();
        Assert.Equal(4, starts.Count);
        Assert.Equal(starts.Order(), starts);
    }

    [Fact]
    public void All_diagnostics_of_the_parser_are_errors() =>
        Assert.All(typeof(SyntaxErrors).GetFields(), f => Assert.Equal(DiagnosticSeverity.Error, ((DiagnosticDescriptor)f.GetValue(null)!).Severity));
}
