using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>Runs a graph once and gives its outputs as doubles.</summary>
internal static class BackendRun
{
    public static double[][] Outputs(IBackend backend, ImmutableArray<Node> outputs, IReadOnlyList<(GraphInput Input, Tensor Value)> inputs)
    {
        using var program = backend.Compile(new CompileRequest(outputs, [], []));
        Bind(program, inputs);
        if (program.Run(CancellationToken.None) is { } fault)
            throw new CheckFailedException($"stopped: {fault}");
        return [.. Enumerable.Range(0, outputs.Length).Select(i => program.Output(i).ToDoubles())];
    }

    public static RuntimeFault? Fault(IBackend backend, Node output, IReadOnlyList<(GraphInput Input, Tensor Value)> inputs)
    {
        using var program = backend.Compile(new CompileRequest([output], [], []));
        Bind(program, inputs);
        return program.Run(CancellationToken.None);
    }

    public static ICompiledProgram Compile(IBackend backend, ImmutableArray<Node> outputs, ImmutableArray<VariableAssignment> assignments) =>
        backend.Compile(new CompileRequest(outputs, assignments, []));

    private static void Bind(ICompiledProgram program, IReadOnlyList<(GraphInput Input, Tensor Value)> inputs)
    {
        foreach (var (input, value) in inputs)
            program.BindInput(input, value);
    }
}
