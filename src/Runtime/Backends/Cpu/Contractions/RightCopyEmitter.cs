using System.Reflection.Emit;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>Emits the copy of what a call reads of the right operand, to memory of the call.</summary>
internal sealed class RightCopyEmitter(ILGenerator il, ContractionCode code, ContractionPlan plan, ElementType element)
{
    private const int LineBytes = 64;

    private LocalBuilder? memory;

    /// <summary>Makes room; before anything else of the method.</summary>
    public void Begin()
    {
        if (plan.RightCopy is not { } copy)
            return;
        memory = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldc_I4, (copy.BlockPitch * plan.Columns[0].Count.Maximum * element.ByteSize()) + LineBytes);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Localloc);
        il.Emit(OpCodes.Ldc_I4, LineBytes - 1);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldc_I4, -LineBytes);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.And);
        il.Emit(OpCodes.Stloc, memory);
    }

    /// <summary>Copies all blocks of columns over the turns of a tile, row by row.</summary>
    /// <param name="pointers">Where the operands are.</param>
    /// <param name="turns">The turns of a tile.</param>
    /// <returns>The same with the copy instead of the right operand.</returns>
    public ContractionPointers Emit(ContractionPointers pointers, ReducedTurns turns)
    {
        if (plan.RightCopy is not { } copy)
            return pointers;
        var blocks = plan.Columns[0];
        var value = il.DeclareLocal(blocks.Vector.Type);
        var step = new ContractionStep(copy.Pitch, 0, copy.Step, 0);
        var moving = pointers with { Output = memory! };
        if (turns.Local is null)
            code.Loop(turns.Literal, step, moving, EmitRow);
        else
            code.Loop(turns.Local, true, step, moving, EmitRow);
        return pointers with { Right = memory! };

        void EmitRow(ContractionPointers row) => code.Loop(blocks.Count, new ContractionStep(copy.BlockPitch, 0, copy.BlockStep, 0), row, block =>
        {
            foreach (var cell in blocks.Cells)
            {
                il.Emit(OpCodes.Ldloc, block.Right);
                code.PushOffset(cell.Offset.Right);
                VectorAccess.EmitLoad(il, blocks.Vector.Type);
                il.Emit(OpCodes.Stloc, value);
                il.Emit(OpCodes.Ldloc, block.Output);
                code.PushOffset(cell.Offset.Right);
                il.Emit(OpCodes.Ldloc, value);
                VectorAccess.EmitStore(il, blocks.Vector.Type);
            }
        });
    }
}
