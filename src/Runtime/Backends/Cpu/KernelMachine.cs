using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Backends.Cpu.Compilation;
using Dsl.Runtime.Backends.Cpu.Runners;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>The compiled kernels of one schedule, as a list of calls with their operands.</summary>
internal sealed unsafe class KernelMachine : IDisposable
{
    private const int NoLaunch = -1;

    private readonly Launch[] launches;
    private readonly LaunchOrigin[] origins;
    private readonly int firstVariableWrite;
    private readonly OperandTable operands;
    private readonly MachineParts parts;
    private readonly List<Tensor> constants = [];
    private readonly List<KernelMachine> bodies = [];
    private readonly List<KernelMachine> copies = [];
    private readonly (int Slot, long Offset)[] arenaSlots;
    private readonly KernelFunction? only;
    private readonly nint* onlyOperands;
    private readonly long onlyLimit;
    private FaultCell* fault;
    private int failed;

    /// <param name="program">What to run.</param>
    /// <param name="parts">What the program's machine shares with those of its recurrences.</param>
    public KernelMachine(KernelProgram program, MachineParts parts)
    {
        this.parts = parts;
        Program = program;
        operands = new OperandTable(program.Buffers);
        fault = (FaultCell*)NativeMemory.AllocZeroed(1, (nuint)sizeof(FaultCell));
        var calls = new List<PendingLaunch>();
        for (var i = 0; i < program.Kernels.Length; i++)
        {
            Prepare(i, calls);
            if (i < program.FirstVariableWrite)
                firstVariableWrite = calls.Count;
        }

        operands.Complete();
        launches = new Launch[calls.Count];
        origins = new LaunchOrigin[calls.Count];
        for (var i = 0; i < calls.Count; i++)
        {
            var call = calls[i];
            launches[i] = new Launch(Observed(call), operands.Operands(call.Block, 0), call.Limit);
            origins[i] = call.Origin;
            foreach (var place in call.Private)
                operands.Operands(call.Block, 0)[place.Position] = parts.Scratch.Of(0) + (nint)place.Offset;
        }

        arenaSlots = PlaceBuffers();
        if (launches.Length != 1 || bodies.Count > 0 || firstVariableWrite == 0)
            return;
        only = launches[0].Function;
        onlyOperands = launches[0].Operands;
        onlyLimit = launches[0].Limit;
    }

    public KernelProgram Program { get; }

    /// <summary>The launch that the program is, where it is a single one in chunks.</summary>
    public FusedLaunch? OnlyLaunch => origins is [{ Fused: { } launch }] ? launch : null;

    public ref FaultCell Fault => ref *fault;

    /// <summary>Launches of one run, those of recurrences counted once.</summary>
    public int LaunchCount
    {
        get
        {
            var count = Program.Kernels.Length;
            foreach (var body in bodies)
                count += body.LaunchCount;
            return count;
        }
    }

    /// <summary>Memory for constants.</summary>
    public long ConstantBytes
    {
        get
        {
            var bytes = 0L;
            foreach (var constant in constants)
                bytes += constant.ByteCount;
            foreach (var body in bodies)
                bytes += body.ConstantBytes;
            return bytes;
        }
    }

    /// <summary>The operation that met the fault of the last run.</summary>
    public Node FaultNode(int site) => origins[failed] switch
    {
        { Body: { } body } => body.FaultNode(site),
        { Fused: { } fused } => fused.NodeOf(site),
        var origin => FaultSites.NodeOf(origin.Kernel, site),
    };

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
    /// <returns>Whether there was no fault.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; no variable has changed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Run(CancellationToken cancellation)
    {
        if (only is { } function && !cancellation.IsCancellationRequested)
        {
            var cell = fault;
            cell->Kind = FaultKind.None;
            function(onlyOperands, cell, 0, onlyLimit);
            if (cell->Kind != FaultKind.None)
                return false;
            if (cancellation.IsCancellationRequested)
                Cancel(cancellation);
            return true;
        }

        return RunAll(cancellation);
    }

    private bool RunAll(CancellationToken cancellation)
    {
        fault->Kind = FaultKind.None;

        // Only recurrences look at the token of the run.
        if (bodies.Count > 0)
            parts.Cancellation.Token = cancellation;
        RunLaunches(fault, firstVariableWrite, cancellation);
        return fault->Kind == FaultKind.None;
    }

    /// <summary>Runs the kernels as the body of a recurrence, reporting to the recurrence's own fault cell.</summary>
    public void RunBody(FaultCell* outerFault) => RunLaunches(outerFault, NoLaunch, CancellationToken.None);

    public void Dispose()
    {
        foreach (var body in bodies)
            body.Dispose();
        foreach (var copy in copies)
            copy.Dispose();
        foreach (var constant in constants)
            constant.Dispose();
        operands.Dispose();
        NativeMemory.Free(fault);
        fault = null;
    }

    // Part of its callers, with a token that stays in a register: what is saved on the stack fills the queue of stores that a small kernel needs for its results.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RunLaunches(FaultCell* cell, int firstWrite, CancellationToken cancellation)
    {
        var calls = launches;
        for (var i = 0; i < calls.Length; i++)
        {
            if (cancellation.IsCancellationRequested)
                Cancel(cancellation);
            if (i == firstWrite)
                cancellation = BeginWriting();
            ref readonly var launch = ref calls[i];
            launch.Function(launch.Operands, cell, 0, launch.Limit);
            if (cell->Kind != FaultKind.None)
            {
                failed = i;
                return;
            }
        }

        if (cancellation.IsCancellationRequested)
            Cancel(cancellation);
    }

    /// <summary>From here on the run is not to be cancelled.</summary>
    private CancellationToken BeginWriting()
    {
        if (bodies.Count > 0)
            parts.Cancellation.Token = CancellationToken.None;
        return CancellationToken.None;
    }

    // A call of its own: it takes the token's address, for which its callers would keep the token on the stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Cancel(CancellationToken cancellation) => cancellation.ThrowIfCancellationRequested();

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
        var tensor = constant.Values.Length == 1
            ? Tensor.Filled(buffer.Element, buffer.Shape, constant.Values[0])
            : Tensor.FromDoubles(buffer.Element, buffer.Shape, constant.Values.AsSpan());
        constants.Add(tensor);
        return tensor;
    }

    /// <summary>Adds the calls that run a kernel; their operands have no memory yet.</summary>
    private void Prepare(int position, List<PendingLaunch> calls)
    {
        var kernel = Program.Kernels[position];
        if (kernel is FusedKernel fused)
        {
            PrepareFused(position, fused, calls);
            return;
        }

        var block = operands.Reserve(kernel, 1, []);
        if (kernel is ScanKernel scan)
        {
            var body = new KernelMachine(scan.Body, parts);
            bodies.Add(body);
            var machines = scan.IsOneLaunch ? new KernelMachine[parts.Gang.Threads] : [body];
            machines[0] = body;
            for (var i = 1; i < machines.Length; i++)
                copies.Add(machines[i] = new KernelMachine(scan.Body, parts));
            calls.Add(new PendingLaunch(position, new ScanRunner(scan, machines, parts).Run, block, 1, [], new LaunchOrigin(kernel, body, null)));
        }
        else
        {
            calls.Add(new PendingLaunch(position, parts.Kernels[kernel], block, 1, [], new LaunchOrigin(kernel, null, null)));
        }
    }

    /// <summary>A fused kernel of one chunk becomes a call for each member: there is nothing to share. A profile counts launches, so it sees them whole.</summary>
    private void PrepareFused(int position, FusedKernel fused, List<PendingLaunch> calls)
    {
        var chunks = 0L;
        foreach (var segment in fused.Segments)
            chunks += segment.Chunks;
        var members = fused.Segments.Select(segment => PrepareSegment(position, segment, chunks == 1 ? 1 : parts.Gang.Threads)).ToArray();
        if (chunks > 1 || parts.Observer is not null)
        {
            var launch = new FusedLaunch(fused, members, operands, parts.Scratch, parts.Gang);
            calls.Add(new PendingLaunch(position, launch.Run, default, 1, [], new LaunchOrigin(fused, null, launch)));
            return;
        }

        for (var i = 0; i < members.Length; i++)
        {
            foreach (var member in members[i])
            {
                var limit = member.HasPositions ? fused.Segments[i].Positions : 1;
                calls.Add(new PendingLaunch(position, member.Function, member.Block, limit, member.Private, new LaunchOrigin(member.Kernel, null, null)));
            }
        }
    }

    private FusedMemberCall[] PrepareSegment(int position, FusedSegment segment, int workers) => parts.Kernels.SequenceOf(segment) is { } sequence
        ? [Prepare(sequence, parts.Kernels[sequence], hasPositions: true, workers, [])]
        : [.. segment.Members.Select(member => Prepare(member.Kernel, Observed(position, member), member.PositionLoops > 0, workers, member.Memory.Asks))];

    private FusedMemberCall Prepare(Kernel kernel, KernelFunction function, bool hasPositions, int workers, ImmutableArray<AskedPiece> asked)
    {
        // Plain arrays: each collection of a structure is code that the runtime compiles while the first program starts.
        var order = kernel.Operands;
        var places = new PrivateOperand[order.Length];
        var count = 0;
        for (var i = 0; i < order.Length; i++)
        {
            if (Program.Buffers[operands.SlotOf(order[i])].Placement is PrivatePlacement place)
                places[count++] = new PrivateOperand(i, place.Offset, place.BytesPerPosition);
        }

        Array.Resize(ref places, count);
        var block = operands.Reserve(kernel, count > 0 ? workers : 1, asked);
        return new FusedMemberCall(function, kernel, block, hasPositions, places);
    }

    private KernelFunction Observed(PendingLaunch call) =>
        parts.Observer is null ? call.Function : new ObservedLaunch(call.Function, Program, call.Position, parts.Observer).Run;

    private KernelFunction Observed(int position, FusedMember member) => parts.Observer is null
        ? parts.Kernels[member.Kernel]
        : new ObservedMember(parts.Kernels[member.Kernel], Program, position, member, parts.Observer).Run;

    /// <summary>One call of a run.</summary>
    private readonly struct Launch(KernelFunction function, nint* operands, long limit)
    {
        public readonly KernelFunction Function = function;
        public readonly nint* Operands = operands;
        public readonly long Limit = limit;
    }

    /// <summary>What a call does, for who asks after a fault.</summary>
    private sealed record LaunchOrigin(Kernel Kernel, KernelMachine? Body, FusedLaunch? Fused);

    private sealed record PendingLaunch(int Position, KernelFunction Function, OperandBlock Block, long Limit, PrivateOperand[] Private, LaunchOrigin Origin);
}
