using System.Diagnostics;
using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>Scripts that try to exhaust the stack, the time or the memory end with a diagnostic, soon.</summary>
public class HostileScriptTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["deep parentheses"] = "x = " + Repeat("(", 50_000) + "1" + Repeat(")", 50_000),
        ["deep lists"] = "x = " + Repeat("[", 20_000) + "1" + Repeat("]", 20_000),
        ["deep blocks"] = "x = " + Repeat("if true { ", 20_000) + "1" + Repeat(" }", 20_000),
        ["deep lambdas"] = "f = " + Repeat("x => ", 50_000) + "1",
        ["deep negation"] = "x = " + Repeat("- ", 100_000) + "1",
        ["deep powers"] = "x = 2" + Repeat("^1", 100_000),
        ["deep strings"] = "x = " + Repeat("\"{", 2_000) + "1" + Repeat("}\"", 2_000),
        ["deep calls"] = "x = " + Repeat("relu(", 20_000) + "1" + Repeat(")", 20_000),
        ["function that calls itself"] = "fn f(x) = f(x)\nprint(f(1))",
        ["functions that call each other"] = "fn f(x) = g(x)\nfn g(x) = f(x)\nprint(f(1))",
        ["function that grows by itself"] = "fn f(x) = f(x) + f(x)\nprint(f(1))",
        ["model of itself"] = "model M() (x: [B, n]) -> [B, n] = x |> M()\nnet = M()\nprint(net([[1.0]]))",
        ["lambda that applies itself"] = "f = g => g(g)\nprint(f(f))",
        ["lambda that multiplies itself"] = "f = g => (g(g), g(g))\nprint(f(f))",
        ["loop in a function"] = "fn f(x) {\n  for i in 0..1000000000 { x = x + 1 }\n  x\n}\nprint(f(1))",
        ["loops in loops"] = "fn f(x) {\n  for i in 0..100000 { for j in 0..100000 { x = x + 1 } }\n  x\n}\nprint(f(1))",
        ["loop in a model"] = "model M() (x: [B, n]) -> [B, n] {\n  for i in 0..1000000000 { x = x |> dense(n) }\n  x\n}\nprint(M()([[1.0]]))",
        ["doubling"] = "fn f0(x) = x + 1\n" + string.Concat(Enumerable.Range(1, 40).Select(static i => $"fn f{i}(x) = f{i - 1}(f{i - 1}(x))\n")) + "print(f40(1))",
        ["doubling of tuples"] = "fn t0(x) = (x, x)\n" + string.Concat(Enumerable.Range(1, 40).Select(static i => $"fn t{i}(x) = (t{i - 1}(x), t{i - 1}(x))\n")) + "print(t40(1))",
        ["a matrix beyond all memory"] = "x = random([1000000000, 1000000000])\nprint(sum(x))",
        ["a broadcast beyond all memory"] = "param p = 1.0\nx = broadcast(p, [2000000, 2000000, 2000000])\nprint(sum(x))",
        ["a kept value beyond all memory"] = "param p = 1.0\nx = sort(random([3000000000]) * p)\nprint(x)",
        ["a weight beyond all memory"] = "param W: [1000000, 1000000] = 0\nprint(sum(W))",
        ["a size beyond all numbers"] = "x = random([9223372036854775807, 9223372036854775807, 9223372036854775807])\nprint(sum(x))",
        ["a negative size"] = "x = random([-5, 3])\nprint(x)",
        ["sizes whose product wraps around"] = "x = random([4294967296, 4294967296])\nprint(x)",
        ["range beyond all memory"] = "print(0..9000000000000000000)",
        ["padding beyond all memory"] = "x = pad([1.0, 2.0], 0, 0, 9000000000000000000)\nprint(x)",
        ["a number beyond all numbers"] = "x = 99999999999999999999999999999999999\nprint(x[99999999999999999999])",
        ["a power beyond all sizes"] = "x = random([10^30])\nprint(x)",
        ["polynomials of sizes"] = "fn f(x: [a, b, c, d]) -> [(a+b+c+d) * (a+b+c+d) * (a+b+c+d) * (a+b+c+d) * (a+b+c+d) * (a+b+c+d) * (a+b+c+d) * (a+b+c+d) * (a+b+c+d) * (a+b+c+d)] = x",
        ["polynomials by doubling"] = "fn f(x: [a, b]) {\n  n = a + b\n" + Repeat("  n = n * n + a\n", 40) + "  n\n}\nprint(f([[1.0]]))",
        ["gradients of gradients"] = "f = x => exp(sin(x) * cos(x))\nfor i in (1, 2, 3, 4, 5) { f = grad(f) }\nprint(f(1.0))",
        ["a long sum"] = "x = 1" + Repeat(" + 1", 100_000),
        ["a long pipeline"] = "x = 1.0" + Repeat(" |> relu", 50_000),
        ["a long chain of conditions"] = "x = " + Repeat("if false { 1 } else ", 20_000) + "{ 2 }",
        ["a long list of names"] = string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"x{i} = {i}\n")),
        ["many mistakes"] = Repeat("y = unknown + [1, 2] @ [3]\n", 2_000),
        ["an import of itself"] = "import \"hostile.nn\"\nprint(1)",
        ["a list of lists by doubling"] = "s = [1, 2]\n" + Repeat("s = [s, s]\n", 60) + "print(s)",
        ["a tuple of tuples by doubling"] = "s = (1, 2)\n" + Repeat("s = (s, s)\n", 60) + "print(s)",
        ["a text by doubling"] = "s = \"aaaaaaaaaa\"\n" + Repeat("s = \"{s}{s}\"\n", 60) + "print(s)",
        ["functions by doubling, each checked alone"] = "fn d0(x) = x + x\n" + string.Concat(Enumerable.Range(1, 60).Select(static i => $"fn d{i}(x) = d{i - 1}(d{i - 1}(x))\n")) + "print(d60(1))",
        ["Fibonacci's rabbits"] = "fn fib(n: int) -> [] = if n < 2 { 1.0 } else { fib(n - 1) + fib(n - 2) }\nprint(fib(60))",
        ["a gradient of forty gradients"] = "f = x => x^9 * sin(x)\n" + Repeat("f = grad(f)\n", 40) + "print(f(1.0))",
        ["the smallest number without its opposite"] = "x = -9223372036854775807 - 1\nprint(x // -1, x % -1)",
        ["thousands of unknown names"] = string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"y{i} = unknown{i}\n")),
        ["a name without end"] = "x = " + Repeat("a", 1_000_000),
        ["a device for a file"] = "x = text(\"/dev/zero\")\nprint(1)",
    };

    /// <summary>What is merely long is no mistake: it may pass, but must end.</summary>
    private static readonly string[] MayPass =
        ["a long sum", "a long pipeline", "a long chain of conditions", "a long list of names", "deep powers", "gradients of gradients", "an import of itself", "polynomials by doubling"];

    public static TheoryData<string> Names => [.. Scripts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void EndsWithADiagnostic(string name)
    {
        var watch = Stopwatch.StartNew();
        var outcome = ScriptHarness.Run(Scripts[name], "hostile.nn", RepositoryPaths.Examples);
        Assert.True(watch.Elapsed < Patience, $"it took {watch.Elapsed.TotalSeconds:0} s");
        Assert.True(outcome.HasErrors || MayPass.Contains(name), "there is no error");
        Assert.True(outcome.Rendering.Length < 4_000_000, $"the report has {outcome.Rendering.Length} characters");
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
