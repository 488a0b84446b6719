using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;
using Dsl.Language.Types;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>
/// Asks, while a block of columns is computed, for what the next block reads of the right operand. Once is enough for all panels of a block, so that each panel
/// asks for one line of each step where there are panels enough: loads that the tile itself needs wait for those that ask.
/// </summary>
internal sealed unsafe class NextColumnsEmitter(ILGenerator il, ContractionCode code, ContractionPlan plan, ElementType element)
{
    private const int LineBytes = 64;

    private static readonly MethodInfo PrefetchToSecondCache = new PrefetchFunction(Sse.Prefetch1).Method;

    /// <summary>Bytes from a step's first line to the one that the panel asks for; null where each panel asks for all.</summary>
    private LocalBuilder? line;

    /// <summary>What comes before the first panel of a block of columns.</summary>
    public void BeginColumns(ColumnBlocks blocks)
    {
        if (TakesTurns(blocks))
            Reset(line ??= il.DeclareLocal(typeof(nint)));
    }

    /// <summary>What comes after each panel: the next one asks for the next line.</summary>
    public void EndPanel(ColumnBlocks blocks)
    {
        if (!TakesTurns(blocks))
            return;
        var lines = Lines(blocks);
        var isWithin = il.DefineLabel();
        il.Emit(OpCodes.Ldloc, line!);
        Push(lines[1]);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Stloc, line!);
        Push(lines[^1]);
        il.Emit(OpCodes.Ble, isWithin);
        Reset(line!);
        il.MarkLabel(isWithin);
    }

    /// <summary>Asks for what the step of the next block that corresponds to this one reads.</summary>
    /// <param name="right">Where the right operand is read.</param>
    /// <param name="offset">How many elements from there this step's begin.</param>
    /// <param name="blocks">The block.</param>
    public void AskFor(LocalBuilder right, long offset, ColumnBlocks blocks)
    {
        if (!IsAsked(blocks))
            return;
        if (TakesTurns(blocks))
        {
            il.Emit(OpCodes.Ldloc, right);
            il.Emit(OpCodes.Ldloc, line!);
            il.Emit(OpCodes.Add);
            code.PushOffset(offset + blocks.Advance.Right);
            il.Emit(OpCodes.Call, PrefetchToSecondCache);
            return;
        }

        foreach (var start in Lines(blocks))
        {
            il.Emit(OpCodes.Ldloc, right);
            code.PushOffset(offset + blocks.Advance.Right + (start / element.ByteSize()));
            il.Emit(OpCodes.Call, PrefetchToSecondCache);
        }
    }

    /// <summary>Where the lines of a step begin, in bytes.</summary>
    private long[] Lines(ColumnBlocks blocks) => [.. blocks.Cells.Select(cell => cell.Offset.Right * element.ByteSize() / LineBytes * LineBytes).Distinct()];

    private bool IsAsked(ColumnBlocks blocks) => plan.PrefetchesNextColumns && blocks.Count.Maximum > 1 && Sse.IsSupported;

    /// <summary>Whether there is a panel for each line of a step, and the lines lie evenly.</summary>
    private bool TakesTurns(ColumnBlocks blocks)
    {
        if (!IsAsked(blocks) || Lines(blocks) is not [0, var distance, ..] lines || distance < 0)
            return false;
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i] - lines[i - 1] != distance)
                return false;
        }

        return plan.Rows.Sum(static panels => (long)Math.Min(panels.Count.Chunk, panels.Count.Rest)) >= lines.Length;
    }

    private void Push(long number)
    {
        il.Emit(OpCodes.Ldc_I8, number);
        il.Emit(OpCodes.Conv_I);
    }

    private void Reset(LocalBuilder local)
    {
        Push(0);
        il.Emit(OpCodes.Stloc, local);
    }

    private delegate void PrefetchFunction(void* address);
}
