using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Writes what one group does for a chunk of a segment.</summary>
/// <param name="segment">Positions and members.</param>
/// <param name="phases">The members as phases.</param>
/// <param name="offsets">Places of private buffers that phases share.</param>
/// <param name="text">The kernel around it.</param>
/// <param name="scope">The block to write to.</param>
internal sealed class SegmentRenderer(
    FusedSegment segment, ImmutableArray<LaunchPhase> phases, Dictionary<TensorBuffer, long> offsets, KernelText text, RenderScope scope)
{
    private int exchanges;

    // Whether all chunks have the same number of positions.
    private bool IsEven => segment.Positions % segment.Chunk == 0;

    /// <summary>Writes all phases.</summary>
    /// <param name="firstGroup">The number of the segment's first group.</param>
    /// <param name="memory">The name of the group's memory.</param>
    public void Write(long firstGroup, string memory)
    {
        var type = text.PositionType;
        if (segment.Chunks > 1)
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"const {type} first = ({type})((NN_GROUP - {firstGroup}) * {segment.Chunk});"));
        if (!IsEven)
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"const int count = {segment.Positions} - first < {segment.Chunk} ? (int)({segment.Positions} - first) : {segment.Chunk};"));
        var number = 0;
        foreach (var (buffer, offset) in offsets)
        {
            var pointerType = $"NN_LOCAL {CType.Of(buffer.Element).Stored}*";
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"{pointerType} own{number} = ({pointerType})({memory} + {offset / sizeof(ulong)});"));
            text.Keep(buffer, string.Create(CultureInfo.InvariantCulture, $"own{number++}"), Start(buffer.ElementCount / segment.Positions));
        }

        for (var i = 0; i < phases.Length; i++)
        {
            if (i > 0)
                scope.Line("NN_BARRIER;");
            WritePhase(phases[i]);
        }
    }

    private void WritePhase(LaunchPhase phase)
    {
        var kernel = (ElementKernel)phase.Members[0].Kernel;
        var elements = kernel.Output.ElementCount / segment.Positions;
        var lanes = phase.Lanes == 1 ? null : new LaneGroup(phase.Lanes, DeviceTarget.Items, phase.ReducesRows, exchanges++ % LaneGroup.Exchanges);
        var renderer = new ScalarRenderer(text, scope) { Lanes = lanes };
        var loops = phase.Members.SelectMany(static member => ((ElementKernel)member.Kernel).Loops).ToArray();
        var most = segment.Chunk * elements;
        var total = IsEven ? CType.Whole64(most) : elements == 1 ? "count" : string.Create(CultureInfo.InvariantCulture, $"count * {elements}");
        renderer.Block([], true, string.Empty, () =>
        {
            if (lanes is not null)
                WriteRounds(renderer, phase, lanes, loops, most, total);
            else if (most <= DeviceTarget.Items)
                renderer.Block(loops, false, $"if (NN_ITEM < {total})", () => WriteElement(renderer, phase, Start(elements) + " + NN_ITEM"));
            else
                renderer.Block(loops, false, string.Create(CultureInfo.InvariantCulture, $"for ({text.PositionType} at = NN_ITEM; at < {total}; at += {DeviceTarget.Items})"), () => WriteElement(renderer, phase, Start(elements) + " + at"));
        });
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

    private void WriteElement(ScalarRenderer renderer, LaunchPhase phase, string place, string? condition = null)
    {
        const string element = "element";
        renderer.Line($"const {text.PositionType} {element} = {place};");
        foreach (var member in phase.Members)
        {
            var kernel = (ElementKernel)member.Kernel;
            renderer.Counters(kernel.Loops.AsSpan(), element);
            renderer.Begin(new OwnElement(LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices), element));
            var value = renderer.Result(kernel);
            if (segment.Private.Contains(kernel.Output) && !offsets.ContainsKey(kernel.Output))
                continue;
            var store = text.Store(kernel.Output, renderer.Position(kernel.Output.Shape, kernel.OutputIndices), value);
            renderer.Line(condition is null ? store : $"if ({condition}) {{ {store} }}");
        }
    }

    // Where the chunk's part of a buffer with so many elements a position begins.
    private string Start(long elements) => segment.Chunks == 1 ? "0" : elements == 1 ? "first" : string.Create(CultureInfo.InvariantCulture, $"first * {elements}");
}
