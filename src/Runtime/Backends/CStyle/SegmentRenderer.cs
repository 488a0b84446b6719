using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Lowering;
using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Writes what one group does for a chunk of a segment.</summary>
/// <param name="segment">Positions and members.</param>
/// <param name="phases">The members as phases.</param>
/// <param name="offsets">Places of private buffers that phases share.</param>
/// <param name="text">The kernel around it.</param>
/// <param name="products">Writes phases that are products.</param>
internal sealed class SegmentRenderer(
    FusedSegment segment, ImmutableArray<LaunchPhase> phases, Dictionary<TensorBuffer, long> offsets, KernelText text, PhaseProducts products)
{
    private int exchanges;

    /// <summary>Whether groups keep their positions beyond the segment, as from turn to turn.</summary>
    public bool KeepsPositions { get; init; }

    /// <summary>How many elements a chunk has of a buffer with so many a position.</summary>
    public string Count(long elements) => IsEven ? CType.Whole64(segment.Chunk * elements) : elements == 1 ? "count" : string.Create(CultureInfo.InvariantCulture, $"count * {elements}");

    // Whether all chunks have the same number of positions.
    private bool IsEven => segment.Positions % segment.Chunk == 0;

    /// <summary>Writes which positions the group has, and where its own buffers lie.</summary>
    /// <param name="scope">The block to write to.</param>
    /// <param name="memory">The name of the group's memory.</param>
    public void WriteStart(RenderScope scope, string memory)
    {
        var type = text.PositionType;
        if (segment.Chunks > 1)
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"const {type} first = ({type})({SegmentForms.Group} * {segment.Chunk});"));
        if (!IsEven)
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"const int count = {segment.Positions} - first < {segment.Chunk} ? (int)({segment.Positions} - first) : {segment.Chunk};"));
        var number = 0;
        foreach (var (buffer, offset) in offsets)
        {
            var pointerType = $"NN_LOCAL {CType.Of(buffer.Element).Stored}*";
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"{pointerType} own{number} = ({pointerType})({memory} + {offset / sizeof(ulong)});"));
            text.Keep(buffer, string.Create(CultureInfo.InvariantCulture, $"own{number++}"), segment.Held.Contains(buffer) ? "0" : Start(buffer.ElementCount / segment.Positions));
        }

    }

    /// <summary>Writes all phases.</summary>
    /// <param name="scope">The block to write to, within that of the start.</param>
    public void WritePhases(RenderScope scope)
    {
        var since = 0;
        for (var i = 0; i < phases.Length; i++)
        {
            if (i > 0 && !Enumerable.Range(since, i - since).All(earlier => MayRunTogether(phases[earlier], phases[i])))
            {
                scope.Line("NN_BARRIER;");
                since = i;
            }

            if (phases[i].Members is [{ Kernel: ContractionKernel } product])
                products.Write(scope, product, segment.Chunk, Start(1));
            else
                WritePhase(scope, phases[i]);
        }
    }

    // Whether neither phase has to do with what the other writes, as first values of tensors of different sizes. A variable's new value may lie where the old one is read, so buffers
    // of the same size count as the same. PoCL 3.1 is the reason to look: behind a branch by the number of the group it computes phases of one element with barriers between them wrongly.
    private bool MayRunTogether(LaunchPhase first, LaunchPhase second)
    {
        return segment.Private.IsEmpty && first.Lanes == 1 && second.Lanes == 1 && IsApart(first, second) && IsApart(second, first);

        static bool IsApart(LaunchPhase writer, LaunchPhase other) => writer.Members.All(member => member.Kernel is ElementKernel kernel
            && other.Members.All(beside => beside.Kernel is ElementKernel && beside.Kernel.Operands.All(buffer => buffer != kernel.Output
                && (beside.Kernel.Writes.Contains(buffer) || buffer.Element != kernel.Output.Element || buffer.ElementCount != kernel.Output.ElementCount))));
    }

    // Items without an element read nothing: what another one stores may lie where it was read, and PoCL 3.1 let each of them store where a value was read before such a branch.
    private void WritePhase(RenderScope scope, LaunchPhase phase)
    {
        var kernel = (ElementKernel)phase.Members[0].Kernel;
        var elements = kernel.Output.ElementCount / segment.Positions;
        var lanes = phase.Lanes == 1 ? null : new LaneGroup(phase.Lanes, DeviceTarget.Items, phase.ReducesRows, exchanges++ % LaneGroup.Exchanges);
        var renderer = new ScalarRenderer(text, scope) { Lanes = lanes };
        var loops = phase.Members.SelectMany(static member => ((ElementKernel)member.Kernel).Loops).ToArray();
        var most = segment.Chunk * elements;
        var total = Count(elements);
        renderer.Block([], true, string.Empty, () =>
        {
            if (lanes is not null)
                WriteRounds(renderer, phase, lanes, loops, most, total);
            else if (VectorAccess.Find(phase, most, buffer => !segment.Private.Contains(buffer), text.IsKept) is { } vectors)
                WritePieces(renderer, phase, vectors, loops, most, total);
            else if (most <= DeviceTarget.Items)
                renderer.Block(loops, true, $"if (NN_ITEM < {total})", () => WriteElement(renderer, phase, Start(elements) + " + NN_ITEM"));
            else
                WriteElements(renderer, phase, loops, "NN_ITEM", elements, total, BlockedOrder.Find(phase, IsAlone(phase) ? segment.Positions * elements : most, text.IsOutside));
        });
    }

    // Whether no other phase reads what groups compute in this one, so that it does not matter which group computes what.
    private bool IsAlone(LaunchPhase phase) => !KeepsPositions && phases.Length == 1 && offsets.Count == 0 && phase.Members.All(static member => member.PositionLoops > 0);

    private void WriteElements(ScalarRenderer renderer, LaunchPhase phase, LoopVariable[] loops, string from, long elements, string total, BlockedOrder? order = null) =>
        renderer.Block(loops, false, string.Create(CultureInfo.InvariantCulture, $"for ({text.PositionType} at = {from}; at < {total}; at += {DeviceTarget.Items})"), () =>
        {
            var place = Start(elements) + " + at";
            if (order is not null)
                renderer.Line($"const {text.PositionType} turn = {place};");
            WriteElement(renderer, phase, order?.Element("turn") ?? place);
        });

    // Pieces of 16 bytes where every buffer begins at a multiple of them, which a slice of a sequence may not; what is left, or all, element by element.
    private void WritePieces(ScalarRenderer renderer, LaunchPhase phase, VectorAccess vectors, LoopVariable[] loops, long most, string total)
    {
        var elements = most / segment.Chunk;
        renderer.Line($"{text.PositionType} done = 0;");
        renderer.Block([], true, vectors.Buffers.Count == 0 ? string.Empty : $"if ({string.Join(" && ", vectors.Buffers.Select(text.IsAligned).Distinct())})", () =>
        {
            renderer.Line(string.Create(CultureInfo.InvariantCulture, $"done = {total} / {vectors.Width} * {vectors.Width};"));
            var together = vectors.Together(IsEven ? most : 0);
            var step = DeviceTarget.Items * vectors.Width;
            renderer.Block([], false, string.Create(CultureInfo.InvariantCulture, $"for ({text.PositionType} at = NN_ITEM * {vectors.Width}; at < done; at += {step * together})"), () =>
            {
                var each = string.Create(CultureInfo.InvariantCulture, $"NN_UNROLL for (int piece = 0; piece < {together}; piece++)");
                var place = string.Create(CultureInfo.InvariantCulture, $"const {text.PositionType} place = {Start(elements)} + at{(together == 1 ? "" : $" + piece * {step}")};");
                vectors.Declare(renderer.Scope, together);
                renderer.Block([], true, each, () =>
                {
                    renderer.Line(place);
                    vectors.Read(text, renderer.Scope, "place", "piece");
                });
                // What all elements of a row share, such as where it is in a table, is computed once for a piece.
                LoopVariable[] along = phase.Members.All(member => ScalarRenderer.IsOfRows(((ElementKernel)member.Kernel).Loops.AsSpan(), vectors.Width))
                    ? [.. phase.Members.Select(static member => ScalarRenderer.Last(((ElementKernel)member.Kernel).Loops.AsSpan())!)]
                    : [];
                renderer.Block(along.Length == 0 ? [] : loops.Except(along), false, each, () =>
                {
                    renderer.Line(place);
                    WritePiece(renderer, phase, vectors, along.Length == 0 ? loops : along, along.Length > 0);
                });
            });
        });
        WriteElements(renderer, phase, loops, "done + NN_ITEM", elements, total);
    }

    private void WritePiece(ScalarRenderer renderer, LaunchPhase phase, VectorAccess vectors, LoopVariable[] loops, bool sharesRows)
    {
        var pieces = new ScalarRenderer(text, renderer.Scope)
        {
            Prepared = load => vectors.NameOf(load) is { } name ? name + "[piece][j]" : null,
            Piece = ("place", vectors.Width, "j"),
            SharesRows = sharesRows,
        };
        TensorBuffer[] outputs = [.. phase.Members.Select(static member => ((ElementKernel)member.Kernel).Output).Where(vectors.Writes)];
        for (var i = 0; i < outputs.Length; i++)
            pieces.Line(string.Create(CultureInfo.InvariantCulture, $"float r{i}[{vectors.Width}];"));
        if (sharesRows)
        {
            foreach (var member in phase.Members)
                pieces.RowCounters(((ElementKernel)member.Kernel).Loops.AsSpan(), "place");
        }

        pieces.Block(loops, false, string.Create(CultureInfo.InvariantCulture, $"NN_UNROLL for (int j = 0; j < {vectors.Width}; j++)"), () =>
            WriteElement(pieces, phase, "place + j", null, output => Array.IndexOf(outputs, output) is >= 0 and var i ? string.Create(CultureInfo.InvariantCulture, $"r{i}[j]") : null));
        for (var i = 0; i < outputs.Length; i++)
            pieces.Line(vectors.Write(text, outputs[i], string.Create(CultureInfo.InvariantCulture, $"r{i}"), "place"));
    }

    // Items that have no element compute the first one once more, since all must come to the barriers.
    private void WriteRounds(ScalarRenderer renderer, LaunchPhase phase, LaneGroup lanes, LoopVariable[] loops, long most, string total)
    {
        var elements = most / segment.Chunk;
        renderer.Line(lanes.Declaration);
        if (most <= lanes.Elements)
        {
            renderer.Block(loops, false, string.Empty, () => WriteShared(LaneGroup.Which));
            return;
        }

        renderer.Block(loops, false, string.Create(CultureInfo.InvariantCulture, $"for ({text.PositionType} at = 0; at < {total}; at += {lanes.Elements})"), () =>
        {
            WriteShared($"at + {LaneGroup.Which}");
            renderer.Line("NN_BARRIER;");
        });

        void WriteShared(string place)
        {
            renderer.Line($"const int is_here = {place} < {total};");
            WriteElement(renderer, phase, $"{Start(elements)} + (is_here ? {place} : 0)", $"is_here && {LaneGroup.Lane} == 0");
        }
    }

    private void WriteElement(ScalarRenderer renderer, LaunchPhase phase, string place, string? condition = null, Func<TensorBuffer, string?>? collected = null)
    {
        const string element = "element";
        renderer.Line($"const {text.PositionType} {element} = {place};");
        foreach (var member in phase.Members)
        {
            var kernel = (ElementKernel)member.Kernel;
            renderer.Counters(kernel.Loops.AsSpan(), element);
            renderer.Begin(new OwnElement(LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices), element));
            var value = renderer.Stored(kernel);
            if (segment.Private.Contains(kernel.Output) && !offsets.ContainsKey(kernel.Output))
                continue;
            if (collected?.Invoke(kernel.Output) is { } name)
            {
                renderer.Line($"{name} = {value};");
                continue;
            }

            var store = text.Store(kernel.Output, renderer.Position(kernel.Output.Shape, kernel.OutputIndices), value);
            renderer.Line(condition is null ? store : $"if ({condition}) {{ {store} }}");
        }
    }

    /// <summary>Where the chunk's part of a buffer with so many elements a position begins.</summary>
    public string Start(long elements) => segment.Chunks == 1 ? "0" : elements == 1 ? "first" : string.Create(CultureInfo.InvariantCulture, $"first * {elements}");
}
