using System.Collections.Immutable;
using Dsl.DeviceChecks.Graphs;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Running;

/// <summary>Graphs whose outputs are compared.</summary>
internal sealed record GraphCheck(string Suite, string Name, Lazy<ImmutableArray<CheckedGraph>> Graphs) : DeviceCheck(Suite, Name)
{
    public override ImmutableArray<CompileRequest> Requests(CheckExtent extent) => [.. Chosen(extent).Select(static graph => graph.Request)];

    public override int Run(IBackend backend, CheckExtent extent)
    {
        var compared = 0;
        foreach (var graph in Chosen(extent))
        {
            graph.Verify(backend);
            compared++;
        }

        return compared;
    }

    private IEnumerable<CheckedGraph> Chosen(CheckExtent extent)
    {
        var fitting = Graphs.Value.Where(graph => graph.Elements <= extent.Most).ToArray();
        return fitting.Length <= extent.Every ? fitting : fitting.Where((_, position) => position % extent.Every == 0);
    }
}
