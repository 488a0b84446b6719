using System.Collections.Immutable;
using System.Reflection.Emit;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>
/// Emits a contraction: outer loops, blocks of columns (the output's contiguous loop, in vectors), panels of rows, and a tile of
/// accumulators that stays in registers over all reduced loops. Each element is one chain of fused multiply-adds in the order of the reduced
/// loops, whatever the tile.
/// </summary>
internal sealed class ContractionEmitter
{
    private const int WideTileRows = 14;
    private const int NarrowTileRows = 6;
    private const int TileVectors = 2;

    private readonly ILGenerator il;
    private readonly ContractionKernel kernel;
    private readonly ElementType element;
    private readonly int size;
    private readonly ContractionLoop columns;
    private readonly ContractionLoop rows;
    private readonly ImmutableArray<ContractionLoop> outer;
    private readonly ImmutableArray<ContractionLoop> reduced;
    private readonly ContractionVector widest;
    private readonly int tileRows;

    private ContractionEmitter(ILGenerator il, ContractionKernel kernel)
    {
        this.il = il;
        this.kernel = kernel;
        element = kernel.Output.Buffer.Element;
        size = element.ByteSize();
        widest = ContractionVector.Widest(element);
        tileRows = widest.MaskedLoad is null ? NarrowTileRows : WideTileRows;
        var roles = ContractionRoles.Of(kernel) ?? throw new InvalidOperationException($"{kernel.Node} does not have the form of a contraction");
        (columns, rows) = (roles.Columns, roles.Rows);
        outer = [.. kernel.Loops.Where(loop => !loop.IsReduced && !ReferenceEquals(loop, columns) && !ReferenceEquals(loop, rows))];
        reduced = [.. kernel.Loops.Where(static loop => loop.IsReduced)];
    }

    public static void Emit(ILGenerator il, ContractionKernel kernel, KernelRange range)
    {
        if (range.Loops != 0)
        {
            var positions = kernel.Loops[..range.Loops];
            var inner = kernel.Loops.Skip(range.Loops).ToImmutableArray();
            if (!inner.Any(static l => !l.IsReduced && l.LeftStride != 0 && l.RightStride == 0))
                inner = inner.Insert(0, new ContractionLoop(1, 999999, 999999, 0, false));
            var e = new ContractionEmitter(il, kernel with { Loops = inner });
            var bases = new Pointers(e.LoadBase(kernel.Output), e.LoadBase(kernel.Left), e.LoadBase(kernel.Right));
            var counter = il.DeclareLocal(typeof(long));
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Stloc, counter);
            var top = il.DefineLabel();
            var end = il.DefineLabel();
            il.MarkLabel(top);
            il.Emit(OpCodes.Ldloc, counter);
            il.Emit(OpCodes.Ldarg_3);
            il.Emit(OpCodes.Bge, end);
            var moved = new Pointers(e.At(bases.Output, counter, positions, static l => l.OutputStride), e.At(bases.Left, counter, positions, static l => l.LeftStride), e.At(bases.Right, counter, positions, static l => l.RightStride));
            e.EmitOuter(0, moved);
            il.Emit(OpCodes.Ldloc, counter);
            il.Emit(OpCodes.Ldc_I8, 1L);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, counter);
            il.Emit(OpCodes.Br, top);
            il.MarkLabel(end);
            il.Emit(OpCodes.Ret);
            return;
        }

        var emitter = new ContractionEmitter(il, kernel);
        var pointers = new Pointers(
            emitter.LoadBase(kernel.Output), emitter.LoadBase(kernel.Left), emitter.LoadBase(kernel.Right));
        emitter.EmitOuter(0, pointers);
        il.Emit(OpCodes.Ret);
    }

    private LocalBuilder At(LocalBuilder pointer, LocalBuilder counter, ImmutableArray<ContractionLoop> positions, Func<ContractionLoop, long> stride)
    {
        var local = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldloc, pointer);
        var below = 1L;
        for (var i = positions.Length - 1; i >= 0; i--)
        {
            il.Emit(OpCodes.Ldloc, counter);
            il.Emit(OpCodes.Ldc_I8, below);
            il.Emit(OpCodes.Div);
            if (i > 0)
            {
                il.Emit(OpCodes.Ldc_I8, (long)positions[i].Extent);
                il.Emit(OpCodes.Rem);
            }

            il.Emit(OpCodes.Ldc_I8, stride(positions[i]) * size);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
            below *= positions[i].Extent;
        }

        il.Emit(OpCodes.Stloc, local);
        return local;
    }

    private LocalBuilder LoadBase(ContractionOperand operand)
    {
        var local = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, kernel.Operands.IndexOf(operand.Buffer) * sizeof(long));
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldind_I);
        PushOffset(operand.Offset);
        il.Emit(OpCodes.Stloc, local);
        return local;
    }

    private void EmitOuter(int level, Pointers pointers)
    {
        if (level == outer.Length)
        {
            EmitColumnBlocks(pointers);
            return;
        }

        Loop(outer[level].Extent, outer[level], 1, pointers, inner => EmitOuter(level + 1, inner));
    }

    private void EmitColumnBlocks(Pointers pointers)
    {
        var block = TileVectors * widest.Lanes;
        var full = columns.Extent / block;
        if (full > 0)
            Loop(full, columns, block, pointers, inner => EmitRowPanels(inner, new Tile(widest, TileVectors, 0)));
        var rest = columns.Extent - (full * block);
        if (rest == 0)
            return;
        pointers = Advance(pointers, columns, (long)full * block);
        if (widest.MaskedLoad is not null)
        {
            EmitRowPanels(pointers, new Tile(widest, (rest + widest.Lanes - 1) / widest.Lanes, rest % widest.Lanes));
            return;
        }

        if (rest >= widest.Lanes)
        {
            EmitRowPanels(pointers, new Tile(widest, 1, 0));
            pointers = Advance(pointers, columns, widest.Lanes);
            rest -= widest.Lanes;
        }

        if (rest > 0)
            Loop(rest, columns, 1, pointers, inner => EmitRowPanels(inner, new Tile(ContractionVector.Scalar(element), 1, 0)));
    }

    /// <summary>Panels of nearly equal heights, so that no edge panel is slow.</summary>
    private void EmitRowPanels(Pointers pointers, Tile tile)
    {
        var panels = (rows.Extent + tileRows - 1) / tileRows;
        var low = rows.Extent / panels;
        var highPanels = rows.Extent - (low * panels);
        if (highPanels > 0)
        {
            Loop(highPanels, rows, low + 1, pointers, inner => EmitTile(inner, tile, low + 1));
            pointers = Advance(pointers, rows, (long)highPanels * (low + 1));
        }

        Loop(panels - highPanels, rows, low, pointers, inner => EmitTile(inner, tile, low));
    }

    private void EmitTile(Pointers pointers, Tile tile, int height)
    {
        var vector = tile.Vector;
        LocalBuilder? mask = null;
        if (tile.LastLanes > 0)
        {
            mask = il.DeclareLocal(vector.Type);
            il.Emit(OpCodes.Ldc_I4, tile.LastLanes);
            il.Emit(OpCodes.Call, vector.FirstLanes!);
            il.Emit(OpCodes.Stloc, mask);
        }

        var accumulators = new LocalBuilder[height, tile.Count];
        for (var i = 0; i < height; i++)
        {
            for (var j = 0; j < tile.Count; j++)
            {
                accumulators[i, j] = il.DeclareLocal(vector.Type);
                PushZero(vector);
                il.Emit(OpCodes.Stloc, accumulators[i, j]);
            }
        }

        EmitReduced(0, pointers, inner => EmitStep(inner, tile, mask, accumulators));
        for (var i = 0; i < height; i++)
        {
            for (var j = 0; j < tile.Count; j++)
                StoreAccumulator(pointers, tile, mask, accumulators, i, j);
        }
    }

    private void EmitReduced(int level, Pointers pointers, Action<Pointers> step)
    {
        if (level == reduced.Length)
            step(pointers);
        else
            Loop(reduced[level].Extent, reduced[level], 1, pointers, inner => EmitReduced(level + 1, inner, step));
    }

    /// <summary>One row of the right operand's block times one column of the left operand's panel.</summary>
    private void EmitStep(Pointers pointers, Tile tile, LocalBuilder? mask, LocalBuilder[,] accumulators)
    {
        var vector = tile.Vector;
        var right = new LocalBuilder[tile.Count];
        for (var j = 0; j < tile.Count; j++)
        {
            right[j] = il.DeclareLocal(vector.Type);
            il.Emit(OpCodes.Ldloc, pointers.Right);
            PushOffset((long)j * vector.Lanes);
            if (mask is not null && j == tile.Count - 1)
            {
                il.Emit(OpCodes.Ldloc, mask);
                il.Emit(OpCodes.Call, vector.MaskedLoad!);
            }
            else
            {
                vector.EmitLoad(il);
            }

            il.Emit(OpCodes.Stloc, right[j]);
        }

        var left = il.DeclareLocal(vector.Type);
        for (var i = 0; i < accumulators.GetLength(0); i++)
        {
            il.Emit(OpCodes.Ldloc, pointers.Left);
            PushOffset(i * rows.LeftStride);
            il.Emit(element == ElementType.Float64 ? OpCodes.Ldind_R8 : OpCodes.Ldind_R4);
            if (!vector.IsScalar)
                il.Emit(OpCodes.Call, vector.Broadcast!);
            il.Emit(OpCodes.Stloc, left);
            for (var j = 0; j < tile.Count; j++)
            {
                il.Emit(OpCodes.Ldloc, left);
                il.Emit(OpCodes.Ldloc, right[j]);
                il.Emit(OpCodes.Ldloc, accumulators[i, j]);
                il.Emit(OpCodes.Call, vector.FusedMultiplyAdd);
                il.Emit(OpCodes.Stloc, accumulators[i, j]);
            }
        }
    }

    private void StoreAccumulator(Pointers pointers, Tile tile, LocalBuilder? mask, LocalBuilder[,] accumulators, int i, int j)
    {
        var vector = tile.Vector;
        var position = (i * rows.OutputStride) + ((long)j * vector.Lanes);
        if (mask is not null && j == tile.Count - 1)
        {
            il.Emit(OpCodes.Ldloc, pointers.Output);
            PushOffset(position);
            il.Emit(OpCodes.Ldloc, mask);
            il.Emit(OpCodes.Ldloc, accumulators[i, j]);
            il.Emit(OpCodes.Call, vector.MaskedStore!);
        }
        else if (vector.IsScalar)
        {
            il.Emit(OpCodes.Ldloc, pointers.Output);
            PushOffset(position);
            il.Emit(OpCodes.Ldloc, accumulators[i, j]);
            il.Emit(element == ElementType.Float64 ? OpCodes.Stind_R8 : OpCodes.Stind_R4);
        }
        else
        {
            il.Emit(OpCodes.Ldloc, accumulators[i, j]);
            il.Emit(OpCodes.Ldloc, pointers.Output);
            PushOffset(position);
            il.Emit(OpCodes.Call, vector.Store!);
        }
    }

    private void PushZero(ContractionVector vector)
    {
        if (element == ElementType.Float64)
            il.Emit(OpCodes.Ldc_R8, 0.0);
        else
            il.Emit(OpCodes.Ldc_R4, 0f);
        if (!vector.IsScalar)
            il.Emit(OpCodes.Call, vector.Broadcast!);
    }

    /// <summary>Adds so many elements to the address on the stack.</summary>
    private void PushOffset(long elements)
    {
        if (elements == 0)
            return;
        il.Emit(OpCodes.Ldc_I8, elements * size);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    }

    private Pointers Advance(Pointers pointers, ContractionLoop along, long steps) => new(
        Moved(pointers.Output, along.OutputStride * steps),
        Moved(pointers.Left, along.LeftStride * steps),
        Moved(pointers.Right, along.RightStride * steps));

    private LocalBuilder Moved(LocalBuilder pointer, long elements)
    {
        if (elements == 0)
            return pointer;
        var moved = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldloc, pointer);
        PushOffset(elements);
        il.Emit(OpCodes.Stloc, moved);
        return moved;
    }

    /// <summary>Runs the body with pointers that move by so many steps of a loop a turn.</summary>
    private void Loop(int turns, ContractionLoop along, long stepsPerTurn, Pointers pointers, Action<Pointers> body)
    {
        if (turns == 1)
        {
            body(pointers);
            return;
        }

        var strides = (Output: along.OutputStride * stepsPerTurn, Left: along.LeftStride * stepsPerTurn, Right: along.RightStride * stepsPerTurn);
        var inner = new Pointers(Running(pointers.Output, strides.Output), Running(pointers.Left, strides.Left), Running(pointers.Right, strides.Right));
        var counter = il.DeclareLocal(typeof(int));
        il.Emit(OpCodes.Ldc_I4, turns);
        il.Emit(OpCodes.Stloc, counter);
        var top = il.DefineLabel();
        il.MarkLabel(top);
        body(inner);
        Step(inner.Output, strides.Output);
        Step(inner.Left, strides.Left);
        Step(inner.Right, strides.Right);
        il.Emit(OpCodes.Ldloc, counter);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Stloc, counter);
        il.Emit(OpCodes.Brtrue, top);
    }

    private LocalBuilder Running(LocalBuilder pointer, long stride)
    {
        if (stride == 0)
            return pointer;
        var running = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldloc, pointer);
        il.Emit(OpCodes.Stloc, running);
        return running;
    }

    private void Step(LocalBuilder pointer, long stride)
    {
        if (stride == 0)
            return;
        il.Emit(OpCodes.Ldloc, pointer);
        PushOffset(stride);
        il.Emit(OpCodes.Stloc, pointer);
    }

    private readonly record struct Pointers(LocalBuilder Output, LocalBuilder Left, LocalBuilder Right);

    /// <param name="Count">Vectors side by side.</param>
    /// <param name="LastLanes">Lanes in use of the last vector; 0 when all are.</param>
    private readonly record struct Tile(ContractionVector Vector, int Count, int LastLanes);
}
