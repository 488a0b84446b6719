using Dsl.Language.Types;
using Dsl.Runtime.Backends.OpenCl;
using Dsl.Runtime.Backends.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Runtime.Tests.Backends.OpenCl;

/// <summary>Operators and random graphs give the same numbers on an OpenCL device as on the reference.</summary>
public sealed class OpenClConformanceTests
{
    public static TheoryData<string> OperatorNames => ConformanceTests.OperatorNames;

    [TheoryRequiringOpenCl]
    [MemberData(nameof(OperatorNames))]
    public void Operators_agree_with_the_reference(string name)
    {
        using var backend = OpenClBackend.TryCreate(0)!;
        Assert.True(ConformanceTests.Compare(name, backend) > 0, $"no element type fits {name}");
    }

    [FactRequiringOpenCl]
    public void Random_graphs_agree_with_the_reference()
    {
        using var backend = OpenClBackend.TryCreate(0)!;
        var seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();
        Prop.ForAll(seeds, seed =>
        {
            var graph = new RandomGraph(seed, ElementType.Float32);
            var expected = BackendRun.Outputs(new ReferenceBackend(), graph.Outputs, graph.Inputs);
            var actual = BackendRun.Outputs(backend, graph.Outputs, graph.Inputs);
            for (var i = 0; i < expected.Length; i++)
                Closeness.Verify(expected[i], actual[i], 2e-5, $"graph {seed}, output {i}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20).WithReplay(20251121UL, 1UL));
    }
}
