using System.Runtime.InteropServices;
using Dsl.Language.Lowering;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>The compiled kernels of one schedule and the table of its buffers' addresses.</summary>
internal sealed unsafe class KernelMachine : IDisposable
{
    private readonly KernelFunction[] functions;
    private readonly Dictionary<TensorBuffer, int> slots = new(ReferenceEqualityComparer.Instance);
    private readonly List<Tensor> constants = [];
    private readonly List<KernelMachine> bodies = [];
    private readonly (int Slot, long Offset)[] arenaSlots;
    private readonly RunCancellation running;
    private nint* table;
    private FaultCell* fault;

    /// <param name="program">What to compile.</param>
    /// <param name="faultSites">Takes up the operations that may fail.</param>
    /// <param name="running">That of the machine around this one, or null for the outermost.</param>
    public KernelMachine(KernelProgram program, FaultSites faultSites, RunCancellation? running = null)
    {
        this.running = running ?? new RunCancellation();
        Program = program;
        table = (nint*)NativeMemory.AllocZeroed((nuint)Math.Max(1, program.Buffers.Length), (nuint)sizeof(nint));
        fault = (FaultCell*)NativeMemory.AllocZeroed(1, (nuint)sizeof(FaultCell));
        var arena = new List<(int, long)>();
        for (var slot = 0; slot < program.Buffers.Length; slot++)
        {
            var (buffer, placement) = program.Buffers[slot];
            slots.Add(buffer, slot);
            if (placement is ArenaPlacement place)
                arena.Add((slot, place.Offset));
            else if (placement is ConstantPlacement constant)
                table[slot] = AddConstant(buffer, constant).Address;
        }

        arenaSlots = [.. arena];
        functions = [.. program.Kernels.Select(kernel => Compile(kernel, faultSites))];
    }

    public KernelProgram Program { get; }

    public ref FaultCell Fault => ref *fault;

    public int SlotOf(TensorBuffer buffer) => slots[buffer];

    public nint AddressOf(int slot) => table[slot];

    public void SetAddress(int slot, nint address) => table[slot] = address;

    /// <summary>Gives the temporaries their addresses.</summary>
    public void PlaceArena(nint arena)
    {
        foreach (var (slot, offset) in arenaSlots)
            table[slot] = arena + (nint)offset;
    }

    /// <summary>Runs all kernels, or until a fault; cancellation is heeded only before the first kernel that writes a variable, there also between the turns of a recurrence.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; no variable has changed.</exception>
    public void Run(CancellationToken cancellation)
    {
        fault->Kind = FaultKind.None;
        var kernels = functions;
        for (var i = 0; i < kernels.Length; i++)
        {
            if (i <= Program.FirstVariableWrite && cancellation.IsCancellationRequested)
                cancellation.ThrowIfCancellationRequested();
            running.Token = i < Program.FirstVariableWrite ? cancellation : CancellationToken.None;
            kernels[i](table, fault);
            if (fault->Kind != FaultKind.None)
                return;
        }
    }

    /// <summary>Runs the kernels as the body of a recurrence, reporting to the recurrence's own fault cell.</summary>
    public void RunBody(FaultCell* outerFault)
    {
        foreach (var function in functions)
        {
            function(table, outerFault);
            if (outerFault->Kind != FaultKind.None)
                return;
        }
    }

    public void Dispose()
    {
        foreach (var body in bodies)
            body.Dispose();
        foreach (var constant in constants)
            constant.Dispose();
        NativeMemory.Free(table);
        NativeMemory.Free(fault);
        table = null;
        fault = null;
    }

    private Tensor AddConstant(TensorBuffer buffer, ConstantPlacement constant)
    {
        var tensor = new Tensor(buffer.Element, buffer.Shape);
        for (var i = 0L; i < tensor.ElementCount; i++)
            tensor.SetDouble(i, constant.Values.Length == 1 ? constant.Values[0] : constant.Values[(int)i]);
        constants.Add(tensor);
        return tensor;
    }

    private KernelFunction Compile(Kernel kernel, FaultSites faultSites)
    {
        if (kernel is not ScanKernel scan)
            return KernelCompiler.Compile(kernel, slots, faultSites);
        var body = new KernelMachine(scan.Body, faultSites, running);
        bodies.Add(body);
        return new ScanRunner(scan, slots, body, running).Run;
    }
}
