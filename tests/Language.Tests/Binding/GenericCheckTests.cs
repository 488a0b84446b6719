namespace Dsl.Language.Tests.Binding;

/// <summary>A declaration is checked on its own: sizes with names are rigid, and what only a use can decide is left to it.</summary>
public class GenericCheckTests
{
    [Theory]
    [InlineData("fn f(x: [T, C]) -> [C, C] = x.T @ x")]
    [InlineData("fn f(x: [n], y: [n]) -> [n] = x + y")]
    [InlineData("fn f(x: [..., n]) -> [..., n] = x - mean(x, over: -1, keep: true)")]
    [InlineData("fn f(x: [a, b]) -> [a * b] = reshape(x, [a * b])")]
    [InlineData("fn f(x: [a, b]) -> [b * a] = reshape(x, [a * b])")]
    [InlineData("fn f(x: [2 * n]) -> [n] = x[0:n]")]
    [InlineData("fn f(x: [n, m], y: [m, k], z: [k]) -> [n] = (x @ y) @ z")]
    [InlineData("fn f(x: [a, b]) -> [2 * a, b] = concatenate((x, x), axis: 0)")]
    [InlineData("fn f(x: [B, T, C]) -> [B, C] = mean(x, over: T)")]
    [InlineData("fn f(q: [B, T, C], k: [B, S, C]) -> [B, T, S] {\n  w[b, t, s] = sum(c: q[b, t, c] * k[b, s, c]) / sqrt(C)\n  w\n}")]
    [InlineData("model M(heads: int) (x: [B, T, C]) -> [B, T, C] {\n  require C % heads == 0\n  y = rearrange(x, [B, T, heads*d] -> [B, heads, T, d])\n  rearrange(y, [B, heads, T, d] -> [B, T, heads*d])\n}")]
    [InlineData("model M(heads: int) (x: [B, T, C]) -> [B, T, C] {\n  y = rearrange(x, [B, T, heads*d] -> [B, heads, T, d])\n  rearrange(y, [B, heads, T, d] -> [B, T, heads*d])\n}")]
    [InlineData("model M(p: float, deep: bool) (x: [B, C]) -> [B, C] {\n  y = if deep { x |> dense(2 * C) |> relu |> dense(C) } else { x }\n  y |> dropout(p) |> batchnorm()\n}")]
    [InlineData("model M() (x: [B, C]) -> [B, C] = if training { x * random([C]) } else { x }")]
    [InlineData("fn fib(n: int) = if n < 2 { n } else { fib(n - 1) + fib(n - 2) }\nprint(fib(10))")]
    [InlineData("fn power(x: [n, n], k: int) -> [n, n] = if k == 1 { x } else { x @ power(x, k - 1) }\nprint(power([[1.0, 1.0], [0.0, 1.0]], 3))")]
    [InlineData("optimizer Slow(lr = 0.1) (w, g) {\n  state v = 0\n  v <- 0.5 * v + g\n  w - lr * v\n}")]
    [InlineData("model M(layers: int) (x: [B, C]) -> [B, C] {\n  for i in 0..layers { x = x |> dense(C) }\n  x\n}")]
    [InlineData("model M(h: int) (x: [B, T, C]) -> [B, T, h] {\n  param W: [C, h] ~ xavier()\n  scan t over T with s: [B, h] = 0 {\n    s = tanh(x[:, t] @ W + s)\n    s\n  }\n}")]
    public void IsAccepted(string script) => Assert.Empty(CompiledText.Codes(script));

    [Theory]
    [InlineData("fn f(x: [T, C]) -> [T, C] = x @ x", "NN3001")]
    [InlineData("fn f(x: [n], y: [m]) -> [n] = x + y", "NN3003")]
    [InlineData("fn f(x: [n, m]) -> [m, n] = x", "NN3021")]
    [InlineData("fn f(x: [a, b]) -> [a + b] = reshape(x, [a * b])", "NN3021")]
    [InlineData("fn f(x: [a, b]) -> [a] = sum(x, over: a)", "NN3021")]
    [InlineData("fn f(x: [a, a]) = sum(x, over: a)", "NN3028")]
    [InlineData("fn f(x: [n]) = x + unknown", "NN2001")]
    [InlineData("fn f(x: [n]) -> [n] = x |> dense(n)", "NN2009")]
    [InlineData("model M() (x: [B, C]) -> [B, C] = x |> dense(C + 1)", "NN3021")]
    [InlineData("model M() (x: [B, T, C]) -> [B, T, T] {\n  q = x |> dense(C)\n  k = x |> dense(C)\n  q @ k\n}", "NN3001")]
    public void IsRefusedThoughNothingUsesIt(string script, string code) => Assert.Equal([code], CompiledText.Codes(script));

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, null)]
    [InlineData(4, "NN3027")]
    public void WhatTheDeclarationLeavesOpenTheUseDecides(int heads, string? code)
    {
        var codes = CompiledText.Codes($$"""
            model Split(heads: int) (x: [B, C]) -> [B, C] {
              y = rearrange(x, [B, heads*d] -> [B, heads, d])
              rearrange(y, [B, heads, d] -> [B, heads*d])
            }
            net = Split({{heads}})
            y = net([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]])
            """);
        Assert.Equal(code is null ? [] : [code], codes);
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, "NN2013")]
    public void ARequirementIsCheckedWhereTheModelIsApplied(int heads, string? code)
    {
        var codes = CompiledText.Codes($$"""
            model Split(heads: int) (x: [B, C]) -> [B, C] {
              require C % heads == 0, "the width {C} must be a multiple of heads {heads}"
              y = rearrange(x, [B, heads*d] -> [B, heads, d])
              rearrange(y, [B, heads, d] -> [B, heads*d])
            }
            net = Split({{heads}})
            y = net([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]])
            """);
        Assert.Equal(code is null ? [] : [code], codes);
    }

    [Fact]
    public void AMistakeIsReportedOnce()
    {
        var compiled = CompiledText.Of("a = random([2, 3])\nb = random([2, 3])\nc = a @ b\nd = c + 1\ne = sum(d @ c)\nprint(e)\n");
        Assert.Equal(["NN3001"], compiled.Diagnostics.Select(static d => d.Code));
    }

    [Fact]
    public void AFixThatIsOfferedHelps()
    {
        var diagnostic = Assert.Single(CompiledText.Of("a = random([2, 3])\nb = random([2, 3])\nprint(a @ b)\n").Diagnostics);
        Assert.NotEmpty(diagnostic.Fixes);
        Assert.All(diagnostic.Fixes, static fix =>
        {
            Assert.True(fix.Checked);
            var text = "a = random([2, 3])\nb = random([2, 3])\nprint(a @ b)\n";
            foreach (var edit in fix.Edits.OrderByDescending(static e => e.Location.Span.Start))
                text = text[..edit.Location.Span.Start] + edit.NewText + text[edit.Location.Span.End..];
            Assert.Empty(CompiledText.Codes(text));
        });
    }
}
