namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>One network for each kind of layer whose gradient is more than a product and a sum.</summary>
internal static class NetworkCases
{
    public static IReadOnlyList<NetworkCase> All { get; } =
    [
        new("attention, causal", "  y = x |> attention(2)\n  y[:, -1] |> dense(2)", [4, 6]),
        new("attention, both ways, twice", "  y = x |> attention(3, causal: false) |> attention(2, causal: false)\n  y[:, 1] |> dense(2)", [4, 6]),
        new("convolution and largest of patches", "  x |> conv2d(3, padding: 1) |> tanh |> max_pool(2) |> flatten |> dense(2)", [2, 6, 6]),
        new("convolution with stride and mean of patches", "  x |> conv2d(3, kernel: 2, stride: 2) |> tanh |> avg_pool(2) |> flatten |> dense(2)", [2, 8, 8]),
        new("convolution and overlapping patches", "  x |> conv2d(2) |> max_pool(3, stride: 1) |> avg_pool(2, stride: 1) |> flatten |> dense(2)", [1, 6, 6]),
        new("plain recurrence", "  y = x |> rnn(4)\n  y[:, -1] |> dense(2)", [3, 5]),
        new("long short-term memory", "  y = x |> lstm(4)\n  y[:, -1] |> dense(2)", [3, 5]),
        new("gated recurrent unit", "  y = x |> gru(4)\n  y[:, -1] |> dense(2)", [3, 5]),
        new("recurrences on top of each other", "  y = x |> lstm(3) |> gru(4)\n  y[:, -1] |> dense(2)", [3, 5]),
        new("batch normalization", "  y = x |> dense(4) |> batchnorm() |> tanh\n  mean(y, over: 1) |> dense(2)", [3, 5]),
        new("batch normalization of images", "  x |> conv2d(3) |> batchnorm2d() |> tanh |> flatten |> dense(2)", [2, 5, 5]),
        new("layer normalization", "  x |> dense(6) |> layernorm() |> tanh |> rmsnorm() |> dense(2)", [5]),
        new("embedding", "  y = x |> embedding(5, 4, std: 1.0)\n  mean(y, over: 1) |> dense(3) |> tanh |> dense(2)", [4], Vocabulary: 5),
        new("embedding with attention", "  y = x |> embedding(5, 4, std: 1.0) |> attention(2) |> layernorm()\n  mean(y, over: 1) |> dense(2)", [4], Vocabulary: 5),
    ];

    public static NetworkCase Find(string name) => All.Single(network => network.Name == name);

    /// <summary>The names of all networks, or of those whose input is numbers and not tokens.</summary>
    public static TheoryData<string> Names(bool ofNumbersOnly) =>
        new(All.Where(network => !ofNumbersOnly || network.Vocabulary == 0).Select(static network => network.Name));
}
