using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling.Sweeps;
using static System.FormattableString;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>Writes a sweep whose pieces of tables stay in registers: way after way, each with the results of the lines of every item in its registers.</summary>
internal static class FragmentSweepRenderer
{
    /// <summary>The text of a sweep.</summary>
    /// <param name="sweep">The sweep.</param>
    public static KernelSource Render(SweepKernel sweep)
    {
        var (text, plan, items) = (new KernelText(sweep), FragmentPlan.Of(sweep)!, sweep.Cut.ItemsOfFragments);
        var statements = new RenderScope(null, [], isGuarded: true);
        var results = new Dictionary<TensorBuffer, string>(ReferenceEqualityComparer.Instance);
        var read = sweep.Passes.SelectMany(SweepRenderer.ReadBy).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var (functions, count) = (string.Empty, 0);
        foreach (var (pass, way) in sweep.Passes.Zip(plan.Passes))
        {
            foreach (var kernel in pass.Reductions.Where(kernel => read.Contains(kernel.Output)))
            {
                var name = Invariant($"result{results.Count}");
                results.Add(kernel.Output, $"{name}[lower]");
                statements.Line(Invariant($"{CType.Of(kernel.Output.Element).Computed} {name}[{sweep.Cut.LinesOfItem}];"));
            }

            var products = new FragmentProducts(sweep, pass, plan, way, text, count);
            var scope = new RenderScope(statements, [], isGuarded: true);
            if (count > 0)
                scope.Line("NN_COPY_WAIT(0); NN_BARRIER;");
            new FragmentPassRenderer(sweep, pass, results, text, products).Write(scope);
            statements.Block(string.Empty, scope);
            functions += products.Functions;
            count += pass.Products.Length + pass.Sums.Length;
        }

        return new KernelSource(text.Complete(items, Head(sweep, plan, text.PositionType) + statements.Text, functions), sweep.Space.Batches * sweep.GroupsOfBatch, items, KernelText.UsesDoubles(sweep))
        {
            SharedBytes = plan.IsOnRequest ? plan.Bytes - plan.OperandBytes : plan.Bytes,
            DynamicSharedBytes = plan.IsOnRequest ? plan.OperandBytes : 0,
        };
    }

    private static string Head(SweepKernel sweep, FragmentPlan plan, string position)
    {
        var (scope, items) = (new RenderScope(null, [], isGuarded: false), sweep.Cut.ItemsOfFragments);
        scope.Line(plan.IsOnRequest ? "NN_DYNAMIC_TILE(own_memory);" : Invariant($"NN_SHARED_TILE u64 own_memory[{plan.OperandBytes / sizeof(ulong)}];"));
        if (sweep.Passes.Any(static pass => pass.Reductions.Length > 0))
            scope.Line(Invariant($"NN_SHARED u64 {LaneGroup.Values}[{items * LaneGroup.Exchanges}];"));
        if (sweep.Passes.Max(pass => WayNumbers.Of(pass, sweep).Bytes(sweep.Cut.Width)) is > 0 and var bytes)
            scope.Line(Invariant($"NN_SHARED_TILE float {FragmentPassRenderer.OfWay}[{bytes / sizeof(float)}];"));
        if (SweepMemory.FlagBytesOf(sweep) > 0)
            scope.Line($"NN_SHARED int {SweepPieces.Missed}[2];");
        scope.Line(Invariant($"NN_WARP_EXCHANGE({items});"));
        scope.Line($"const int {LaneGroup.Lane} = NN_ITEM % {FragmentPassRenderer.Lanes};");
        scope.Line(SweepOrder.Declaration(sweep, position));
        return scope.Text.ToString();
    }
}
