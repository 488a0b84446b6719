using Dsl.Language.Binding.Generation;
using Dsl.Language.Binding.Values;

namespace Dsl.Language.Binding.Units;

/// <summary>Units that let a model continue what it is given.</summary>
[UnitFamily]
public static class GenerationUnits
{
    public static readonly Unit Generate = new()
    {
        Name = "generate",
        Summary = "Continues text or tokens by a model int[B, T] -> [B, T, vocab], token by token; gives all tokens, those of the prompt first.",
        Example = """
            model Next() (x: int[B, T]) -> [B, T, 5] = 9 * one_hot((x + 1) % 5, 5)
            net = Next()
            print(generate(net, [2, 3], length: 4, temperature: 0))   # [2, 3, 4, 0, 1, 2]
            """,
        Parameters =
        [
            new UnitParameter("net", "a model with its settings"),
            new UnitParameter("prompt", "text, tokens int[n], or several rows of tokens"),
            new UnitParameter("length", "how many tokens to add"),
            new UnitParameter("temperature", "what scores are divided by before a token is drawn (1); at 0 the highest is taken", IsOptional: true),
            new UnitParameter("top_k", "draws only from so many of the highest scores", IsOptional: true),
            new UnitParameter("top_p", "draws only from the highest scores that make up this probability together", IsOptional: true),
            new UnitParameter("seed", "a seed of its own for the draws", IsOptional: true),
            new UnitParameter("stop", "text at which to end", IsOptional: true),
            new UnitParameter("stream", "whether to write the text as it comes (false)", IsOptional: true),
            new UnitParameter("tokenizer", "data with encode and decode; that of the training data unless given", IsOptional: true),
        ],
        Acts = true,
        Run = static call => new GenerationElaboration(call).Generate(),
    };

    public static readonly Unit Quantize = new()
    {
        Name = "quantize",
        Summary = "Rounds the matrices of a model to 8-bit whole numbers with a scale for each column; `generate` then reads a quarter of the memory.",
        Example = """
            net = dense(8)
            y = net([[1.0, 2.0]])
            quantize(net)
            print(max(abs(net([[1.0, 2.0]]) - y)) < 0.05)   # true
            """,
        Parameters = [new UnitParameter("net", "a model with its settings")],
        Acts = true,
        Run = static call =>
        {
            if (ModelUnits.Applied(call) is not { } net)
                return PoisonValue.Instance;
            Quantization.Apply(call, net);
            return NothingValue.Instance;
        },
    };
}
