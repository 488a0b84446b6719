using System.Collections.Immutable;
using Dsl.DeviceChecks.Graphs;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Export;

namespace Dsl.OnnxRuntime.Tests;

/// <summary>Every operator on every element type, and graphs of several: ONNX Runtime finds what the reference finds.</summary>
public class ExportedGraphTests
{
    // What no version of ONNX Runtime computes on a processor; the file says it all the same.
    private static readonly string[] NotImplemented = ["NOT_IMPLEMENTED", "Could not find an implementation", "Type Error"];

    // It adds in another order, and long sums differ by more than short ones.
    private const double SumsOfItsOwnOrder = 4;

    public static TheoryData<string> Operators => [.. OperatorGraphs.Names];

    public static TheoryData<string> Sums => [.. SumGraphs.Names];

    public static TheoryData<string> Recurrences => [.. RecurrenceGraphs.Names];

    [Theory]
    [MemberData(nameof(Operators))]
    public void An_operator_gives_the_same(string name) => Verify(OperatorGraphs.Of(name), name is not ("random" or "solve" or "quantize_columns" or "quantized_product"));

    [Theory]
    [MemberData(nameof(Sums))]
    public void A_sum_gives_the_same(string name) => Verify(SumGraphs.Of(name), true);

    [Theory]
    [MemberData(nameof(Recurrences))]
    public void A_recurrence_gives_the_same(string name) => Verify(RecurrenceGraphs.Of(name), true);

    private static void Verify(ImmutableArray<CheckedGraph> graphs, bool hasForm)
    {
        var failures = new List<string>();
        var compared = 0;
        foreach (var graph in graphs)
        {
            using var environment = new ExecutionEnvironment();
            using var exporter = new OnnxExporter(environment, static _ => string.Empty);
            var written = exporter.Export("graph", [.. graph.Inputs.Select(static input => input.Input)], [.. graph.Outputs.Select(static (output, i) => ($"result{i}", output))], string.Empty);
            if (!hasForm)
            {
                Assert.NotNull(exporter.Obstacle);
                return;
            }

            Assert.Null(exporter.Obstacle);
            var types = graph.Inputs.Select(static input => input.Value.Element).Concat(graph.Outputs.Select(static output => output.Element)).ToHashSet();
            try
            {
                Compare(graph, OnnxFile.Bytes(written));
                compared++;
            }
            catch (CheckFailedException exception)
            {
                // Of 16-bit types and of 64-bit ones it knows only some operators.
                if (types.Contains(ElementType.Float32) || !NotImplemented.Any(exception.Message.Contains))
                    failures.Add($"{graph.What}: {exception.Message}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(compared > 0, "nothing was compared");
    }

    private static void Compare(CheckedGraph graph, byte[] model)
    {
        var expected = BackendRun.Outputs(new ReferenceBackend(), graph.Outputs, graph.Inputs);
        var actual = OnnxModelRun.Results(model, [.. graph.Inputs.Select(static input => input.Value)]);
        for (var i = 0; i < expected.Length; i++)
            Closeness.Verify(expected[i], actual[i], SumsOfItsOwnOrder * graph.Tolerance, $"output {i}");
    }
}
