using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>Random numbers that are made again at shifted places, as gradients of layers with padding after dropout do, are those of the first time.</summary>
public sealed class PhiloxLanesTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 19)]
    [InlineData(3, 40)]
    [InlineData(4, 33)]
    public void Lanes_that_begin_before_the_first_element_have_its_numbers(int before, int columns)
    {
        var graph = new TestGraph();
        var (seed, counter) = (graph.Input(ElementType.Int, [], 7), graph.Input(ElementType.Int, [], 3));
        var numbers = graph.Builder.Create(RandomOperators.Random, [seed, counter], new RandomAttributes(TestGraph.Type(ElementType.Float32, 2, columns).Shape, 0));
        var padded = graph.Builder.Pad(graph.Builder.Multiply(numbers, graph.Spread(ElementType.Float32, 2, columns)), 1, before, 2, 0.5);
        using var processor = new CpuBackend();
        Closeness.Verify(
            BackendRun.Outputs(new ReferenceBackend(), [padded], graph.Inputs)[0], BackendRun.Outputs(processor, [padded], graph.Inputs)[0], 1e-6, "padded numbers");
    }
}
