using Dsl.Language.Graph;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>The order in which a launch offers its chunks.</summary>
public sealed class ChunkOrderTests
{
    [Fact]
    public void Both_ends_of_one_segment_go_forwards() => Assert.Equal([0, 1, 2, 4, 3], ChunkOrder.Of(Launch((100, 20, 10))));

    [Fact]
    public void Both_ends_begin_with_the_chunks_that_take_longest() =>
        Assert.Equal([4, 0, 1, 3, 2, 5], ChunkOrder.Of(Launch((40, 10, 10), (2, 1, 100_000))));

    [Fact]
    public void A_single_long_chunk_leaves_more_of_the_others_to_the_back() =>
        Assert.Equal([3, 0, 2, 1], ChunkOrder.Of(Launch((3, 1, 10), (1, 1, 100_000))));

    /// <summary>Copies of so many positions, a chunk of so many, of so many elements each.</summary>
    private static FusedKernel Launch(params (int Positions, int Chunk, int Elements)[] segments)
    {
        var graph = new TestGraph();
        var node = graph.Spread(ElementType.Float32, 2);
        return new FusedKernel(node, [.. segments.Select(segment => new FusedSegment(segment.Positions, segment.Chunk, [new FusedMember(Copy(node, segment.Positions * segment.Elements), 1)], []))]);
    }

    private static CopyKernel Copy(Node node, int elements) => new(node, Buffer("a", elements), Buffer("b", elements));

    private static Language.Lowering.TensorBuffer Buffer(string name, int elements) => new(name, ElementType.Float32, [elements]);
}
