using System.Collections.Immutable;

namespace Dsl.Benchmarks.Rows;

/// <summary>Networks in training: steps in the steady state, batches and curves included.</summary>
internal static class TrainingRows
{
    private const int Digits = 60_000;
    private const int Vocabulary = 65;

    public static IEnumerable<BenchmarkRow> All =>
    [
        new BenchmarkRow("iris", "4-16-3, batch 16, 200 epochs", "training", s => ContestantFactory.Training(s, "iris.nn", 0, 1, 5), Both("iris"), [new Aim.Faster(20, "torch"), new Aim.Faster(8, "numpy")]),
        new BenchmarkRow("scalar", "2-16-16-1, 100 points, 1000 steps", "training", s => ContestantFactory.Training(s, "scalar.nn", 0, 1, 5), Both("scalar"), [new Aim.Faster(10, "numpy")]),
        Digit("mnist_sigmoid", "784-16-16-10 sigmoid, quadratic cost, batch 10", Digits / 10, 6000, [new Aim.Faster(12, "torch"), new Aim.Faster(4, "numpy")], true),
        Digit("mnist_mlp", "784-512-256-10, AdamW, batch 128", 469, 469, [new Aim.Faster(1.5, "torch")], true) with { Flops = 469 * 128 * 6.0 * ((784 * 512) + (512 * 256) + (256 * 10)) - (469 * 128 * 2.0 * 784 * 512) },
        Convolutions,
        Text("char_rnn", "tanh recurrence of 256, embedding 64, 64 characters, batch 32, AdamW", 64 * 32, 20, Recurrence(1), Both("char_rnn"), [new Aim.Faster(2.5)]),
        Text("char_gru", "GRU of 256, embedding 64, 64 characters, batch 32, AdamW", 64 * 32, 10, Recurrence(3), Torch("char_gru"), [new Aim.Faster(2.8)]),
        Text("char_lstm", "LSTM of 256, embedding 64, 64 characters, batch 32, AdamW", 64 * 32, 10, Recurrence(4), Torch("char_lstm"), [new Aim.Faster(3.2), new Aim.Ceiling(0.75)]),
        Text("gpt_small", "GPT 4x128, context 64, batch 12, AdamW", 64 * 12, 10, Transformer(64, 128, 4), [.. Torch("gpt_small"), ContestantFactory.LlmC(4, 128, 4, 64, 12, Vocabulary)], [new Aim.Faster(2.2), new Aim.Ceiling(0.75)]),
        Text("gpt_notes", "GPT 8x512, context 128, batch 64, dropout 0.14, AdamW", 128 * 64, 1, Transformer(128, 512, 8), Torch("gpt_notes"), [new Aim.Faster(1.4), new Aim.Ceiling(0.75)]) with { Repetitions = 5 },
    ];

    private static BenchmarkRow Convolutions => new(
        "mnist_cnn", "two convolutions (16, 32 channels), AdamW, batch 64; an epoch is 938 steps", "step",
        s => ContestantFactory.Training(s, "mnist_cnn.nn", 100, 100, 1), Torch("mnist_cnn"), [new Aim.Faster(2.5)])
    {
        Amount = 64,
        AmountUnit = "images",
        // The first convolution has no gradient by its input.
        Flops = 64 * 2.0 * ((2 * 28 * 28 * 16 * 9) + (3 * 14 * 14 * 32 * 16 * 9) + (3 * 1568 * 10)),
    };

    private static BenchmarkRow Digit(string name, string configuration, long steps, double rowSteps, ImmutableArray<Aim> aims, bool hasNumpy) => new(
        name, $"{configuration}; {rowSteps:0} steps", "epoch", s => ContestantFactory.Training(s, name + ".nn", steps, 1, 1), hasNumpy ? Both(name) : Torch(name), aims)
    {
        Amount = Digits,
        AmountUnit = "images",
        Repetitions = 5,
    };

    private static BenchmarkRow Text(string name, string configuration, long tokens, long steps, double flopsPerToken, ImmutableArray<PeerReference> peers, ImmutableArray<Aim> aims) => new(
        name, configuration, "step", s => ContestantFactory.Training(s, name + ".nn", steps, steps, 1), peers, aims)
    {
        Amount = tokens,
        AmountUnit = "tokens",
        Flops = tokens * flopsPerToken,
    };

    // Forward, and twice as much for the gradients by inputs and by weights: 6 for each weight and token.
    private static double Recurrence(int gates) => 6.0 * ((64 * 256 * gates) + (256 * 256 * gates) + (256 * Vocabulary));

    // Scores and their use are counted in full, although half of them lie in the future.
    private static double Transformer(int context, int width, int layers) =>
        6.0 * ((layers * ((12.0 * width * width) + (2.0 * context * width))) + (width * Vocabulary));

    private static ImmutableArray<PeerReference> Both(string row) => [ContestantFactory.Python("torch", row), ContestantFactory.Python("numpy", row)];

    private static ImmutableArray<PeerReference> Torch(string row) => [ContestantFactory.Python("torch", row)];
}
