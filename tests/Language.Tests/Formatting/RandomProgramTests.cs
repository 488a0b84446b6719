using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Language.Tests.Formatting;

/// <summary>Programs made by chance from the grammar, with spaces, line breaks and comments wherever the grammar lets them be.</summary>
public class RandomProgramTests
{
    private static readonly Gen<string> Gap = Gen.Frequency((6, Gen.Constant(" ")), (1, Gen.Constant("   ")), (1, Gen.Constant("\t")));

    private static readonly Gen<string> Break = Gen.Frequency(
        (8, Gap),
        (2, Gen.Constant("\n")),
        (1, Gen.Constant("\n\n\n   ")),
        (1, Gen.Constant(" # remark\n")),
        (1, Gen.Constant("\n  # own line\n\n  # another\n")));

    private static readonly Gen<string> LineEnd = Gen.Frequency(
        (6, Gen.Constant("\n")),
        (1, Gen.Constant("\r\n")),
        (1, Gen.Constant(" ; ")),
        (1, Gen.Constant("\n\n\n")),
        (1, Gen.Constant("  # at the end\n")),
        (1, Gen.Constant("\n    ## documentation\n")));

    [Fact]
    public void Random_programs_keep_their_meaning()
    {
        var programs = from statements in Gen.ListOf(Statement(3)) select string.Concat(statements);
        Prop.ForAll(Arb.From(programs), FormatChecks.Verify).Check(Config.QuickThrowOnFailure.WithMaxTest(1200).WithReplay(20260102UL, 9UL));
    }

    [Fact]
    public void Nearly_all_random_programs_are_well_formed()
    {
        var programs = from statements in Gen.ListOf(Statement(3)) select string.Concat(statements);
        var wrong = programs.Sample(500).Count(p => !Syntax.TreeText.Parse(p).Diagnostics.IsEmpty);
        Assert.InRange(wrong, 0, 25);
    }

    private static Gen<string> Statement(int depth) =>
        from text in Gen.OneOf(
            Words("x", Gap, "=", Break, Expression(depth)),
            Words("(a,", Break, "b)", Gap, "=", Gap, Expression(depth)),
            Words("y", Gap, ":", Gap, Type(depth), Gap, "=", Break, Expression(depth)),
            Words("w[t,", Break, "s]=", Expression(depth)),
            Words("m", Gap, "<-", Gap, Expression(depth)),
            Words("param W", Gap, ":", Gap, Type(depth), Gap, "~", Gap, "xavier()"),
            Words("state s", Gap, "=", Gap, Expression(depth)),
            Words("require a==b", Gap, ",", Break, "\"m {a}\""),
            Words("assert", Gap, "a", Gap, ",", Gap, "\"m\""),
            Words("for i in", Gap, "0..n", Break, Block(depth)),
            Words("fn f", Gap, Parameters(depth), Gap, "->", Break, Type(depth), Gap, "=", Break, Expression(depth)),
            Words("fn f", Parameters(depth), Break, Block(depth)),
            Words("model M", Parameters(depth), Break, Parameters(depth), Break, "->", Gap, Type(depth), Break, Block(depth)),
            Words("optimizer O", Parameters(depth), Break, Parameters(depth), Break, Block(depth)),
            Words("import \"a.nn\"", Gap, "as", Gap, "b"),
            Expression(depth))
        from end in LineEnd
        select text + end;

    private static Gen<string> Expression(int depth)
    {
        var leaf = Gen.Elements("x", "y.T", "1", "2.5", "1e-3", "true", "\"s\"", "\"a {x} b {y:.3}\"", "f()");
        if (depth == 0)
            return leaf;
        var inner = Expression(depth - 1);
        var operators = Gen.Elements("+", "-", "*", "/", "//", "%", "@", "^", "and", "or", "|>");
        return Gen.OneOf(
            leaf,
            leaf,
            Words(inner, Gap, operators, Break, inner),
            Words("x", Break, "|>", Break, inner),
            Words("-", inner),
            Words("not", Gap, inner),
            Words("(", Break, inner, Break, ")"),
            Words("(", Break, inner, Break, ",", Break, inner, Break, ")"),
            Words("(", Break, "x", Gap, ":", Break, inner, Break, ")"),
            Words("[", Break, inner, Break, ",", Break, inner, Break, "]"),
            Words("f(", Break, inner, Break, ",", Break, "k", Gap, ":", Break, inner, Break, ")"),
            Words("x[", Break, "1", Gap, ":", Gap, "2", Break, ",", Gap, ":", Break, "]"),
            Words("if", Gap, "x", Break, Block(depth - 1), Break, "else", Break, Block(depth - 1)),
            Words("(y", Gap, "=>", Break, inner, ")"),
            Words("(", "(y,", Break, "z)", Gap, "=>", Break, Block(depth - 1), ")"),
            Words("scan t over T with", Gap, "h", Gap, ":", Gap, Type(depth - 1), Gap, "=", Gap, "0", Break, Block(depth - 1)),
            Words("rearrange(x,", Break, "[a", Gap, "*", Gap, "b,", Gap, "c]", Gap, "->", Break, "[...,", Gap, "b])"));
    }

    private static Gen<string> Block(int depth) =>
        depth == 0
            ? Gen.Elements("{}", "{x}", "{ x }", "{\nx\n}", "{ # c\n x }")
            : from open in Gen.Elements("{", "{ ", "{\n", "{ # open\n", "{\n\n# own\n")
              from statements in Gen.ListOf(Statement(depth - 1))
              from close in Gen.Elements("}", " }", "\n}", "\n\n  # before the end\n}")
              select open + string.Concat(statements.Take(3)) + close;

    private static Gen<string> Parameters(int depth) =>
        Words("(", Break, "x", Gap, ":", Gap, Type(depth), Break, ",", Break, "k", Gap, "=", Gap, "1", Break, ")");

    private static Gen<string> Type(int depth) =>
        depth == 0 ? Gen.Elements("int", "[]", "[n]", "int[..., n]") : Words("f16[", Break, "n", Gap, "*", Gap, "2", Break, ",", Break, "m]");

    private static Gen<string> Words(params object[] parts)
    {
        var result = Gen.Constant("");
        foreach (var part in parts)
        {
            var text = part as Gen<string> ?? Gen.Constant((string)part);
            result = from before in result from after in text select before + after;
        }

        return result;
    }
}
