using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Dsl.Language.Lowering;
using Dsl.Runtime.Backends.Cpu.Elements;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>
/// The addresses of a schedule's buffers, once for each slot and once for each place where a kernel is given it, so that a call of a kernel looks nothing up.
/// </summary>
internal sealed unsafe class OperandTable : IDisposable
{
    private const int LineCells = 8;

    // Neighbours of a line are fetched with it; tables that threads write to while they work share neither.
    private const nuint Apart = 128;

    private readonly Dictionary<TensorBuffer, int> slots = new(ReferenceEqualityComparer.Instance);
    private readonly bool[] isPrivate;
    private readonly List<int>[] pendingUses;
    private readonly List<int> streamCells = [];
    private readonly List<long> streams = [];
    private int cellCount;
    private nint* cells;
    private nint* addresses;
    private int[] useStarts = [];
    private int[] uses = [];

    public OperandTable(ImmutableArray<PlacedBuffer> buffers)
    {
        isPrivate = new bool[buffers.Length];
        pendingUses = new List<int>[buffers.Length];
        for (var slot = 0; slot < buffers.Length; slot++)
        {
            slots.Add(buffers[slot].Buffer, slot);
            isPrivate[slot] = buffers[slot].Placement is PrivatePlacement;
            pendingUses[slot] = [];
        }
    }

    public int SlotOf(TensorBuffer buffer) => slots[buffer];

    /// <summary>Reserves a block for the operands of a kernel.</summary>
    /// <param name="kernel">What is called with them.</param>
    /// <param name="copies">One, or one for each worker.</param>
    /// <param name="asked">What a call asks for besides: behind the operands, none of it private.</param>
    public OperandBlock Reserve(Kernel kernel, int copies, ImmutableArray<AskedPiece> asked)
    {
        ImmutableArray<TensorBuffer> operands = [.. kernel.Operands, .. asked.Select(static piece => piece.Buffer)];
        var randoms = StreamOperands.Of(kernel);
        var stride = (operands.Length + randoms.Length + LineCells - 1) / LineCells * LineCells;
        var block = new OperandBlock(cellCount, copies > 1 ? stride : 0);
        for (var i = 0; i < operands.Length; i++)
        {
            var slot = slots[operands[i]];
            for (var copy = 0; copy < copies && !isPrivate[slot]; copy++)
                pendingUses[slot].Add(block.Start + (copy * stride) + i);
        }

        for (var i = 0; i < randoms.Length * copies; i++)
        {
            var (copy, random) = Math.DivRem(i, randoms.Length);
            streamCells.Add(block.Start + (copy * stride) + operands.Length + random);
            streams.Add(randoms[random].Stream);
        }

        cellCount += stride * copies;
        return block;
    }

    /// <summary>Takes the memory for everything that was reserved.</summary>
    public void Complete()
    {
        cells = Allocate(cellCount);
        addresses = Allocate(pendingUses.Length);
        for (var i = 0; i < streamCells.Count; i++)
            cells[streamCells[i]] = (nint)streams[i];
        useStarts = new int[pendingUses.Length + 1];
        for (var slot = 0; slot < pendingUses.Length; slot++)
            useStarts[slot + 1] = useStarts[slot] + pendingUses[slot].Count;
        uses = new int[useStarts[^1]];
        for (var slot = 0; slot < pendingUses.Length; slot++)
            pendingUses[slot].CopyTo(uses, useStarts[slot]);
    }

    /// <summary>The operands of a block as one worker is given them.</summary>
    public nint* Operands(OperandBlock block, int worker) => cells + block.Start + ((long)block.Stride * worker);

    public nint AddressOf(int slot) => addresses[slot];

    /// <summary>Gives a buffer its address, everywhere.</summary>
    public void SetAddress(int slot, nint address)
    {
        addresses[slot] = address;
        for (var i = useStarts[slot]; i < useStarts[slot + 1]; i++)
            cells[uses[i]] = address;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(cells);
        NativeMemory.AlignedFree(addresses);
        cells = null;
        addresses = null;
    }

    private static nint* Allocate(int count)
    {
        var bytes = (((nuint)count * (nuint)sizeof(nint)) + Apart) / Apart * Apart;
        var memory = (nint*)NativeMemory.AlignedAlloc(bytes, Apart);
        NativeMemory.Clear(memory, bytes);
        return memory;
    }
}

/// <summary>Where the operands of a kernel begin, and how far away those of the next worker are; 0 when all share them.</summary>
internal readonly record struct OperandBlock(int Start, int Stride);
