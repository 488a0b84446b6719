using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Lowering;
using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>
/// Writes a launch: each group of items computes one chunk of positions of one segment, phase after phase, with barriers between them; the numbers of groups say which
/// segment and chunk it is. Private buffers lie in the group's own memory, or in registers where no other phase reads them.
/// </summary>
internal static class FusedRenderer
{
    private const string Own = "own";

    public static KernelSource Render(FusedKernel kernel) => Render(kernel, kernel.Segments, null);

    /// <summary>The text of a recurrence whose turns are one launch.</summary>
    public static KernelSource Render(ScanKernel kernel) => Render(kernel, ((FusedKernel)kernel.Body.Kernels[0]).Segments, new TurnRenderer(kernel));

    private static KernelSource Render(Kernel kernel, ImmutableArray<FusedSegment> segments, TurnRenderer? turns)
    {
        var text = new KernelText(kernel);
        var products = new PhaseProducts(text);
        var root = new RenderScope(null, [], isGuarded: false);
        var statements = new RenderScope(null, [], isGuarded: false);
        var ownBytes = 0L;
        var (sharesValues, sharesPlaces) = (false, false);
        var groups = 0L;
        var forms = new SegmentForms();
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = segments[i];
            var phases = LaunchPhases.Of(segment);
            var (offsets, bytes) = LaunchPhases.Place(segment, phases);
            ownBytes = Math.Max(ownBytes, bytes);
            foreach (var phase in phases.Where(static phase => phase.Lanes > 1))
            {
                sharesValues = true;
                sharesPlaces |= phase.Members.Any(static member => ReducesToIndex((ElementKernel)member.Kernel));
            }

            var scope = new RenderScope(statements, [], isGuarded: true);
            var renderer = new SegmentRenderer(segment, phases, offsets, text, products) { KeepsPositions = turns is not null };
            renderer.WriteStart(scope, Own);
            if (turns is null)
                renderer.WritePhases(scope);
            else
                turns.Write(text, scope, segment, renderer);
            forms.Add(scope, segment.Chunks, text);
            groups += segment.Chunks;
        }

        forms.Write(statements, text);

        var isOnRequest = DeviceTarget.IsOnRequest(ownBytes);
        var shared = (isOnRequest ? 0 : ownBytes) + products.Bytes;
        if (isOnRequest)
            root.Line($"NN_DYNAMIC_TILE(own_memory); NN_LOCAL u64* {Own} = (NN_LOCAL u64*)own_memory;");
        else if (ownBytes > 0)
            root.Line(string.Create(CultureInfo.InvariantCulture, $"NN_SHARED_TILE u64 {Own}[{ownBytes / sizeof(ulong)}];"));
        if (products.Bytes > 0)
            root.Line(products.Declaration);
        if (sharesValues)
            Declare("u64", LaneGroup.Values);
        if (sharesPlaces)
            Declare("i64", LaneGroup.Places);
        root.Text.Append(statements.Text);
        return new KernelSource(text.Complete(DeviceTarget.Items, root.Text.ToString(), products.Functions), groups, DeviceTarget.Items, KernelText.UsesDoubles(kernel))
        {
            SharedBytes = (int)shared,
            DynamicSharedBytes = isOnRequest ? (int)ownBytes : 0,
        };

        void Declare(string type, string name)
        {
            root.Line(string.Create(CultureInfo.InvariantCulture, $"NN_SHARED {type} {name}[{DeviceTarget.Items * LaneGroup.Exchanges}];"));
            shared += DeviceTarget.Items * LaneGroup.Exchanges * sizeof(ulong);
        }
    }

    /// <summary>The text of a kernel by itself.</summary>
    public static KernelSource Render(ElementKernel kernel)
    {
        var elements = kernel.Output.ElementCount;
        var lanes = LaunchPhases.FloorToPowerOfTwo(Math.Min(ReductionShape.Of(kernel).Turns, DeviceTarget.Items));
        var isWhole = elements == 0 || kernel.Loops.IsEmpty;
        var segment = new FusedSegment(
            isWhole ? 1 : elements, isWhole ? 1 : Math.Min(elements, DeviceTarget.Items / lanes), [new FusedMember(kernel, isWhole ? 0 : kernel.Loops.Length)], ImmutableArray<TensorBuffer>.Empty);
        var source = Render(new FusedKernel(kernel.Node, [segment]));
        return elements == 0 ? source with { Groups = 0 } : source;
    }

    private static bool ReducesToIndex(ElementKernel kernel)
    {
        var found = false;
        ExpressionWalker.Visit(kernel.Body, part => found |= part is ReduceScalar { Kind: ReductionKind.ArgMaximum or ReductionKind.ArgMinimum }, null);
        return found;
    }
}
