using System.Collections.Immutable;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Choice;

/// <summary>
/// Computes requests on a graphics processor, where there is one, if it is done with them sooner by what was measured, and others on the processor. It is looked for when the first
/// request comes that is not small. A request for which it has too little memory, or whose kernels its driver refuses, goes to the processor.
/// </summary>
/// <param name="processor">The processor; disposed of with this.</param>
/// <param name="find">Finds a graphics processor; null where there is none. Called once at most.</param>
/// <param name="measure">Measures what both can do; null where that is not possible. Called once at most.</param>
internal sealed class AutomaticBackend(CpuBackend processor, Func<DeviceBackend?> find, Func<DeviceBackend, DeviceRates?> measure) : IBackend, IDisposable
{
    /// <summary>Fewer operations than these a processor does in some tens of microseconds, in which a device hardly starts its kernels.</summary>
    public const double LeastOperations = 2e6;

    /// <summary>Operations of one run from which on a device is taken whose rates nobody knows.</summary>
    public const double LeastOperationsWithoutRates = 2e7;

    private DeviceRates? rates;
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
        var work = DeviceWork.Of(request);
        if (work.Operations < LeastOperations)
            return null;
        if (!isSought)
        {
            device = find();
            rates = device is null ? null : measure(device);
        }

        isSought = true;
        return (rates?.Pays(work) ?? work.Operations >= LeastOperationsWithoutRates) ? device : null;
    }
}
