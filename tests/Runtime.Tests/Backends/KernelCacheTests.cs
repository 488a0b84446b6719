using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Cpu.Compilation;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>Kernels of the same structure share machine code, kernels of another do not.</summary>
public sealed class KernelCacheTests
{
    [Fact]
    public void The_same_graph_again_compiles_nothing()
    {
        using var backend = new CpuBackend();
        var first = Statistics(backend, 6, 20);
        var second = Statistics(backend, 6, 20);
        var other = Statistics(backend, 6, 21);
        Assert.Equal((first.CompiledKernels, 0), (first.CompiledKernels + first.SharedKernels, second.CompiledKernels));
        Assert.Equal(first.CompiledKernels, second.SharedKernels);
        Assert.True(other.CompiledKernels > 0);
    }

    [Fact]
    public void Equal_layers_share_and_still_compute_their_own()
    {
        var graph = new TestGraph();
        var x = graph.Spread(ElementType.Float32, 5, 8);
        var layers = Enumerable.Range(0, 4).Select(_ => graph.Spread(ElementType.Float32, 8, 8)).ToArray();
        var value = layers.Aggregate(x, (input, weight) => graph.Builder.Create(FunctionOperators.Tanh, graph.Builder.MatrixProduct(input, weight)));
        using var backend = new CpuBackend();
        using var program = BackendRun.Compile(backend, [value], []);
        Assert.Equal((2, 6), (program.Statistics.CompiledKernels, program.Statistics.SharedKernels));
        var expected = BackendRun.Outputs(TestGraph.Backend("reference"), [value], graph.Inputs)[0];
        Closeness.Verify(expected, BackendRun.Outputs(backend, [value], graph.Inputs)[0], 1e-5, "layers");
    }

    [Fact]
    public void Random_numbers_of_different_places_share_code_and_differ()
    {
        var graph = new TestGraph();
        var (seed, counter) = (graph.Input(ElementType.Int, [], 7), graph.Input(ElementType.Int, [], 0));
        var drawn = Enumerable.Range(0, 3).Select(stream => graph.Builder.Create(RandomOperators.Random, [seed, counter], new RandomAttributes(Shape.Of(5, 40), stream))).ToArray();
        using var backend = new CpuBackend();
        using var program = BackendRun.Compile(backend, [.. drawn], []);
        Assert.Equal(1, program.Statistics.CompiledKernels);
        var expected = BackendRun.Outputs(TestGraph.Backend("reference"), [.. drawn], graph.Inputs);
        var actual = BackendRun.Outputs(backend, [.. drawn], graph.Inputs);
        Assert.Equal(expected, actual);
        Assert.NotEqual(actual[0], actual[1]);
    }

    [Fact]
    public void A_fault_names_the_operation_of_the_kernel_that_ran()
    {
        using var backend = new CpuBackend();
        foreach (var wrong in (int[])[0, 1])
        {
            var graph = new TestGraph();
            var gathered = Enumerable.Range(0, 2).Select(i => graph.Builder.Gather(
                graph.Spread(ElementType.Float32, 4, 20), graph.Input(ElementType.Int, [3], 1, i == wrong ? 9 : 3, 2))).ToArray();
            using var program = BackendRun.Compile(backend, [.. gathered], []);
            foreach (var (input, value) in graph.Inputs)
                program.BindInput(input, value);
            var fault = program.Run(CancellationToken.None);
            Assert.Same(gathered[wrong], fault?.Node);
        }
    }

    [Theory]
    [InlineData(8, 5, 2, 3, true)]
    [InlineData(8, 5, 2, 4, false)]
    [InlineData(8, 5, 4, 3, false)]
    [InlineData(8, 6, 2, 3, false)]
    [InlineData(9, 5, 2, 3, false)]
    public void Keys_tell_structures_apart(int rows, int columns, int chunk, double factor, bool same)
    {
        var keys = (Keys(8, 5, 2, 3), Keys(rows, columns, chunk, factor));
        Assert.Equal(same, keys.Item1.SequenceEqual(keys.Item2));
    }

    [Fact]
    public void A_full_cache_drops_what_was_not_used()
    {
        var cache = new KernelCache(capacity: 8);
        var keys = Enumerable.Range(1, 12).Select(size => Keys(size, 4, 1, 2)[0]).ToArray();
        unsafe
        {
            foreach (var key in keys)
            {
                cache.Add(key, static (operands, fault, first, limit) => { });
                Assert.NotNull(cache.Find(keys[0]));
                Assert.InRange(cache.Count, 1, 8);
            }
        }

        Assert.Null(cache.Find(keys[1]));
        Assert.NotNull(cache.Find(keys[^1]));
    }

    private static KernelKey[] Keys(int rows, int columns, int chunk, double factor)
    {
        var graph = new TestGraph();
        var program = new FusedProgram(rows, columns, chunk, factor).Build(
            graph.Spread(ElementType.Float32, rows, columns), graph.Input(ElementType.Int, [rows], new double[rows]));
        var segment = ((FusedKernel)program.Kernels[0]).Segments[0];
        return [.. segment.Members.Select(member => KernelKey.Of(member.Kernel, new KernelRange(1, segment.Positions, segment.Chunk)))];
    }

    private static ProgramStatistics Statistics(CpuBackend backend, int batch, int width)
    {
        var graph = new TestGraph();
        var product = graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, batch, 7), graph.Spread(ElementType.Float32, 7, width));
        Node output = graph.Builder.Sum(graph.Builder.Exp(product), [1]);
        using var program = backend.Compile(new CompileRequest([output], [], []));
        return program.Statistics;
    }
}
