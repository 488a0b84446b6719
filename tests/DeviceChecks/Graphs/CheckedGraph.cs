using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>A graph with values for its inputs.</summary>
/// <param name="What">What it is, for messages.</param>
/// <param name="Outputs">What is compared.</param>
/// <param name="Inputs">The values.</param>
/// <param name="Tolerance">How much of the largest value an element may differ.</param>
internal sealed record CheckedGraph(string What, ImmutableArray<Node> Outputs, IReadOnlyList<(GraphInput Input, Tensor Value)> Inputs, double Tolerance)
{
    /// <summary>Whether values in 16 bits matter: the reference computes all in 64 bits, so that the processor's own kernels say what is right.</summary>
    public bool KeepsSixteenBits { get; init; }

    /// <summary>What a backend is asked to compile.</summary>
    public CompileRequest Request { get; } = new(Outputs, [], []);

    /// <summary>The elements that have to be computed, roughly: the largest value that goes in or out.</summary>
    public long Elements => Math.Max(
        Inputs.Select(static input => input.Value.ElementCount).DefaultIfEmpty().Max(),
        Outputs.Max(static output => output.Shape.ToConstant().Aggregate(1L, static (product, size) => product * size)));

    /// <summary>Compares a backend with the reference.</summary>
    /// <exception cref="CheckFailedException">They differ.</exception>
    public void Verify(IBackend backend)
    {
        var expected = Expected();
        var actual = BackendRun.Outputs(backend, Outputs, Inputs);
        for (var i = 0; i < expected.Length; i++)
            Closeness.Verify(expected[i], actual[i], Tolerance, $"{What}, output {i}");
    }

    private double[][] Expected()
    {
        if (!KeepsSixteenBits)
            return BackendRun.Outputs(new ReferenceBackend(), Outputs, Inputs);
        using var processor = new CpuBackend();
        return BackendRun.Outputs(processor, Outputs, Inputs);
    }
}
