using Dsl.Language.Formatting;
using Dsl.Language.Tests.Syntax;

namespace Dsl.Language.Tests.Formatting;

public class FormatterTests
{
    public static TheoryData<string> Names => [.. SampleScripts.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_keep_their_tokens_and_comments(string name) =>
        FormatChecks.Verify(SampleScripts.All.Single(s => s.Name == name).Text);

    [Theory]
    [InlineData("x=1+2*y^2-z", "x = 1 + 2 * y^2 - z\n")]
    [InlineData("x  =  f ( a ,b:1 ) [ 0 : 2 , : ] . T", "x = f(a, b: 1)[0:2, :].T\n")]
    [InlineData("x=- a*not  b", "x = -a * not b\n")]
    [InlineData("for i in 0 .. n{f(i)}", "for i in 0..n { f(i) }\n")]
    [InlineData("fn  f ( x:[ n ],k:int=2 )->int [ n ,2 * k ]=x", "fn f(x: [n], k: int = 2) -> int[n, 2*k] = x\n")]
    [InlineData("model M(a:int)(x:[n])->[n]{x}", "model M(a: int) (x: [n]) -> [n] { x }\n")]
    [InlineData("rearrange(q,[B,T,heads * d]->[B,heads,T,d])", "rearrange(q, [B, T, heads*d] -> [B, heads, T, d])\n")]
    [InlineData("y:[(H+2*p-k)//s+1,a * b/2]=x[2*n:,f(2*n),n@m]", "y: [(H + 2*p - k) // s + 1, a*b/2] = x[2*n:, f(2 * n), n @ m]\n")]
    [InlineData("a=3;b=4 ;c=5", "a = 3; b = 4; c = 5\n")]
    [InlineData("print(\"a {x+1:.3} b\")", "print(\"a {x + 1:.3} b\")\n")]
    [InlineData("param W:[a]~xavier()\nstate m=0\nm<-m+1", "param W: [a] ~ xavier()\nstate m = 0\nm <- m + 1\n")]
    [InlineData("f=x=>x^2", "f = x => x^2\n")]
    [InlineData("f=( x,y )=>x", "f = (x, y) => x\n")]
    [InlineData("r=(x:1,y:2)", "r = (x: 1, y: 2)\n")]
    [InlineData("require a==b,\"m\"\nassert not a,\"m\"", "require a == b, \"m\"\nassert not a, \"m\"\n")]
    [InlineData("import \"a.nn\"as b", "import \"a.nn\" as b\n")]
    [InlineData("x = f(y = > 1)", "x = f(y = > 1)")]
    [InlineData("", "")]
    [InlineData("\n\n\n", "")]
    [InlineData("# only a comment", "# only a comment\n")]
    [InlineData("x = {}", "x = {}\n")]
    [InlineData("x <-3\n", "x <- 3\n")]
    [InlineData("f(x <-3)\n", "f(x < -3)\n")]
    public void One_line_takes_the_style(string text, string expected)
    {
        Assert.Equal(expected, Formatter.Format(TreeText.Parse(text)));
        FormatChecks.Verify(text);
    }

    [Fact]
    public void Blocks_and_brackets_are_indented()
    {
        const string Text = """


            ## About f.
            fn f(x)
            {
            # inside


            y = g(x,
                # why
             1,
                 name: 2   # two
              )
                y      # the value
                   # last

            }


            model M(a: int)
              (x: [n]) -> [n] {
                if a { x
                }
                else if b { y }
                else {
                z |> f
                |> g(h => {
                h
                })
                }
            }
            long = first    # one
            other_name = 2 # two
            # own line
            total = first +
            second
            """;
        const string Expected = """
            ## About f.
            fn f(x) {
              # inside

              y = g(x,
                # why
                1,
                name: 2  # two
              )
              y  # the value
              # last
            }

            model M(a: int)
                (x: [n]) -> [n] {
              if a {
                x
              } else if b { y } else {
                z |> f
                  |> g(h => {
                    h
                  })
              }
            }
            long = first    # one
            other_name = 2  # two
            # own line
            total = first +
              second

            """;
        Assert.Equal(Expected, Formatter.Format(TreeText.Parse(Text)));
        FormatChecks.Verify(Text);
    }

    [Fact]
    public void A_comment_keeps_a_brace_or_else_on_its_own_line()
    {
        const string Text = "if a # why\n{ b } # so\n# and\nelse { c }\n";
        Assert.Equal("if a   # why\n{ b }  # so\n# and\nelse { c }\n", Formatter.Format(TreeText.Parse(Text)));
        FormatChecks.Verify(Text);
    }

    [Fact]
    public void Strings_of_many_lines_stay_as_they_are()
    {
        const string Text = "x   = \"\"\"\n   a  {b+1}\n c\n\"\"\"   # end\ny=1\n";
        Assert.Equal("x = \"\"\"\n   a  {b + 1}\n c\n\"\"\"  # end\ny = 1\n", Formatter.Format(TreeText.Parse(Text)));
        FormatChecks.Verify(Text);
    }

    [Fact]
    public void Carriage_returns_and_the_byte_order_mark_go() =>
        Assert.Equal("x = 1\ny = 2\n", Formatter.Format(TreeText.Parse("\ufeffx = 1\r\ny = 2\r\n")));
}
