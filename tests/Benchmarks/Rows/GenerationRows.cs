namespace Dsl.Benchmarks.Rows;

/// <summary>Models that generate, one sequence at a time: 127 sampled tokens after a first one, with keys and values kept.</summary>
internal static class GenerationRows
{
    private const double Tokens = 127;

    public static IEnumerable<BenchmarkRow> All =>
    [
        Row("generate_small", "GPT 4x128, context 128", "generate_small", 6, 2.0 * ((4 * 12.0 * 128 * 128) + (128 * 65))),
        Row("generate_notes", "GPT 8x512, context 128", "generate_notes", 2.2, 2.0 * ((8 * 12.0 * 512 * 512) + (512 * 65))),
        Row("generate_notes_8bit", "GPT 8x512, context 128, weights of 8 bits (PyTorch: of 32)", "generate_notes", 6, 0),
    ];

    private static BenchmarkRow Row(string name, string configuration, string peer, double ratio, double flops) => new(
        name, $"{configuration}, batch 1", "token", s => ContestantFactory.Training(s, name + ".nn", 0, Tokens, 2), [ContestantFactory.Python("torch", peer)], [new Aim.Faster(ratio)])
    {
        Amount = 1,
        AmountUnit = "tokens",
        Flops = flops,
    };
}
