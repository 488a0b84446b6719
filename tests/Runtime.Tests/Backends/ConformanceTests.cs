using Dsl.Language.Operators;
using Dsl.Runtime.Backends.Cpu;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>Every operator of the catalogue gives the same numbers on every backend, for every element type that it takes.</summary>
public sealed class ConformanceTests
{
    private static readonly HashSet<string> TakenElsewhere = ["input", "variable", "constant", "size", "scan", "scan_result"];

    public static TheoryData<string> OperatorNames => [.. OperatorGraphs.Names];

    [Fact]
    public void Every_operator_has_a_case()
    {
        Assert.Equal([], OperatorCatalog.All.Select(static o => o.Name).Except(OperatorGraphs.Names).Except(TakenElsewhere));
    }

    [Theory]
    [MemberData(nameof(OperatorNames))]
    public void What_the_cpu_evaluates_agrees_with_the_reference(string name)
    {
        using var processor = new CpuBackend(new CpuOptions { EvaluatesSmall = true });
        var backend = new AskingOnceBackend(processor);
        foreach (var graph in OperatorGraphs.Of(name))
            graph.Verify(backend);
        Assert.True(backend.Evaluated > 0, $"no graph of {name} was small enough");
    }

    [Theory]
    [MemberData(nameof(OperatorNames))]
    public void Cpu_agrees_with_the_reference(string name)
    {
        using var backend = new CpuBackend();
        var graphs = OperatorGraphs.Of(name);
        Assert.NotEmpty(graphs);
        foreach (var graph in graphs)
            graph.Verify(backend);
    }
}
