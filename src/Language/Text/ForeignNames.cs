namespace Dsl.Language.Text;

/// <summary>Names that other languages have and this one does not, with what stands in their place.</summary>
internal static class ForeignNames
{
    private const string NoModules = "the library's functions stand by themselves, as in random([3, 4]) or exp(x)";
    private const string NoNothing = "there is no value for nothing; leave the argument out";
    private const string NoInfinity = "an infinite number is not written; in a mask -1e9 stands for it";

    private static readonly IReadOnlyDictionary<string, (string Remark, string? Replacement)> Table = new Dictionary<string, (string, string?)>
    {
        ["True"] = ("truth is written in small letters", "true"),
        ["False"] = ("truth is written in small letters", "false"),
        ["None"] = (NoNothing, null),
        ["null"] = (NoNothing, null),
        ["nil"] = (NoNothing, null),
        ["inf"] = (NoInfinity, "1e9"),
        ["infinity"] = (NoInfinity, "1e9"),
        ["arange"] = ("`0..n` counts 0, 1, ..., n - 1", null),
        ["np"] = (NoModules, null),
        ["numpy"] = (NoModules, null),
        ["torch"] = (NoModules, null),
        ["nn"] = (NoModules, null),
        ["F"] = (NoModules, null),
        ["tf"] = (NoModules, null),
        ["keras"] = (NoModules, null),
        ["math"] = (NoModules, null),
        ["self"] = ("a model's body names its own weights and layers without a word before them", null),
        ["randn"] = ("numbers are drawn by normal_sample([3, 4]), or evenly from 0 to 1 by random([3, 4])", "normal_sample"),
        ["stack"] = ("brackets put tensors of one shape on top of each other, as in [a, b]", null),
        ["full"] = ("a tensor of one number is constant(2.5)([3, 4])", null),
        ["zeros_like"] = ("a tensor of zeros is zeros()(shape(x))", null),
        ["ones_like"] = ("a tensor of ones is ones()(shape(x))", null),
        ["interpolate"] = ("upsample(x, 2) makes each point of an image a square of points", null),
        ["vstack"] = ("tensors are joined by concatenate([a, b], axis: 0)", null),
        ["hstack"] = ("tensors are joined by concatenate([a, b], axis: 1)", null),
        ["einsum"] = ("index notation says it as a formula: c[i, j] = sum(k: a[i, k] * b[k, j])", null),
        ["matmul"] = ("`a @ b` is the matrix product", null),
        ["mm"] = ("`a @ b` is the matrix product", null),
        ["bmm"] = ("`a @ b` is the matrix product", null),
        ["pow"] = ("`x ^ y` is a power", null),
        ["array"] = ("brackets write a tensor, as in [1, 2, 3]", null),
        ["tensor"] = ("brackets write a tensor, as in [1, 2, 3]", null),
        ["detach"] = ("stop_gradient(x) is x without its gradient", "stop_gradient"),
        ["break"] = ("a loop runs all of its turns; `if` chooses what a turn does", null),
        ["continue"] = ("a loop runs all of its turns; `if` chooses what a turn does", null),
        ["Sequential"] = ("layers follow one another by `|>`, as in x |> dense(16) |> relu |> dense(2)", null),
        ["float16"] = ("the type is called f16", "f16"),
        ["bfloat16"] = ("the type is called bf16", "bf16"),
        ["float32"] = ("the type is called f32", "f32"),
        ["half"] = ("the type is called f16", "f16"),
    };

    private static readonly IReadOnlyDictionary<string, string> Members = new Dictionary<string, string>
    {
        ["backward"] = "grad(loss, wrt: w) is a gradient, and minimize(loss, by: sgd(0.1)) takes a step down those by all weights",
        ["grad"] = "grad(loss, wrt: w) is a gradient, and minimize(loss, by: sgd(0.1)) takes a step down those by all weights",
        ["zero_grad"] = "gradients are not gathered, so none is set to zero",
        ["step"] = "minimize(loss, by: sgd(0.1)) takes a step on all weights that a loss depends on",
        ["item"] = "a single number is one already",
        ["numpy"] = "a tensor is printed and computed with as it is",
        ["detach"] = "stop_gradient(x) is x without its gradient",
        ["reshape"] = "the new sizes are a list, as in reshape(x, [3, 2])",
        ["view"] = "the new sizes are a list, as in reshape(x, [3, 2])",
        ["permute"] = "axes are moved by their names, as in rearrange(x, [a, b, c] -> [c, a, b])",
        ["append"] = "values are not changed in place; concatenate((x, y), 0) joins two",
        ["to"] = "`--device` says what computes, and f16(x) converts",
        ["cuda"] = "`--device` says what computes",
        ["eval"] = "a model computes as when it is not being trained, except within `train`",
        ["forward"] = "a model is applied like a function: net(x)",
        ["fit"] = "train(net, data, loss: ..., optimizer: ..., epochs: ...) trains",
        ["state_dict"] = "save(\"net.safetensors\", net) writes the weights, and load reads them",
    };

    /// <summary>What to say about a member that values have in other languages; null when nothing is known about it.</summary>
    public static string? FindMember(string name) => Members.GetValueOrDefault(name);

    /// <summary>What to say about the name, and what to write instead where that is certain; null when nothing is known about it.</summary>
    public static (string Remark, string? Replacement)? Find(string name) => Table.TryGetValue(name, out var found) ? found : null;
}
