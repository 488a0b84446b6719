using System.Runtime.InteropServices;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>The compiled kernels of one schedule, as a list of calls with their operands.</summary>
internal sealed unsafe class KernelMachine : IDisposable
{
    private readonly Launch[] launches;
    private readonly OperandTable operands;
    private readonly WorkerScratch scratch;
    private readonly ILaunchObserver? observer;
    private readonly List<Tensor> constants = [];
    private readonly List<KernelMachine> bodies = [];
    private readonly (int Slot, long Offset)[] arenaSlots;
    private readonly RunCancellation running;
    private FaultCell* fault;
    private int failed;

    /// <param name="program">What to compile.</param>
    /// <param name="scratch">The workers' own memory.</param>
    /// <param name="running">That of the machine around this one, or null for the outermost.</param>
    /// <param name="observer">Sees every launch; null for none.</param>
    public KernelMachine(KernelProgram program, WorkerScratch scratch, RunCancellation? running = null, ILaunchObserver? observer = null)
    {
        this.running = running ?? new RunCancellation();
        this.scratch = scratch;
        this.observer = observer;
        Program = program;
        operands = new OperandTable(program.Buffers);
        fault = (FaultCell*)NativeMemory.AllocZeroed(1, (nuint)sizeof(FaultCell));
        var calls = program.Kernels.Select(Prepare).ToArray();
        operands.Complete();
        launches = new Launch[calls.Length];
        for (var i = 0; i < calls.Length; i++)
            launches[i] = observer is null ? calls[i]() : calls[i]().ObservedBy(observer, program, i);
        arenaSlots = PlaceBuffers();
    }

    public KernelProgram Program { get; }

    public ref FaultCell Fault => ref *fault;

    /// <summary>The operation that met the fault of the last run.</summary>
    public Node FaultNode(int site)
    {
        ref readonly var launch = ref launches[failed];
        return launch.Body?.FaultNode(site) ?? launch.Fused?.NodeOf(site) ?? FaultSites.NodeOf(Program.Kernels[failed], site);
    }

    public int SlotOf(TensorBuffer buffer) => operands.SlotOf(buffer);

    public nint AddressOf(int slot) => operands.AddressOf(slot);

    public void SetAddress(int slot, nint address) => operands.SetAddress(slot, address);

    /// <summary>Gives the temporaries their addresses.</summary>
    public void PlaceArena(nint arena)
    {
        foreach (var (slot, offset) in arenaSlots)
            operands.SetAddress(slot, arena + (nint)offset);
    }

    /// <summary>Runs all kernels, or until a fault; cancellation is heeded only before the first kernel that writes a variable, there also between the turns of a recurrence.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; no variable has changed.</exception>
    public void Run(CancellationToken cancellation)
    {
        fault->Kind = FaultKind.None;
        var calls = launches;
        for (var i = 0; i < calls.Length; i++)
        {
            if (i <= Program.FirstVariableWrite && cancellation.IsCancellationRequested)
                cancellation.ThrowIfCancellationRequested();
            running.Token = i < Program.FirstVariableWrite ? cancellation : CancellationToken.None;
            ref readonly var launch = ref calls[i];
            launch.Function(launch.Operands, fault, 0, 1);
            if (fault->Kind != FaultKind.None)
            {
                failed = i;
                return;
            }
        }
    }

    /// <summary>Runs the kernels as the body of a recurrence, reporting to the recurrence's own fault cell.</summary>
    public void RunBody(FaultCell* outerFault)
    {
        var calls = launches;
        for (var i = 0; i < calls.Length; i++)
        {
            ref readonly var launch = ref calls[i];
            launch.Function(launch.Operands, outerFault, 0, 1);
            if (outerFault->Kind != FaultKind.None)
            {
                failed = i;
                return;
            }
        }
    }

    public void Dispose()
    {
        foreach (var body in bodies)
            body.Dispose();
        foreach (var constant in constants)
            constant.Dispose();
        operands.Dispose();
        NativeMemory.Free(fault);
        fault = null;
    }

    private (int Slot, long Offset)[] PlaceBuffers()
    {
        var arena = new List<(int, long)>();
        for (var slot = 0; slot < Program.Buffers.Length; slot++)
        {
            var (buffer, placement) = Program.Buffers[slot];
            if (placement is ArenaPlacement place)
                arena.Add((slot, place.Offset));
            else if (placement is ConstantPlacement constant)
                operands.SetAddress(slot, AddConstant(buffer, constant).Address);
        }

        return [.. arena];
    }

    private Tensor AddConstant(TensorBuffer buffer, ConstantPlacement constant)
    {
        var tensor = new Tensor(buffer.Element, buffer.Shape);
        for (var i = 0L; i < tensor.ElementCount; i++)
            tensor.SetDouble(i, constant.Values.Length == 1 ? constant.Values[0] : constant.Values[(int)i]);
        constants.Add(tensor);
        return tensor;
    }

    /// <summary>Compiles a kernel and reserves its operands; the call itself is made once the operands have their memory.</summary>
    private Func<Launch> Prepare(Kernel kernel)
    {
        if (kernel is FusedKernel fused)
        {
            var members = fused.Segments.Select(segment => segment.Members.Select(member => Prepare(segment, member)).ToArray()).ToArray();
            var launch = new FusedLaunch(fused, members, operands, scratch);
            return () => new Launch(launch.Run, null, null, launch);
        }

        var block = operands.Reserve(kernel.Operands, 1);
        KernelMachine? body = null;
        KernelFunction function;
        if (kernel is ScanKernel scan)
        {
            body = new KernelMachine(scan.Body, scratch, running, observer);
            bodies.Add(body);
            function = new ScanRunner(scan, body, running).Run;
        }
        else
        {
            function = KernelCompiler.Compile(kernel, KernelRange.Whole);
        }

        return () => new Launch(function, operands.Operands(block, 0), body, null);
    }

    private FusedMemberCall Prepare(FusedSegment segment, FusedMember member)
    {
        var hasPositions = member.PositionLoops > 0;
        var range = hasPositions ? new KernelRange(member.PositionLoops, segment.Positions, segment.Chunk) : KernelRange.Whole;
        var order = member.Kernel.Operands;
        var places = new List<PrivateOperand>();
        for (var i = 0; i < order.Length; i++)
        {
            if (Program.Buffers[operands.SlotOf(order[i])].Placement is PrivatePlacement place)
                places.Add(new PrivateOperand(i, place.Offset, place.BytesPerPosition));
        }

        return new FusedMemberCall(
            KernelCompiler.Compile(member.Kernel, range), member.Kernel, operands.Reserve(order, 1), hasPositions, [.. places]);
    }

    private readonly struct Launch(KernelFunction function, nint* operands, KernelMachine? body, FusedLaunch? fused)
    {
        public readonly KernelFunction Function = function;
        public readonly nint* Operands = operands;

        /// <summary>That of a recurrence.</summary>
        public readonly KernelMachine? Body = body;

        public readonly FusedLaunch? Fused = fused;

        public Launch ObservedBy(ILaunchObserver observer, KernelProgram program, int kernel) =>
            new(new ObservedLaunch(Function, program, kernel, observer).Run, Operands, Body, Fused);
    }
}
