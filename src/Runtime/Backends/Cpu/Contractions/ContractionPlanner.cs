using System.Collections.Immutable;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>Decides how a contraction walks, from its loops, the positions of a call and the machine's registers.</summary>
internal static class ContractionPlanner
{
    // A chain of more multiply-adds than this goes through the output in parts: longer ones would bring the right operand's strip out of the second cache. Twice as many as a part has cost
    // less in one piece, which never comes back to the output, than in two.
    private const int LongestChain = 2 * LongestPart;
    private const int LongestPart = 1024;
    private const int MostUnrolledSteps = 256;

    // Writing out part of the loops saves a little counting only: not worth long code.
    private const int MostPartlyUnrolledSteps = 96;
    private const int MostFlattenedRows = 14;
    private const int MostVectorsPerStep = 3;
    private const long LeftBlockBytes = 384 * 1024;
    private const long PrefetchedOutputBytes = 256 * 1024;
    private const long PrefetchedOperandBytes = 256 * 1024;
    private const long PrefetchedStartBytes = 64 * 1024;
    private const long SecondCacheBytes = 1024 * 1024;
    private const long PrefetchingDepth = 64;
    private const long LineBytes = 64;
    private const int SingleLinesAhead = 2;
    private const long MostLinesOfPiece = 4;
    private const long PageBytes = 4096;
    private const int MostPrefetchedVectors = 3;

    // Rows so many bytes apart, or a multiple of it, share one set of the first cache, which has eight places on some machines and twelve on others. A panel of no more rows finds the lines
    // that it reads step by step still there, which costs less than bringing such rows into another layout first. What is asked for ahead of a right operand whose
    // rows lie so or half as far apart pushes out what was asked for before and has not been read yet.
    private const long CompetingRowBytes = 4096;
    private const int MostCompetingRows = 8;

    // A matrix that one row is multiplied by comes from memory: so many of its rows are read side by side from their beginnings to their ends, as processors look ahead, and the
    // sums pass through the output meanwhile, which changes no bit of them.
    private const int StreamedRows = 8;
    private const int StreamedStepsAhead = 4;

    /// <exception cref="InvalidOperationException">The loops do not have the form of a contraction.</exception>
    public static ContractionPlan Plan(ContractionKernel kernel, KernelRange range, ContractionVector vector)
    {
        var loops = new List<ContractionSpan>();
        var positions = Positions(kernel, range);
        if (positions is not null)
            loops.Add(positions);
        for (var i = range.Loops; i < kernel.Loops.Length; i++)
            loops.Add(SpanOf(kernel, i));
        var spans = Collapse(loops);
        var copiedTurns = 0;
        if (RightCopy.JoinColumns(spans) is var joinedSpans && joinedSpans.Find(IsColumns) is { } all && (copiedTurns = RightCopy.TurnsOf(kernel, joinedSpans, all, vector)) > 0)
            spans = joinedSpans;
        var columns = spans.Find(IsColumns) ?? throw new InvalidOperationException($"{kernel.Node} does not have the form of a contraction");
        var reduced = spans.Where(static span => span.IsReduced).ToImmutableArray();
        var (panel, flattened) = ChooseRows(spans);
        var streamsRight = panel is null && reduced.Length == 1 && kernel.Right.Buffer.ByteCount >= SecondCacheBytes;
        var reducedBlock = streamsRight ? Math.Clamp(reduced[0].Extent.Chunk, 1, StreamedRows) : ReducedBlock(reduced, copiedTurns);
        var left = kernel.Left.Buffer;
        var second = columns.Extent.IsLiteral ? spans.Where(span => !span.IsReduced && span != columns && span.Step is { Left: 0, Right: not 0 }).MaxBy(static span => span.Extent.Chunk) : null;
        var depth = Depth(reduced, reducedBlock);
        var rowsPerStep = flattened.Aggregate(1, static (product, span) => product * span.Extent.Chunk);
        var rowSteps = panel?.Extent ?? 1;
        var vectors = (columns.Extent.Chunk + vector.Lanes - 1) / vector.Lanes;
        var highest = flattened.IsEmpty && panel is not null ? HighestPanel(panel, kernel.Left.Buffer.Element.ByteSize()) : int.MaxValue;
        var plain = ContractionTiling.Choose(new TilingSpan(rowSteps.Chunk, rowsPerStep) { Most = highest }, new TilingSpan(vectors, 1), depth, vector.Registers);
        if (second is not null && vectors <= MostVectorsPerStep && (vector.HasMasks || columns.Extent.Chunk % vector.Lanes == 0))
        {
            var joined = ContractionTiling.Choose(new TilingSpan(rowSteps.Chunk, rowsPerStep) { Most = highest }, new TilingSpan(second.Extent.Chunk, vectors) { IsEven = true }, depth, vector.Registers);
            if (joined.Cost < plain.Cost * second.Extent.Chunk)
                plain = joined;
            else
                second = null;
        }
        else
        {
            second = null;
        }

        var blocks = second is null ? PlainColumns(columns, vector, kernel.Output.Buffer.Element, plain.Width) : JoinedColumns(columns, second, vector, plain.Width);
        var used = flattened.Append(panel).Append(columns).Append(second).ToHashSet();
        var rows = Rows(panel, flattened, plain.Height);
        var tile = rows.Max(static r => r.Cells.Length) * blocks.Max(static b => b.Cells.Length);
        var size = kernel.Output.Buffer.Element.ByteSize();
        var limits = Limits(kernel, reduced);
        RightCopy? copy = null;
        if (copiedTurns > 0 && blocks is [{ Cells: var cells } block] && cells.All(cell => cell.Lanes == vector.Lanes))
        {
            copy = new RightCopy(reduced[0].Step.Right, block.Advance.Right, reducedBlock, cells.Length * vector.Lanes);
            reduced = [reduced[0] with { Step = reduced[0].Step with { Right = copy.Pitch } }];
            blocks = [block with { Advance = block.Advance with { Right = copy.BlockPitch } }];
        }

        var unrolled = UnrolledLoops(reduced, limits.Any(static limit => limit.Reduced != 0) ? 0 : reducedBlock, tile);
        return new ContractionPlan
        {
            PrefetchesLeft = unrolled == 0 && depth >= PrefetchingDepth && kernel.Left.Buffer.ByteCount >= PrefetchedOperandBytes
                && panel is { Step.Left: 1 } && flattened.IsEmpty && Math.Abs(reduced[^1].Step.Left) * size > LineBytes,
            LeftLinesAhead = unrolled == 0 && left.ByteCount >= PrefetchedOperandBytes && reduced is [.., var lines, { Step.Left: 1 } line]
                && panel is { Step.Left: not 1 } ? LinesAhead(line.Extent.Chunk * size, Math.Abs(lines.Step.Left) * size) : 0,
            RightStepsAhead = streamsRight ? StreamedStepsAhead : unrolled == 0 && copy is null && depth >= PrefetchingDepth && kernel.Right.Buffer.ByteCount >= PrefetchedOperandBytes
                && ((blocks[0].Cells.Length <= MostPrefetchedVectors && reduced[^1].Step.Right * size % (CompetingRowBytes / 2) != 0) || rowSteps.Chunk * rowsPerStep == 1)
                && Math.Abs(reduced[^1].Step.Right) * size > LineBytes ? ContractionTileEmitter.PrefetchedSteps : 0,
            PrefetchesNextColumns = unrolled == 0 && copy is null && depth >= PrefetchingDepth && kernel.Right.Buffer.ByteCount > SecondCacheBytes
                && rowSteps.Chunk > 1 && Math.Abs(reduced[^1].Step.Right) * size == LineBytes,
            RightCopy = copy,
            UnrolledLoops = unrolled,
            UnevenPositions = positions is null ? [.. kernel.Loops.Take(range.Loops)] : [],
            Position = positions?.Step ?? ContractionStep.None,
            Positions = positions?.Extent ?? 1,
            Outer = [.. spans.Where(span => !span.IsReduced && !used.Contains(span))],
            Reduced = reduced,
            ReducedBlock = reducedBlock,
            Rows = rows,
            PanelsPerBlock = PanelsPerBlock(rows, blocks, depth * size),
            Columns = blocks,
            ColumnLimits = columns.Step.Limits,
            Limits = limits,
            StartsWithVectors = columns.Step.Start != 0,
            PrefetchesNextStart = depth >= PrefetchingDepth && columns.Step.Start != 0 && kernel.Start is { } start && start.Buffer.ElementCount * size >= PrefetchedStartBytes,
            PrefetchesOutput = depth >= PrefetchingDepth && kernel.Output.Buffer.ElementCount * size >= PrefetchedOutputBytes,
        };
    }

    /// <summary>How many pieces ahead to ask for the lines of one, of a row that lies in pieces of whole lines: where those are longer than a line, only if they lie too far apart for the processor to look ahead.</summary>
    private static int LinesAhead(long piece, long distance) => piece == LineBytes && distance >= LineBytes ? SingleLinesAhead
        : piece % LineBytes == 0 && piece <= MostLinesOfPiece * LineBytes && distance >= PageBytes ? 1 : 0;

    private static bool IsColumns(ContractionSpan span) => !span.IsReduced && span.Step is { Output: 1, Left: 0, Right: 1 };

    private static ContractionSpan SpanOf(ContractionKernel kernel, int loop) =>
        new(kernel.Loops[loop].Extent, ContractionStep.Of(kernel, loop), kernel.Loops[loop].IsReduced);

    // Only the outermost reduced loop can be cut; a limit that asks for more is not heeded.
    private static ImmutableArray<PlannedLimit> Limits(ContractionKernel kernel, ImmutableArray<ContractionSpan> reduced)
    {
        var limits = ImmutableArray.CreateBuilder<PlannedLimit>();
        for (var i = 0; i < kernel.Limits.Length; i++)
        {
            if (reduced.Skip(1).All(span => span.Step.Limits[i] == 0))
                limits.Add(new PlannedLimit(i, reduced[0].Step.Limits[i]));
        }

        return limits.ToImmutable();
    }

    /// <summary>The positions as one loop, or null where there are none or they walk unevenly.</summary>
    private static ContractionSpan? Positions(ContractionKernel kernel, KernelRange range)
    {
        if (range.Loops == 0)
            return null;
        var chunk = checked((int)Math.Min(range.Chunk, range.Positions));
        var rest = checked((int)(range.Positions % chunk));
        var loops = new List<ContractionSpan>();
        for (var i = 0; i < range.Loops; i++)
            loops.Add(SpanOf(kernel, i));
        var collapsed = Collapse(loops);
        return collapsed.Count == 1 ? collapsed[0] with { Extent = new ContractionCount(chunk, rest == 0 ? chunk : rest) } : null;
    }

    /// <summary>Joins neighbouring loops that together walk evenly through all operands.</summary>
    private static List<ContractionSpan> Collapse(IEnumerable<ContractionSpan> spans)
    {
        var result = new List<ContractionSpan>();
        foreach (var span in spans)
        {
            if (result.Count > 0 && result[^1] is var outer && span.Extent.IsLiteral && outer.IsReduced == span.IsReduced
                && outer.Step == span.Step.Times(span.Extent.Chunk) && (long)outer.Extent.Maximum * span.Extent.Chunk < int.MaxValue)
            {
                result[^1] = span with { Extent = outer.Extent.Times(span.Extent.Chunk) };
            }
            else
            {
                result.Add(span);
            }
        }

        return result;
    }

    private static int ReducedBlock(ImmutableArray<ContractionSpan> reduced, int copiedTurns)
    {
        var total = reduced.Aggregate(1L, static (product, span) => product * span.Extent.Chunk);
        var blocks = copiedTurns > 0 ? (total + copiedTurns - 1) / copiedTurns : total <= LongestChain ? 1 : (total + LongestPart - 1) / LongestPart;
        return (int)Math.Max(1, (reduced[0].Extent.Chunk + blocks - 1) / blocks);
    }

    private static long Depth(ImmutableArray<ContractionSpan> reduced, int block) =>
        reduced.Skip(1).Aggregate((long)block, static (product, span) => product * span.Extent.Chunk);

    /// <summary>The loop that panels are cut from, and small ones that lie inside of it and are taken whole.</summary>
    private static (ContractionSpan? Panel, ImmutableArray<ContractionSpan> Flattened) ChooseRows(List<ContractionSpan> spans)
    {
        var rows = spans.FindAll(static span => !span.IsReduced && span.Step is { Left: not 0, Right: 0 });
        var panel = rows.MaxBy(static span => span.Extent.Chunk);
        if (panel is null)
            return (null, []);
        var flattened = new List<ContractionSpan>();
        var count = 1;
        foreach (var inner in rows.Where(span => span != panel && span.Extent.IsLiteral && Math.Abs(span.Step.Left) < Math.Abs(panel.Step.Left)).OrderBy(static span => span.Step.Left))
        {
            if (count * inner.Extent.Chunk > MostFlattenedRows)
                break;
            count *= inner.Extent.Chunk;
            flattened.Insert(0, inner);
        }

        return (panel, [.. flattened]);
    }

    /// <summary>How many steps of the row loop a panel may have for its rows to stay in the first cache together.</summary>
    private static int HighestPanel(ContractionSpan rows, int size) =>
        rows.Step.Left != 1 && rows.Step.Left * size % CompetingRowBytes == 0 && rows.Extent.Chunk >= 2 * MostCompetingRows ? MostCompetingRows : int.MaxValue;

    private static ImmutableArray<RowPanels> Rows(ContractionSpan? panel, ImmutableArray<ContractionSpan> flattened, int height)
    {
        ImmutableArray<ContractionStep> cells = [ContractionStep.None];
        foreach (var span in flattened)
            cells = Repeated(cells, span.Extent.Chunk, span.Step, isInner: true);
        if (panel is null)
            return [new RowPanels(cells, ContractionStep.None, 1)];
        var panels = ImmutableArray.CreateBuilder<RowPanels>();
        foreach (var (high, count) in ContractionTiling.Pieces(panel.Extent, height))
            panels.Add(new RowPanels(Repeated(cells, high, panel.Step, isInner: false), panel.Step.Times(high), count));
        return panels.ToImmutable();
    }

    /// <summary>Cells at each turn of a loop.</summary>
    /// <param name="cells">The cells of one turn.</param>
    /// <param name="count">The turns.</param>
    /// <param name="step">From one turn to the next.</param>
    /// <param name="isInner">Whether the turns of one cell follow one another; else the cells of one turn do.</param>
    private static ImmutableArray<ContractionStep> Repeated(ImmutableArray<ContractionStep> cells, int count, ContractionStep step, bool isInner)
    {
        var repeated = ImmutableArray.CreateBuilder<ContractionStep>(cells.Length * count);
        for (var i = 0; i < cells.Length * count; i++)
        {
            var (cell, turn) = isInner ? (i / count, i % count) : (i % cells.Length, i / cells.Length);
            repeated.Add(cells[cell].Plus(step.Times(turn)));
        }

        return repeated.MoveToImmutable();
    }

    private static ImmutableArray<ColumnBlocks> PlainColumns(ContractionSpan columns, ContractionVector vector, ElementType element, int width)
    {
        var block = width * vector.Lanes;
        var extent = columns.Extent;
        var blocks = new List<ColumnBlocks>();
        Add(vector, block, new ContractionCount(extent.Chunk / block, extent.Rest / block));
        var (chunkRest, restRest) = (extent.Chunk % block, extent.Rest % block);
        if (chunkRest == restRest)
        {
            AddRest(chunkRest, 1);
        }
        else
        {
            AddRest(chunkRest, new ContractionCount(1, 0));
            AddRest(restRest, new ContractionCount(0, 1));
        }

        return [.. blocks];

        void AddRest(int count, ContractionCount times)
        {
            if (vector.HasMasks)
            {
                Add(vector, count, times);
                return;
            }

            var whole = count / vector.Lanes * vector.Lanes;
            Add(vector, whole, times);
            Add(ContractionVector.Scalar(element), 1, times.Times(count - whole));
        }

        void Add(ContractionVector lane, int count, ContractionCount times)
        {
            if (count > 0 && times.Maximum > 0)
                blocks.Add(new ColumnBlocks(lane, Cells(lane, count, columns.Step, ContractionStep.None), columns.Step.Times(count), times));
        }
    }

    /// <summary>Blocks of several steps of a second loop, each with all columns.</summary>
    private static ImmutableArray<ColumnBlocks> JoinedColumns(ContractionSpan columns, ContractionSpan second, ContractionVector vector, int width)
    {
        var blocks = ImmutableArray.CreateBuilder<ColumnBlocks>();
        foreach (var (steps, count) in ContractionTiling.Pieces(second.Extent, width))
        {
            var cells = Enumerable.Range(0, steps).SelectMany(step => Cells(vector, columns.Extent.Chunk, columns.Step, second.Step.Times(step)));
            blocks.Add(new ColumnBlocks(vector, [.. cells], second.Step.Times(steps), count));
        }

        return blocks.ToImmutable();
    }

    private static ImmutableArray<ColumnCell> Cells(ContractionVector vector, int count, ContractionStep step, ContractionStep start)
    {
        var cells = ImmutableArray.CreateBuilder<ColumnCell>((count + vector.Lanes - 1) / vector.Lanes);
        for (var first = 0; first < count; first += vector.Lanes)
            cells.Add(new ColumnCell(start.Plus(step.Times(first)), Math.Min(vector.Lanes, count - first)));
        return cells.MoveToImmutable();
    }

    private static int UnrolledLoops(ImmutableArray<ContractionSpan> reduced, int reducedBlock, int tile)
    {
        var steps = (long)tile;
        var count = 0;
        var most = reduced.Aggregate(steps, static (product, span) => product * span.Extent.Chunk) <= MostUnrolledSteps ? MostUnrolledSteps : MostPartlyUnrolledSteps;
        for (var i = reduced.Length - 1; i >= 0; i--)
        {
            steps *= reduced[i].Extent.Chunk;
            if (steps > most || (i == 0 && reducedBlock < reduced[0].Extent.Chunk))
                break;
            count++;
        }

        return count;
    }

    private static int PanelsPerBlock(ImmutableArray<RowPanels> rows, ImmutableArray<ColumnBlocks> columns, long rowBytes)
    {
        if (columns.Sum(static block => block.Count.Maximum) == 1)
            return int.MaxValue;
        return (int)Math.Min(int.MaxValue, Math.Max(1, LeftBlockBytes / (rowBytes * rows[0].Cells.Length)));
    }
}
