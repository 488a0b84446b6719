using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;
using Dsl.Runtime.Backends.Cpu.Lanes;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>
/// Asks, while a product multiplies, for pieces that later kernels touch: one line at a time, evenly over all steps of all tiles, so that the loads of a tile do not wait
/// for many of them. Pieces are asked for one after another.
/// </summary>
internal sealed unsafe class AskedPiecesEmitter
{
    private const long LineBytes = 64;

    private static readonly MethodInfo PrefetchToSecondCache = new PrefetchFunction(Sse.Prefetch1).Method;

    private readonly ILGenerator il;
    private readonly ContractionKernel kernel;
    private readonly KernelRange range;
    private readonly long bytesPerStep;
    private (LocalBuilder First, LocalBuilder End)[] pieces = [];
    private LocalBuilder? next;
    private LocalBuilder? end;
    private LocalBuilder? number;

    public AskedPiecesEmitter(ILGenerator il, ContractionKernel kernel, ContractionPlan plan, KernelRange range)
    {
        (this.il, this.kernel, this.range) = (il, kernel, range);
        var asks = range.Memory.Asks;
        if (asks.IsEmpty || !Sse.IsSupported || plan.UnrolledLoops > 0)
            return;
        var tiles = Product(plan.Outer) * plan.Rows.Sum(static panels => (long)panels.Count.Chunk) * plan.Columns.Sum(static blocks => (long)blocks.Count.Chunk);
        var bytes = asks.Sum(piece => piece.BytesPerPosition) * range.Chunk;

        // Each piece but the last ends with a tile.
        var steps = Math.Max(1, tiles - asks.Length) * Product(plan.Reduced);
        bytesPerStep = Math.Min(LineBytes, (bytes + steps - 1) / steps);
    }

    /// <summary>Whether a product asks for anything.</summary>
    public bool Asks => bytesPerStep > 0;

    /// <summary>What comes before the first tile.</summary>
    public void Begin()
    {
        if (bytesPerStep == 0)
            return;
        var asks = range.Memory.Asks;
        pieces = new (LocalBuilder, LocalBuilder)[asks.Length];
        for (var i = 0; i < pieces.Length; i++)
        {
            pieces[i] = (il.DeclareLocal(typeof(nint)), il.DeclareLocal(typeof(nint)));
            il.LoadOperands();
            il.Emit(OpCodes.Ldc_I4, (kernel.Operands.Length + i) * sizeof(long));
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
            if (asks[i].OfNextChunk)
                il.LoadPositionLimit();
            else
                il.LoadFirstPosition();
            il.Emit(OpCodes.Ldc_I8, asks[i].BytesPerPosition);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Stloc, pieces[i].First);
            il.LoadPositionLimit();
            il.LoadFirstPosition();
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Ldc_I8, asks[i].BytesPerPosition);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, pieces[i].End);
        }

        (next, end, number) = (il.DeclareLocal(typeof(nint)), il.DeclareLocal(typeof(nint)), il.DeclareLocal(typeof(int)));
        Take(0);
    }

    /// <summary>Asks for the next bytes.</summary>
    public void AskFor()
    {
        if (bytesPerStep == 0)
            return;
        il.Emit(OpCodes.Ldloc, next!);
        il.Emit(OpCodes.Call, PrefetchToSecondCache);
        il.Emit(OpCodes.Ldloc, next!);
        il.Emit(OpCodes.Ldc_I8, bytesPerStep);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, next!);
    }

    /// <summary>What comes after each tile: the next piece takes turn where one is asked for to its end.</summary>
    public void EndTile()
    {
        if (pieces.Length <= 1)
            return;
        var after = il.DefineLabel();
        il.Emit(OpCodes.Ldloc, next!);
        il.Emit(OpCodes.Ldloc, end!);
        il.Emit(OpCodes.Blt_Un, after);
        for (var i = pieces.Length - 2; i >= 0; i--)
        {
            var other = il.DefineLabel();
            il.Emit(OpCodes.Ldloc, number!);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Bne_Un, other);
            Take(i + 1);
            il.Emit(OpCodes.Br, after);
            il.MarkLabel(other);
        }

        il.MarkLabel(after);
    }

    private static long Product(IEnumerable<ContractionSpan> spans) => spans.Aggregate(1L, static (product, span) => product * span.Extent.Chunk);

    private void Take(int piece)
    {
        il.Emit(OpCodes.Ldloc, pieces[piece].First);
        il.Emit(OpCodes.Stloc, next!);
        il.Emit(OpCodes.Ldloc, pieces[piece].End);
        il.Emit(OpCodes.Stloc, end!);
        il.Emit(OpCodes.Ldc_I4, piece);
        il.Emit(OpCodes.Stloc, number!);
    }

    private delegate void PrefetchFunction(void* address);
}
