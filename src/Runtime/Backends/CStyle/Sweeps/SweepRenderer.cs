using System.Globalization;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Scheduling.Sweeps;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>Writes a sweep: way after way, each with the results of lines of those before it in registers.</summary>
internal static class SweepRenderer
{
    /// <summary>The text of a sweep.</summary>
    /// <param name="sweep">The sweep.</param>
    public static KernelSource Render(SweepKernel sweep)
    {
        if (sweep.Cut.HasFragments)
            return FragmentSweepRenderer.Render(sweep);
        var text = new KernelText(sweep);
        var memory = SweepMemory.Of(sweep);
        var products = new SweepProducts(sweep, text);
        var statements = new RenderScope(null, [], isGuarded: true);
        var results = new Dictionary<TensorBuffer, string>(ReferenceEqualityComparer.Instance);
        var read = sweep.Passes.SelectMany(ReadBy).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < sweep.Passes.Length; i++)
        {
            foreach (var kernel in sweep.Passes[i].Reductions.Where(kernel => read.Contains(kernel.Output)))
            {
                results.Add(kernel.Output, string.Create(CultureInfo.InvariantCulture, $"result{results.Count}"));
                statements.Line($"{CType.Of(kernel.Output.Element).Computed} {results[kernel.Output]};");
            }

            var scope = new RenderScope(statements, [], isGuarded: true);
            var places = new Dictionary<TensorBuffer, string>(ReferenceEqualityComparer.Instance);
            foreach (var (buffer, offset) in memory.Places[i].OrderBy(static place => place.Value).ThenBy(static place => place.Key.Name, StringComparer.Ordinal))
            {
                var pointer = $"NN_LOCAL {CType.Of(buffer.Element).Stored}*";
                places.Add(buffer, string.Create(CultureInfo.InvariantCulture, $"place{places.Count}"));
                scope.Line(string.Create(CultureInfo.InvariantCulture, $"{pointer} {places[buffer]} = ({pointer})(own_memory + {offset / sizeof(ulong)});"));
            }

            if (i > 0)
                scope.Line("NN_BARRIER;");
            new SweepPassRenderer(sweep, sweep.Passes[i], places, results, text, products).Write(scope);
            statements.Block(string.Empty, scope);
        }

        var head = Head(sweep, memory, products.HasMatrices, text.PositionType);
        return new KernelSource(text.Complete(DeviceTarget.Items, head + statements.Text, products.Functions), sweep.Space.Batches * sweep.GroupsOfBatch, DeviceTarget.Items, KernelText.UsesDoubles(sweep))
        {
            SharedBytes = memory.Bytes,
        };
    }

    // What follows a greatest value while that grows reads where it is.
    internal static IEnumerable<TensorBuffer> ReadBy(SweepPass pass)
    {
        var read = pass.Members.SelectMany(static member => member.Reads);
        return pass.Running is { } running ? read.Where(buffer => buffer != running.Kernel.Output).Concat(running.Factors.Select(static factor => factor.Factor)) : read;
    }

    private static string Head(SweepKernel sweep, SweepMemory memory, bool hasMatrices, string position)
    {
        var scope = new RenderScope(null, [], isGuarded: false);
        var lanes = new LaneGroup(DeviceTarget.Items / sweep.Cut.Lines, DeviceTarget.Items, AreNeighbours: true, 0);
        scope.Line(string.Create(CultureInfo.InvariantCulture, $"NN_SHARED_TILE u64 own_memory[{memory.OperandEnd / sizeof(ulong)}];"));
        scope.Line(string.Create(CultureInfo.InvariantCulture, $"NN_LOCAL u64* {SweepForm.Pieces} = own_memory + {memory.PieceBytes / sizeof(ulong)};"));
        if (sweep.Passes.Any(static pass => pass.Reductions.Length > 0))
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"NN_SHARED u64 {LaneGroup.Values}[{DeviceTarget.Items * LaneGroup.Exchanges}];"));
        if (SweepMemory.FactorBytesOf(sweep) is > 0 and var bytes)
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"NN_SHARED u64 {SweepPassRenderer.Factors}[{bytes / sizeof(ulong)}];"));
        if (SweepMemory.FlagBytesOf(sweep) > 0)
            scope.Line($"NN_SHARED int {SweepPieces.Missed}[2];");
        if (hasMatrices)
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"NN_WARP_EXCHANGE({DeviceTarget.Items});"));
        scope.Line(lanes.Declaration);
        var lines = sweep.Space.ExtentOf(sweep.Lines);
        scope.Line(SweepOrder.Declaration(sweep, position));
        scope.Line(string.Create(CultureInfo.InvariantCulture, $"const {position} {SweepPassRenderer.Own} = first + {LaneGroup.Which} < {lines} ? first + {LaneGroup.Which} : {lines - 1};"));
        scope.Line(string.Create(CultureInfo.InvariantCulture, $"const {position} {SweepPassRenderer.OwnElement} = batch * {lines} + {SweepPassRenderer.Own};"));
        return scope.Text.ToString();
    }
}
