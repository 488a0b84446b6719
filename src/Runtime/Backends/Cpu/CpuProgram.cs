using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dsl.Language.Graph;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Compilation;
using Dsl.Runtime.Backends.Cpu.Threads;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>Compiled kernels over one arena; a run is a loop over delegates and allocates nothing.</summary>
internal sealed unsafe class CpuProgram : ICompiledProgram
{
    private readonly WorkerScratch? scratch;
    private readonly KernelMachine? machine;
    private readonly RuntimeFault? standingFault;
    private readonly Dictionary<object, ImmutableArray<int>> slots = new(ReferenceEqualityComparer.Instance);
    private readonly Tensor?[] bound;
    private readonly bool[] needsBinding;
    private readonly int[] outputSlots;
    private readonly Tensor?[] outputs;
    private void* arena;
    private Tensor[]? read;

    public CpuProgram(KernelProgram program, KernelCache cache, WorkerGang gang, long started, long? memoryLimit = null, ILaunchObserver? observer = null)
    {
        bound = new Tensor?[program.Buffers.Length];
        needsBinding = new bool[program.Buffers.Length];
        outputs = new Tensor?[program.Outputs.Length];
        outputSlots = [];
        var scratchBytes = PrivateBytes(program);
        CompiledKernels? compiled = null;
        standingFault = MemoryCheck.Check(Measure(program, gang, memoryLimit));
        if (standingFault is null)
        {
            arena = AlignedMemory.Allocate((nuint)program.ArenaBytes);
            scratch = new WorkerScratch(scratchBytes, gang.Threads);
            compiled = CompiledKernels.Of(program, cache, gang, joinsTurns: observer is null);
            machine = new KernelMachine(program, new MachineParts(compiled, scratch, gang, new RunCancellation(), observer));
            machine.PlaceArena((nint)arena);
            RegisterBindings(program);
            outputSlots = new int[outputs.Length];
            for (var i = 0; i < outputs.Length; i++)
            {
                outputSlots[i] = machine.SlotOf(program.Outputs[i]);
                outputs[i] = CreateOutput(program.Outputs[i]);
            }
        }

        var (kernels, contractions) = Count(program);
        Statistics = new ProgramStatistics(kernels, contractions, program.ArenaBytes, Stopwatch.GetElapsedTime(started))
        {
            Launches = machine?.LaunchCount ?? 0,
            PrivateBytes = WorkerScratch.BytesOf(scratchBytes, gang.Threads),
            ConstantBytes = machine?.ConstantBytes ?? 0,
            CompiledKernels = compiled?.Compiled ?? 0,
            SharedKernels = compiled?.Shared ?? 0,
        };
    }

    ~CpuProgram() => Release();

    public bool HasStandingFault => standingFault is not null;

    public ProgramStatistics Statistics { get; }

    public void BindInput(GraphInput input, Tensor tensor) => Bind(input, input.Type, tensor);

    public void BindSupplied(Node node, Tensor tensor) => Bind(node, node.Type, tensor);

    public void BindVariable(Variable variable, Tensor storage) => Bind(variable, variable.Type, storage);

    // Tiny programs run in some nanoseconds, so nothing is asked here that need not be.
    public RuntimeFault? Run(CancellationToken cancellation)
    {
        if (machine is null)
            return standingFault;
        Fetch(read ??= CollectBound());
        var fault = machine.Run(cancellation) ? null : DescribeFault(machine.Fault);
        GC.KeepAlive(this);
        return fault;
    }

    public Tensor Output(int index) =>
        outputs[index] ?? bound[outputSlots[index]] ?? throw new InvalidOperationException("the output is not bound");

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>What a program would take.</summary>
    public static MemoryNeed Measure(KernelProgram program, WorkerGang gang, long? limit) =>
        MemoryCheck.Measure(program, bytesPerStoredByte: 1, WorkerScratch.BytesOf(PrivateBytes(program), gang.Threads), limit);

    private static (int Kernels, int Contractions) Count(KernelProgram program)
    {
        var (kernels, contractions) = (0, 0);
        foreach (var kernel in program.Kernels)
        {
            switch (kernel)
            {
                case ScanKernel scan:
                    var (inner, products) = Count(scan.Body);
                    kernels += inner + 1;
                    contractions += products;
                    break;
                case FusedKernel fused:
                    foreach (var segment in fused.Segments)
                    {
                        kernels += segment.Members.Length;
                        foreach (var member in segment.Members)
                            contractions += member.Kernel is ContractionKernel ? 1 : 0;
                    }

                    break;
                default:
                    kernels++;
                    contractions += kernel is ContractionKernel ? 1 : 0;
                    break;
            }
        }

        return (kernels, contractions);
    }

    private static long PrivateBytes(KernelProgram program)
    {
        var bytes = program.PrivateBytes;
        foreach (var kernel in program.Kernels)
        {
            if (kernel is ScanKernel scan)
                bytes = Math.Max(bytes, PrivateBytes(scan.Body));
        }

        return bytes;
    }

    private RuntimeFault DescribeFault(in FaultCell cell) => cell.Kind == FaultKind.SingularSystem
        ? RuntimeFaults.SingularSystem(machine!.FaultNode(cell.Site))
        : RuntimeFaults.IndexOutOfRange(machine!.FaultNode(cell.Site), cell.Index, cell.Bound);

    private void RegisterBindings(KernelProgram program)
    {
        for (var slot = 0; slot < program.Buffers.Length; slot++)
        {
            object? key = program.Buffers[slot].Placement switch
            {
                InputPlacement input => input.Input,
                SuppliedPlacement supplied => supplied.Node,
                VariablePlacement variable => variable.Variable,
                _ => null,
            };
            if (key is null)
                continue;
            needsBinding[slot] = true;
            slots[key] = slots.TryGetValue(key, out var present) ? present.Add(slot) : [slot];
        }
    }

    private Tensor? CreateOutput(Language.Lowering.TensorBuffer buffer)
    {
        var slot = machine!.SlotOf(buffer);
        return needsBinding[slot] ? null : Tensor.OverMemory(buffer.Element, buffer.Shape, machine.AddressOf(slot));
    }

    private void Bind(object key, TensorType type, Tensor tensor)
    {
        BindingCheck.Verify(key, type, tensor);
        if (machine is null || !slots.TryGetValue(key, out var places))
            return;
        read = null;
        foreach (var slot in places)
        {
            bound[slot] = tensor;
            machine.SetAddress(slot, tensor.Address);
        }
    }

    // What a device has computed since the last run is there only. Whether the program writes a tensor is not asked: then the device's copy is behind.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(Tensor[] tensors)
    {
        foreach (var tensor in tensors)
        {
            if (tensor.Mirror is not null)
                _ = tensor.Address;
        }
    }

    /// <summary>What is bound, all of which must be.</summary>
    private Tensor[] CollectBound()
    {
        ObjectDisposedException.ThrowIf(arena is null, this);
        var tensors = new List<Tensor>();
        for (var slot = 0; slot < bound.Length; slot++)
        {
            if (needsBinding[slot])
                tensors.Add(bound[slot] ?? throw new InvalidOperationException($"nothing is bound to {machine!.Program.Buffers[slot].Buffer}"));
        }

        return [.. tensors];
    }

    private void Release()
    {
        machine?.Dispose();
        scratch?.Dispose();
        AlignedMemory.Free(arena);
        arena = null;
        read = null;
    }
}
