using Dsl.Language.Graph;

namespace Dsl.Language.Tests.Binding;

/// <summary>Weights have paths that say what they are, and keep them when the script changes elsewhere.</summary>
public class ParameterPathTests
{
    private const string Gpt = """
        model Block(heads: int, p: float) (x: [B, T, C]) -> [B, T, C] {
          x = x + (x |> attention(heads, p: p)) |> layernorm()
          x + (x |> dense(4 * C) |> relu |> dense(C) |> dropout(p)) |> layernorm()
        }

        model Gpt(vocab: int, context = 128, width = 512, heads = 8, layers = 8, p = 0.14)
                 (tokens: int[B, T]) -> [B, T, vocab] {
          require T <= context
          x = embedding(vocab, width)(tokens) + embedding(context, width)(0..T)
          for _ in 0..layers { x = x |> Block(heads, p) }
          x |> layernorm() |> dense(vocab)
        }

        """;

    [Fact]
    public void GptHasThePathsOfItsParts()
    {
        var variables = CompiledText.Variables(Gpt + "net = Gpt(5, context: 4, width: 8, heads: 2, layers: 2)\ny = net([[0, 1, 2]])\n");
        string[] block =
        [
            "attention.q.W", "attention.k.W", "attention.v.W", "attention.dense.W", "attention.dense.b", "layernorm_1.gain", "layernorm_1.shift",
            "dense_1.W", "dense_1.b", "dense_2.W", "dense_2.b", "layernorm_2.gain", "layernorm_2.shift",
        ];
        Assert.Equal(
            [
                "embedding_1.table", "embedding_2.table", .. block.Select(static p => $"blocks.0.{p}"), .. block.Select(static p => $"blocks.1.{p}"),
                "layernorm.gain", "layernorm.shift", "dense.W", "dense.b",
            ],
            variables.Select(static v => v.Path));
    }

    [Theory]
    [InlineData(5, 4, 8, 2, 2)]
    [InlineData(65, 128, 512, 8, 8)]
    [InlineData(50257, 1024, 768, 12, 12)]
    public void GptHasAsManyParametersAsCountedByHand(int vocabulary, int context, int width, int heads, int layers)
    {
        var variables = CompiledText.Variables(
            Gpt + $"net = Gpt({vocabulary}, context: {context}, width: {width}, heads: {heads}, layers: {layers})\ny = net([[0, 1, 2]])\n");

        // Attention: four matrices and one bias. Two layer norms. Two dense layers by way of four times the width.
        long attention = (4L * width * width) + width;
        long perceptron = (4L * width * width) + (4L * width) + (4L * width * width) + width;
        var block = attention + perceptron + (2 * 2L * width);
        var expected = ((long)vocabulary * width) + ((long)context * width) + (layers * block) + (2L * width) + ((long)width * vocabulary) + vocabulary;
        Assert.Equal(expected, CompiledText.CountOfParameters(variables));
    }

    [Fact]
    public void NamesOfInstancesAreTheirPaths()
    {
        var variables = CompiledText.Variables("""
            model Named(hidden: int) (x: [B, n]) -> [B, 2] {
              first = dense(hidden)
              shared = dense(hidden)
              y = x |> first |> shared |> shared
              y |> dense(2) |> batchnorm()
            }
            net = Named(3)
            z = net([[1.0, 2.0]])
            """);
        Assert.Equal(
            [
                "first.W", "first.b", "shared.W", "shared.b", "dense.W", "dense.b",
                "batchnorm.gain", "batchnorm.shift", "batchnorm.running_mean", "batchnorm.running_variance",
            ],
            variables.Select(static v => v.Path));
        Assert.Equal(33, CompiledText.CountOfParameters(variables));
        Assert.Equal([VariableKind.State, VariableKind.State], variables[^2..].Select(static v => v.Kind));
    }

    [Fact]
    public void PathsDoNotDependOnWhatStandsAroundTheModel()
    {
        const string Use = "net = Gpt(5, context: 4, width: 8, heads: 2, layers: 1)\ny = net([[0, 1, 2]])\n";
        var plain = CompiledText.Variables(Gpt + Use).Select(static v => v.Path);
        var surrounded = CompiledText.Variables("# a comment\nother = 3\n\n" + Gpt.Replace("x |> layernorm()", "x\n    |> layernorm()", StringComparison.Ordinal) + "print(other)\n" + Use).Select(static v => v.Path);
        Assert.Equal(plain, surrounded);
    }

    [Fact]
    public void PathsAreUnique()
    {
        var paths = CompiledText.Variables("""
            model Tower(depth: int) (x: [B, n]) -> [B, n] {
              for i in 0..depth {
                for j in 0..2 { x = x |> dense(n) |> relu }
                param scale = 1.0
                x = x * scale
              }
              x |> dense(n) |> dense(n)
            }
            net = Tower(3)
            y = net([[1.0, 2.0]])
            """).Select(static v => v.Path).ToList();
        Assert.Equal(paths.Distinct(), paths);
        Assert.Equal((3 * 2 * 2) + 3 + 4, paths.Count);
    }

    [Fact]
    public void AnInstanceThatIsAppliedTwiceHasItsWeightsOnce() =>
        Assert.Equal(["W", "b"], CompiledText.Variables("layer = dense(2)\ny = layer([[1.0, 2.0]]) + layer([[3.0, 4.0]])").Select(static v => v.Path));
}
