namespace Dsl.Benchmarks.Rows;

/// <summary>Kernels whose limit is memory.</summary>
internal static class ElementRows
{
    public static IEnumerable<BenchmarkRow> All =>
    [
        Kernel("gelu_chain", "gelu(a x + b) + c on 16 Mi floats", 1L << 24),
        Kernel("softmax", "softmax of [4096, 1024] over the last axis", 4096 * 1024),
        Kernel("layernorm", "layer norm of [8192, 512] with gain and shift", 8192 * 512),
    ];

    private static BenchmarkRow Kernel(string name, string configuration, long elements) => new(
        name, configuration, "run", s => ContestantFactory.Expression(s, name + ".nn", s.Threads),
        [ContestantFactory.Copy(elements * sizeof(float)), ContestantFactory.Python("torch", name), ContestantFactory.Python("numpy", name)],
        [new Aim.NearCopy(1.3)])
    {
        Amount = elements * 2e-9 * sizeof(float),
        AmountUnit = "GB",
    };
}
