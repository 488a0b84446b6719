using System.Collections.Immutable;
using System.Reflection.Emit;
using Dsl.Runtime.Backends.Cpu.Lanes;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>
/// Emits a contraction as its plan says. Each element is one chain of fused multiply-adds in the order of the reduced loops, cut only where partial sums
/// go through the output, whatever the tile and the positions of a call.
/// </summary>
internal sealed class ContractionEmitter
{
    private readonly ILGenerator il;
    private readonly ContractionKernel kernel;
    private readonly ContractionPlan plan;
    private readonly ContractionCode code;
    private readonly AskedPiecesEmitter asked;
    private readonly ContractionTileEmitter tile;
    private readonly RightCopyEmitter copy;

    private ContractionEmitter(ILGenerator il, ContractionKernel kernel, ContractionPlan plan, KernelRange range)
    {
        this.il = il;
        this.kernel = kernel;
        this.plan = plan;
        code = new ContractionCode(il, kernel.Output.Buffer.Element);
        asked = new AskedPiecesEmitter(il, kernel, plan, range);
        tile = new ContractionTileEmitter(il, code, kernel, plan, asked);
        copy = new RightCopyEmitter(il, code, plan, kernel.Output.Buffer.Element);
    }

    /// <summary>Emits a function of operands, fault cell, first and limit position.</summary>
    public static void Emit(ILGenerator il, ContractionKernel kernel, KernelRange range)
    {
        var plan = ContractionPlanner.Plan(kernel, range, ContractionVector.Widest(kernel.Output.Buffer.Element));
        var emitter = new ContractionEmitter(il, kernel, plan, range);
        var pointers = new ContractionPointers(
            emitter.LoadBase(kernel.Output), emitter.LoadBase(kernel.Left), emitter.LoadBase(kernel.Right), kernel.Start is { } start ? emitter.LoadBase(start) : null,
            emitter.LoadLimit(0), emitter.LoadLimit(1));
        emitter.copy.Begin();
        emitter.asked.Begin();
        emitter.EmitPositions(pointers);
        il.Emit(OpCodes.Ret);
    }

    private LocalBuilder LoadBase(ContractionOperand operand)
    {
        var local = il.DeclareLocal(typeof(nint));
        il.LoadOperands();
        il.Emit(OpCodes.Ldc_I4, kernel.Operands.IndexOf(operand.Buffer) * sizeof(long));
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldind_I);
        code.PushOffset(operand.Offset);
        il.Emit(OpCodes.Stloc, local);
        return local;
    }

    // Its number before the first position; where its guard does not hold, so great a one that everything counts.
    private LocalBuilder? LoadLimit(int index)
    {
        if (index >= kernel.Limits.Length)
            return null;
        var (constant, _, guard) = kernel.Limits[index];
        var local = il.DeclareLocal(typeof(long));
        il.Emit(OpCodes.Ldc_I8, constant);
        if (guard is not null)
        {
            il.Emit(OpCodes.Ldloc, LoadBase(new ContractionOperand(guard.Buffer, 0)));
            il.LoadFirstPosition();
            il.LoadPositionLimit();
            il.Emit(OpCodes.Ldc_I8, guard.PerPosition);
            il.Emit(OpCodes.Ldc_R4, (float)guard.Least);
            il.Emit(OpCodes.Call, LimitGuards.Method);
        }

        il.Emit(OpCodes.Stloc, local);
        return local;
    }

    private void EmitPositions(ContractionPointers pointers)
    {
        if (!plan.UnevenPositions.IsEmpty)
        {
            EmitUnevenPositions(pointers);
            return;
        }

        if (plan.Position != ContractionStep.None)
            pointers = code.Moved(pointers, plan.Position, static il => il.LoadFirstPosition());
        if (!plan.Positions.IsLiteral)
            code.DecideForm(plan.Positions.Chunk);
        EmitOuter(0, pointers);
    }

    private void EmitUnevenPositions(ContractionPointers pointers)
    {
        var position = il.DeclareLocal(typeof(long));
        var (top, end) = (il.DefineLabel(), il.DefineLabel());
        il.LoadFirstPosition();
        il.Emit(OpCodes.Stloc, position);
        il.MarkLabel(top);
        il.Emit(OpCodes.Ldloc, position);
        il.LoadPositionLimit();
        il.Emit(OpCodes.Bge, end);
        var inner = 1L;
        var moved = pointers;
        foreach (var loop in plan.UnevenPositions.Reverse())
        {
            var (divisor, extent) = (inner, loop.Extent);
            moved = code.Moved(
                moved,
                ContractionStep.Of(loop),
                generator =>
                {
                    generator.Emit(OpCodes.Ldloc, position);
                    generator.Emit(OpCodes.Ldc_I8, divisor);
                    generator.Emit(OpCodes.Div_Un);
                    generator.Emit(OpCodes.Ldc_I8, (long)extent);
                    generator.Emit(OpCodes.Rem_Un);
                });
            inner *= extent;
        }

        EmitOuter(0, moved);
        il.Emit(OpCodes.Ldloc, position);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, position);
        il.Emit(OpCodes.Br, top);
        il.MarkLabel(end);
    }

    private void EmitOuter(int level, ContractionPointers pointers)
    {
        if (level == plan.Outer.Length)
            EmitReducedBlocks(pointers);
        else
            code.Loop(plan.Outer[level].Extent, plan.Outer[level].Step, pointers, inner => EmitOuter(level + 1, inner));
    }

    /// <summary>The outermost reduced loop in blocks; from the second on, a tile starts from what the output holds.</summary>
    private void EmitReducedBlocks(ContractionPointers pointers)
    {
        var outermost = plan.Reduced[0];
        var (extent, block, step) = (outermost.Extent.Chunk, plan.ReducedBlock, plan.OutermostStep);
        if (block >= extent)
        {
            EmitRows(pointers, new ReducedTurns(null, extent, null));
            return;
        }

        var turns = il.DeclareLocal(typeof(int));
        var remaining = il.DeclareLocal(typeof(int));
        var top = il.DefineLabel();
        var running = code.Running(pointers, step.Times(block));
        il.Emit(OpCodes.Ldc_I4, extent);
        il.Emit(OpCodes.Stloc, remaining);
        il.MarkLabel(top);
        il.Emit(OpCodes.Ldc_I4, block);
        il.Emit(OpCodes.Ldloc, remaining);
        il.Emit(OpCodes.Call, ContractionCode.Minimum);
        il.Emit(OpCodes.Stloc, turns);
        EmitRows(running, new ReducedTurns(turns, block, remaining));
        code.Advance(running, step.Times(block));
        il.Emit(OpCodes.Ldloc, remaining);
        il.Emit(OpCodes.Ldloc, turns);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Stloc, remaining);
        il.Emit(OpCodes.Brtrue, top);
    }

    /// <summary>Panels of all heights within each block of columns where they stay in a cache together, so that the right operand is gone through once.</summary>
    private void EmitRows(ContractionPointers pointers, ReducedTurns turns)
    {
        pointers = copy.Emit(pointers, turns);
        if (plan.Rows.Sum(static panels => (long)panels.Count.Maximum) <= plan.PanelsPerBlock)
        {
            EmitColumns(pointers, plan.Rows, turns, counter: null);
            return;
        }

        foreach (var panels in plan.Rows)
            pointers = EmitRowBlocks(pointers, panels, turns);
    }

    private ContractionPointers EmitRowBlocks(ContractionPointers pointers, RowPanels panels, ReducedTurns turns)
    {
        var running = code.Running(pointers, panels.Advance);
        var remaining = il.DeclareLocal(typeof(int));
        var count = il.DeclareLocal(typeof(int));
        var (top, end) = (il.DefineLabel(), il.DefineLabel());
        code.PushCount(panels.Count);
        il.Emit(OpCodes.Stloc, remaining);
        il.MarkLabel(top);
        il.Emit(OpCodes.Ldloc, remaining);
        il.Emit(OpCodes.Brfalse, end);
        il.Emit(OpCodes.Ldc_I4, plan.PanelsPerBlock);
        il.Emit(OpCodes.Ldloc, remaining);
        il.Emit(OpCodes.Call, ContractionCode.Minimum);
        il.Emit(OpCodes.Stloc, count);
        EmitColumns(running, [panels], turns, count);
        code.Advance(running, panels.Advance, count);
        il.Emit(OpCodes.Ldloc, remaining);
        il.Emit(OpCodes.Ldloc, count);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stloc, remaining);
        il.Emit(OpCodes.Br, top);
        il.MarkLabel(end);
        return running;
    }

    /// <param name="counter">The number of panels of the only form, or null for all of every form.</param>
    private void EmitColumns(ContractionPointers pointers, ImmutableArray<RowPanels> rows, ReducedTurns turns, LocalBuilder? counter)
    {
        for (var i = 0; i < plan.Columns.Length; i++)
        {
            var blocks = plan.Columns[i];
            code.Loop(blocks.Count, blocks.Advance, pointers, column => EmitPanels(column, rows, blocks, turns, counter));
            if (i < plan.Columns.Length - 1)
                pointers = code.Moved(pointers, blocks.Advance, generator => code.PushCount(blocks.Count));
        }
    }

    private void EmitPanels(ContractionPointers pointers, ImmutableArray<RowPanels> rows, ColumnBlocks blocks, ReducedTurns turns, LocalBuilder? counter)
    {
        tile.BeginColumns(blocks);
        for (var i = 0; i < rows.Length; i++)
        {
            var panels = rows[i];
            if (counter is null)
                code.Loop(panels.Count, panels.Advance, pointers, start => tile.Emit(start, panels, blocks, turns));
            else
                code.Loop(counter, true, panels.Advance, pointers, start => tile.Emit(start, panels, blocks, turns));
            if (i < rows.Length - 1)
                pointers = code.Moved(pointers, panels.Advance, generator => code.PushCount(panels.Count));
        }
    }
}

/// <summary>How often the outermost reduced loop turns in a tile.</summary>
/// <param name="Local">Holds the number, or null when it is always the literal one.</param>
/// <param name="Literal">The number of turns of all blocks but the last.</param>
/// <param name="Remaining">Holds the turns that are left, all of them in the first block; null when there is one block only.</param>
internal readonly record struct ReducedTurns(LocalBuilder? Local, int Literal, LocalBuilder? Remaining)
{
    /// <summary>Whether the local may hold 0.</summary>
    public bool MayBeNone { get; init; }
}

/// <summary>Where the operands' elements of the loops' current values lie.</summary>
/// <param name="Start">Null where sums begin with 0.</param>
/// <param name="First">The number of the first limit; null where there is none.</param>
/// <param name="Second">The number of the second limit.</param>
internal readonly record struct ContractionPointers(LocalBuilder Output, LocalBuilder Left, LocalBuilder Right, LocalBuilder? Start, LocalBuilder? First, LocalBuilder? Second)
{
    /// <summary>The number of a limit.</summary>
    public LocalBuilder LimitOf(int index) => (index == 0 ? First : Second)!;
}
