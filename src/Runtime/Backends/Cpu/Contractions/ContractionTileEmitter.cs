using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>Emits a tile: accumulators from zero or from the output, the reduced loops, and the store.</summary>
internal sealed unsafe class ContractionTileEmitter(ILGenerator il, ContractionCode code, ContractionKernel kernel, ContractionPlan plan, AskedPiecesEmitter asked)
{
    /// <summary>Steps between asking for a line and reading it: longer than the second and third cache take, shorter than lines stay in the first.</summary>
    public const int PrefetchedSteps = 12;

    private const int LineBytes = 64;

    // A multiply-add takes four cycles, and two begin in each; a processor looks for them among so many that follow, at least.
    private const int SumsAtOnce = 8;
    private const int MultiplyAddsAhead = 32;

    // One row in three that takes four steps' elements at once makes room for the other loads; with more of them, permutations take the place of multiply-adds. Tiles that are written out whole
    // are called so often that the loads around them count, too, and one in two pays (docs/measurements.md, products).
    private const int RowsForOneByFours = 3;
    private const int FewRowsForOneByFours = 2;

    private static readonly MethodInfo Prefetch = new PrefetchFunction(Sse.Prefetch0).Method;

    private readonly ElementType element = kernel.Output.Buffer.Element;
    private readonly Dictionary<(ContractionVector, int), LocalBuilder> masks = [];
    private readonly Dictionary<(Type, int), LocalBuilder> registers = [];
    private readonly LeftElementsEmitter left = new(il, code, plan, kernel.Output.Buffer.Element);
    private readonly NextColumnsEmitter next = new(il, code, plan, kernel.Output.Buffer.Element);

    private int ReducedSteps => plan.Reduced.Aggregate(1, static (steps, span) => steps * span.Extent.Chunk);

    /// <summary>What comes before the first panel of a block of columns.</summary>
    public void BeginColumns(ColumnBlocks blocks) => next.BeginColumns(blocks);

    public void Emit(ContractionPointers pointers, RowPanels panels, ColumnBlocks blocks, ReducedTurns turns)
    {
        if (KeepsRight(blocks, turns))
        {
            EmitFewRows(pointers, panels, blocks, turns);
            return;
        }

        var (vector, cells) = (blocks.Vector, blocks.Cells);
        var accumulators = new LocalBuilder[panels.Cells.Length * cells.Length];
        for (var i = 0; i < accumulators.Length; i++)
            accumulators[i] = Register(vector, i);
        PrepareMasks(blocks);
        var limits = new ContractionLimitEmitter(il, code, plan);
        var end = limits.SkipTile(pointers, panels, blocks);
        if (plan.PrefetchesOutput && Sse.IsSupported)
            EmitPrefetches(pointers.Output, ContractionStep.None, panels, blocks, static step => step.Output);
        if (plan.PrefetchesNextStart && blocks.Count.Maximum > 1 && Sse.IsSupported)
            EmitPrefetches(pointers.Start!, blocks.Advance, panels, blocks, static step => step.Start);
        EmitStart(pointers, panels, blocks, turns, accumulators);
        var (first, count) = limits.Cut(pointers, panels, blocks, turns);
        if (plan.UnrolledLoops == 0 && left.ReadsFours(blocks) && (plan.Reduced.Length > 1 || count.Local is null))
            EmitReduced(0, first, count, panels, plan.Reduced.Length - 1, inner => EmitByFours(inner, plan.Reduced.Length > 1 ? plan.Reduced[^1].Extent.Chunk : count.Literal, panels, blocks, accumulators));
        else
            EmitReduced(0, first, count, panels, plan.Reduced.Length - plan.UnrolledLoops, inner => EmitUnrolled(plan.Reduced.Length - plan.UnrolledLoops, ContractionStep.None, step => EmitStep(inner, step, panels, blocks, accumulators, RowsByFours.None, 0)));
        EmitStores(pointers, panels, blocks, accumulators);
        if (end is { } skipped)
            il.MarkLabel(skipped);
        next.EndPanel(blocks);
        asked.EndTile();
    }

    /// <summary>
    /// Whether all that a tile reads of the right operand stays in half of the registers, and nothing is asked for ahead: then a tile computes a few rows after another, so that results
    /// are stored beside the multiply-adds of later rows and not all of them at the end.
    /// </summary>
    private bool KeepsRight(ColumnBlocks blocks, ReducedTurns turns)
    {
        if (plan.UnrolledLoops != plan.Reduced.Length || turns.Local is not null || turns.Remaining is not null || !plan.Limits.IsEmpty)
            return false;
        if (plan.PrefetchesOutput || plan.PrefetchesNextStart || plan.PrefetchesLeft || plan.PrefetchesNextColumns || plan.RightStepsAhead > 0 || asked.Asks)
            return false;
        return (long)ReducedSteps * blocks.Cells.Length <= blocks.Vector.Registers / 2;
    }

    private void EmitFewRows(ContractionPointers pointers, RowPanels panels, ColumnBlocks blocks, ReducedTurns turns)
    {
        PrepareMasks(blocks);
        var (vector, cells) = (blocks.Vector, blocks.Cells);
        var count = 0;
        var rows = Math.Max(1, (SumsAtOnce - (MultiplyAddsAhead / ReducedSteps)) / cells.Length);
        var accumulators = new LocalBuilder[rows * cells.Length];
        for (var j = 0; j < accumulators.Length; j++)
            accumulators[j] = Register(vector, count++);
        var factor = Register(vector, count++);
        var steps = new List<(ContractionStep At, LocalBuilder[] Right)>();
        EmitUnrolled(0, ContractionStep.None, at =>
        {
            var right = new LocalBuilder[cells.Length];
            for (var j = 0; j < right.Length; j++)
            {
                right[j] = Register(vector, count++);
                Load(pointers.Right, at.Right + cells[j].Offset.Right, vector, cells[j].Lanes, right[j]);
            }

            steps.Add((at, right));
        });
        var extent = plan.Reduced[^1].Extent.Chunk;
        var byFours = extent / LeftElementsEmitter.Four * LeftElementsEmitter.Four;
        for (var first = 0; first < panels.Cells.Length; first += rows)
        {
            var few = panels with { Cells = panels.Cells.Slice(first, Math.Min(rows, panels.Cells.Length - first)) };
            var sums = accumulators[..(few.Cells.Length * cells.Length)];
            EmitStart(pointers, few, blocks, turns, sums);
            var present = left.ReadsFours(blocks) ? new RowsByFours(first, panels.Cells.Length, panels.Cells.Length / FewRowsForOneByFours) : RowsByFours.None;
            for (var i = 0; i < steps.Count; i++)
            {
                var (fours, turn) = (i % extent < byFours ? present : RowsByFours.None, i % extent % LeftElementsEmitter.Four);
                if (turn == 0)
                    left.LoadFours(pointers, steps[i].At, few, vector, fours);
                MultiplyAdd(pointers, steps[i].At, few, fours, turn, factor, steps[i].Right, vector, sums);
            }

            EmitStores(pointers, few, blocks, sums);
        }
    }

    private LocalBuilder Register(ContractionVector vector, int number)
    {
        if (!registers.TryGetValue((vector.Type, number), out var local))
            registers.Add((vector.Type, number), local = il.DeclareLocal(vector.Type));
        return local;
    }

    /// <summary>Asks for the tile's part of an operand.</summary>
    /// <param name="pointer">Where the tile begins.</param>
    /// <param name="ahead">How far from there.</param>
    /// <param name="panels">The tile's rows.</param>
    /// <param name="blocks">The tile's columns.</param>
    /// <param name="move">How far a step moves the operand.</param>
    private void EmitPrefetches(LocalBuilder pointer, ContractionStep ahead, RowPanels panels, ColumnBlocks blocks, Func<ContractionStep, long> move)
    {
        foreach (var row in panels.Cells)
        {
            foreach (var offset in Lines(blocks, cell => move(cell.Offset)))
                EmitPrefetch(pointer, move(ahead) + move(row) + offset);
        }
    }

    /// <summary>Where the vectors of a block begin, one for each line that begins with a vector: narrower ones share it.</summary>
    private IEnumerable<long> Lines(ColumnBlocks blocks, Func<ColumnCell, long> offset) => blocks.Cells.Select(offset).DistinctBy(at => at * element.ByteSize() / LineBytes);

    private void EmitStart(ContractionPointers pointers, RowPanels panels, ColumnBlocks blocks, ReducedTurns turns, LocalBuilder[] accumulators)
    {
        if (kernel.Accumulate)
        {
            LoadOutput();
            return;
        }

        if (turns.Remaining is null)
        {
            Clear();
            return;
        }

        var (isLater, end) = (il.DefineLabel(), il.DefineLabel());
        il.Emit(OpCodes.Ldloc, turns.Remaining);
        il.Emit(OpCodes.Ldc_I4, plan.Reduced[0].Extent.Chunk);
        il.Emit(OpCodes.Bne_Un, isLater);
        Clear();
        il.Emit(OpCodes.Br, end);
        il.MarkLabel(isLater);
        LoadOutput();
        il.MarkLabel(end);

        void Clear()
        {
            if (pointers.Start is not null)
            {
                LoadStart(pointers.Start);
                return;
            }

            foreach (var accumulator in accumulators)
            {
                PushZero(blocks.Vector);
                il.Emit(OpCodes.Stloc, accumulator);
            }
        }

        // One element for a whole vector where it does not change along the columns.
        void LoadStart(LocalBuilder start)
        {
            for (var i = 0; i < accumulators.Length; i++)
            {
                var cell = blocks.Cells[i % blocks.Cells.Length];
                var offset = panels.Cells[i / blocks.Cells.Length].Start + cell.Offset.Start;
                if (plan.StartsWithVectors)
                    Load(start, offset, blocks.Vector, cell.Lanes, accumulators[i]);
                else
                    left.Broadcast(start, offset, blocks.Vector, accumulators[i]);
            }
        }

        void LoadOutput()
        {
            for (var i = 0; i < accumulators.Length; i++)
            {
                var cell = blocks.Cells[i % blocks.Cells.Length];
                Load(pointers.Output, panels.Cells[i / blocks.Cells.Length].Output + cell.Offset.Output, blocks.Vector, cell.Lanes, accumulators[i]);
            }
        }
    }

    /// <summary>The reduced loops that are not written out.</summary>
    private void EmitReduced(int level, ContractionPointers pointers, ReducedTurns turns, RowPanels panels, int bodyLevel, Action<ContractionPointers> body)
    {
        if (level == plan.Reduced.Length - 1 && plan.LeftLinesAhead > 0 && Sse.IsSupported)
        {
            var ahead = plan.Reduced[level - 1].Step.Times(plan.LeftLinesAhead);
            var line = LineBytes / element.ByteSize();
            foreach (var row in panels.Cells)
            {
                for (var at = 0; at < plan.Reduced[level].Extent.Chunk; at += line)
                    EmitPrefetch(pointers.Left, ahead.Left + row.Left + at);
            }
        }

        if (level == bodyLevel)
            body(pointers);
        else if (level == 0 && turns.Local is not null)
            code.Loop(turns.Local, !turns.MayBeNone, plan.Reduced[level].Step, pointers, inner => EmitReduced(level + 1, inner, turns, panels, bodyLevel, body));
        else
            code.Loop(level == 0 ? turns.Literal : plan.Reduced[level].Extent, plan.Reduced[level].Step, pointers, inner => EmitReduced(level + 1, inner, turns, panels, bodyLevel, body));
    }

    private void EmitUnrolled(int level, ContractionStep at, Action<ContractionStep> body)
    {
        if (level == plan.Reduced.Length)
        {
            body(at);
            return;
        }

        var span = plan.Reduced[level];
        for (var i = 0; i < span.Extent.Chunk; i++)
            EmitUnrolled(level + 1, at with { Left = at.Left + (i * span.Step.Left), Right = at.Right + (i * span.Step.Right) }, body);
    }

    /// <summary>The innermost reduced loop, four steps a turn.</summary>
    private void EmitByFours(ContractionPointers pointers, int extent, RowPanels panels, ColumnBlocks blocks, LocalBuilder[] accumulators)
    {
        var step = plan.Reduced[^1].Step;
        var rows = panels.Cells.Length;
        var fours = new RowsByFours(0, rows, Math.Min(rows / RowsForOneByFours, blocks.Vector.Registers - rows - 3));
        code.Loop(extent / LeftElementsEmitter.Four, step.Times(LeftElementsEmitter.Four), pointers, inner =>
        {
            left.LoadFours(inner, ContractionStep.None, panels, blocks.Vector, fours);
            for (var i = 0; i < LeftElementsEmitter.Four; i++)
                EmitStep(inner, step.Times(i), panels, blocks, accumulators, fours, i);
        });
        for (var i = extent / LeftElementsEmitter.Four * LeftElementsEmitter.Four; i < extent; i++)
            EmitStep(pointers, step.Times(i), panels, blocks, accumulators, RowsByFours.None, 0);
    }

    /// <summary>One row of the right operand's block times one column of the left operand's panel.</summary>
    /// <param name="pointers">Where the tile's part of the operands begins.</param>
    /// <param name="at">How far from there the step's elements lie.</param>
    /// <param name="panels">The tile's rows.</param>
    /// <param name="blocks">The tile's columns.</param>
    /// <param name="accumulators">The tile's sums.</param>
    /// <param name="fours">Rows whose elements were loaded for four steps.</param>
    /// <param name="turn">Which of those steps this is.</param>
    private void EmitStep(ContractionPointers pointers, ContractionStep at, RowPanels panels, ColumnBlocks blocks, LocalBuilder[] accumulators, RowsByFours fours, int turn)
    {
        var vector = blocks.Vector;
        var count = accumulators.Length;
        var right = new LocalBuilder[blocks.Cells.Length];
        for (var j = 0; j < right.Length; j++)
        {
            right[j] = Register(vector, count + j);
            Load(pointers.Right, at.Right + blocks.Cells[j].Offset.Right, vector, blocks.Cells[j].Lanes, right[j]);
        }

        if (Sse.IsSupported)
            EmitStepPrefetches(pointers, at.Right, panels, blocks);
        MultiplyAdd(pointers, at, panels, fours, turn, Register(vector, count + right.Length), right, vector, accumulators);
    }

    /// <summary>Adds the products of one element of each row with the vectors of a step.</summary>
    private void MultiplyAdd(
        ContractionPointers pointers, ContractionStep at, RowPanels panels, RowsByFours fours, int turn, LocalBuilder factor, LocalBuilder[] right, ContractionVector vector, LocalBuilder[] accumulators)
    {
        for (var i = 0; i < panels.Cells.Length; i++)
        {
            if (fours.Contains(i))
                left.Pick(i, turn, vector, factor);
            else
                left.Broadcast(pointers.Left, at.Left + panels.Cells[i].Left, vector, factor);
            for (var j = 0; j < right.Length; j++)
            {
                var accumulator = accumulators[(i * right.Length) + j];
                vector.EmitMultiplyAdd(il, factor, right[j], accumulator);
                il.Emit(OpCodes.Stloc, accumulator);
            }
        }
    }

    private void EmitStores(ContractionPointers pointers, RowPanels panels, ColumnBlocks blocks, LocalBuilder[] accumulators)
    {
        for (var i = 0; i < panels.Cells.Length; i++)
        {
            for (var j = 0; j < blocks.Cells.Length; j++)
                Store(pointers, panels.Cells[i].Output + blocks.Cells[j].Offset.Output, blocks.Vector, blocks.Cells[j].Lanes, accumulators[(i * blocks.Cells.Length) + j]);
        }
    }

    private void EmitStepPrefetches(ContractionPointers pointers, long right, RowPanels panels, ColumnBlocks blocks)
    {
        var ahead = plan.Reduced[^1].Step.Times(PrefetchedSteps);
        if (plan.PrefetchesLeft)
        {
            var (firstRow, lastRow) = (panels.Cells[0].Left, panels.Cells[^1].Left);

            // The line of the first one of few rows is that of the panel before, mostly.
            if ((lastRow - firstRow) * element.ByteSize() > LineBytes / 2)
                EmitPrefetch(pointers.Left, ahead.Left + firstRow);
            EmitPrefetch(pointers.Left, ahead.Left + lastRow);
        }

        next.AskFor(pointers.Right, right, blocks);
        asked.AskFor();
        if (plan.RightStepsAhead == 0)
            return;
        foreach (var offset in Lines(blocks, static cell => cell.Offset.Right))
            EmitPrefetch(pointers.Right, plan.Reduced[^1].Step.Times(plan.RightStepsAhead).Right + right + offset);
    }

    private void EmitPrefetch(LocalBuilder pointer, long offset)
    {
        il.Emit(OpCodes.Ldloc, pointer);
        code.PushOffset(offset);
        il.Emit(OpCodes.Call, Prefetch);
    }

    private void Load(LocalBuilder pointer, long offset, ContractionVector vector, int lanes, LocalBuilder destination)
    {
        il.Emit(OpCodes.Ldloc, pointer);
        code.PushOffset(offset);
        if (lanes < vector.Lanes)
        {
            il.Emit(OpCodes.Ldloc, Mask(vector, lanes));
            if (vector.MaskedLoadTakesRest)
                PushZero(vector);
            il.Emit(OpCodes.Call, vector.MaskedLoad!);
        }
        else if (vector.IsScalar)
        {
            il.Emit(element == ElementType.Float64 ? OpCodes.Ldind_R8 : OpCodes.Ldind_R4);
        }
        else
        {
            VectorAccess.EmitLoad(il, vector.Type);
        }

        il.Emit(OpCodes.Stloc, destination);
    }

    private void Store(ContractionPointers pointers, long offset, ContractionVector vector, int lanes, LocalBuilder value)
    {
        il.Emit(OpCodes.Ldloc, pointers.Output);
        code.PushOffset(offset);
        if (lanes < vector.Lanes)
            il.Emit(OpCodes.Ldloc, Mask(vector, lanes));
        il.Emit(OpCodes.Ldloc, value);
        if (vector.IsScalar)
            il.Emit(element == ElementType.Float64 ? OpCodes.Stind_R8 : OpCodes.Stind_R4);
        else if (lanes < vector.Lanes)
            il.Emit(OpCodes.Call, vector.MaskedStore!);
        else
            VectorAccess.EmitStore(il, vector.Type);
    }

    private void PrepareMasks(ColumnBlocks blocks)
    {
        foreach (var lanes in blocks.Cells.Select(static cell => cell.Lanes).Where(lanes => lanes < blocks.Vector.Lanes).Distinct())
        {
            if (!masks.TryGetValue((blocks.Vector, lanes), out var mask))
                masks.Add((blocks.Vector, lanes), mask = il.DeclareLocal(blocks.Vector.Type));
            il.Emit(OpCodes.Ldc_I4, lanes);
            il.Emit(OpCodes.Call, blocks.Vector.FirstLanes!);
            il.Emit(OpCodes.Stloc, mask);
        }
    }

    private LocalBuilder Mask(ContractionVector vector, int lanes) => masks[(vector, lanes)];

    private void PushZero(ContractionVector vector)
    {
        if (element == ElementType.Float64)
            il.Emit(OpCodes.Ldc_R8, 0.0);
        else
            il.Emit(OpCodes.Ldc_R4, 0f);
        if (!vector.IsScalar)
            il.Emit(OpCodes.Call, vector.Broadcast!);
    }

    private delegate void PrefetchFunction(void* address);
}
