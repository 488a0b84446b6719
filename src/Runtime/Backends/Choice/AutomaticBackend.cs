using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;

namespace Dsl.Runtime.Backends.Choice;

/// <summary>
/// Computes small requests on the processor and others on a graphics processor, where there is one: it is looked for when the first request asks for it that is large enough.
/// A request for which it has too little memory, or whose kernels its driver refuses, goes to the processor.
/// </summary>
/// <param name="processor">The processor; disposed of with this.</param>
/// <param name="find">Finds a graphics processor; null where there is none. Called once at most.</param>
internal sealed class AutomaticBackend(CpuBackend processor, Func<DeviceBackend?> find) : IBackend, IDisposable
{
    /// <summary>Operations of one run from which on it pays to start kernels on a device.</summary>
    public const double LeastOperations = 2e7;

    private DeviceBackend? device;
    private bool isSought;

    public string Name => ComputeDevices.Automatic;

    public ImmutableArray<string> Figures => device?.Figures ?? [];

    public ICompiledProgram Compile(CompileRequest request)
    {
        if (DeviceFor(request) is not { } chosen)
            return processor.Compile(request);
        var program = chosen.Compile(request);
        if (!program.HasStandingFault)
            return program;
        program.Dispose();
        return processor.Compile(request);
    }

    public MemoryNeed? Measure(CompileRequest request) => processor.Measure(request);

    public void Dispose()
    {
        processor.Dispose();
        device?.Dispose();
    }

    private DeviceBackend? DeviceFor(CompileRequest request)
    {
        if (device is null && isSought)
            return null;
        if (OperationsOf(request) < LeastOperations)
            return null;
        if (!isSought)
            device = find();
        isSought = true;
        return device;
    }

    private static double OperationsOf(CompileRequest request)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>([.. request.Outputs, .. request.Assignments.Select(static assignment => assignment.Value)]);
        var operations = 0.0;
        while (pending.TryPop(out var node))
        {
            if (!seen.Add(node))
                continue;
            operations += NodeCosts.Operations(node);
            foreach (var input in node.Inputs)
                pending.Push(input);
        }

        return operations;
    }
}
