using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>Random graphs: fused and compiled, they give what they give one operation at a time.</summary>
public sealed class RandomGraphTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void Fused_single_precision_agrees_with_the_reference() => Check(ElementType.Float32, 2e-5, 300);

    [Fact]
    public void Fused_double_precision_agrees_with_the_reference() => Check(ElementType.Float64, 1e-9, 300);

    private static void Check(ElementType element, double tolerance, int count)
    {
        var property = Prop.ForAll(Seeds, seed =>
        {
            var graph = new RandomGraph(seed, element);
            var expected = BackendRun.Outputs(new ReferenceBackend(), graph.Outputs, graph.Inputs);
            var actual = BackendRun.Outputs(new CpuBackend(), graph.Outputs, graph.Inputs);
            for (var i = 0; i < expected.Length; i++)
                Closeness.Verify(expected[i], actual[i], tolerance, $"graph {seed}, output {i}");
        });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(20251121UL, 1UL));
    }
}
