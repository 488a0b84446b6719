using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Lets kernels read a large buffer as a packing kernel lays it out for a product: what would not pay for being packed by itself costs nothing then, rows that compete for the
/// same places in the caches as they lie do not compete there, and sums find what has just been packed in a cache.
/// </summary>
internal static class SharedPacking
{
    private const long LargeBytes = 1024 * 1024;
    private const int FewestRows = 16;
    private const int FewestColumns = 16;

    // Rows so many bytes apart, or a multiple of it, share one set of the first cache.
    private const long ConflictingRows = 4096;

    /// <summary>Changes kernels, which are in an order in which they could run; a packing kernel that comes later moves before its new reader.</summary>
    public static void Apply(List<Kernel> kernels)
    {
        var layouts = kernels.OfType<PackKernel>().Where(static pack => IsLarge(pack.Source.Buffer)).Select(PackedLayout.Of).OfType<PackedLayout>()
            .ToLookup(static layout => layout.Kernel.Source.Buffer, ReferenceEqualityComparer.Instance);
        if (layouts.Count == 0)
            return;
        for (var place = 0; place < kernels.Count; place++)
        {
            switch (kernels[place])
            {
                case ContractionKernel { Accumulate: false } product:
                    place = Change(kernels, place, product, layouts[product.Right.Buffer], WithRight);
                    product = (ContractionKernel)kernels[place];
                    place = Change(kernels, place, product, layouts[product.Left.Buffer], WithLeft);
                    break;
                case ElementKernel { Body: ReduceScalar { Kind: ReductionKind.Sum, Body: LoadScalar load } } sum:
                    place = Change(kernels, place, sum, layouts[load.Buffer], WithSource);
                    break;
                case ElementKernel elements:
                    foreach (var buffer in elements.Reads)
                        place = Change(kernels, place, (ElementKernel)kernels[place], layouts[buffer], PackedElementLoads.Apply);
                    break;
                default:
                    break;
            }
        }
    }

    /// <returns>Where the kernel is afterwards.</returns>
    private static int Change<TKernel>(List<Kernel> kernels, int place, TKernel kernel, IEnumerable<PackedLayout> layouts, Func<TKernel, PackedLayout, TKernel?> change)
        where TKernel : Kernel
    {
        foreach (var layout in layouts)
        {
            if (change(kernel, layout) is not { } changed)
                continue;
            kernels[place] = changed;
            var later = kernels.IndexOf(layout.Kernel);
            if (later < place)
                return place;
            kernels.RemoveAt(later);
            kernels.Insert(place, layout.Kernel);
            return place + 1;
        }

        return place;
    }

    /// <summary>The product with its right operand in blocks of columns that lie together; null where that is no gain.</summary>
    private static ContractionKernel? WithRight(ContractionKernel product, PackedLayout layout)
    {
        if (product.Right.Offset != 0 || Meetings(product, static loop => loop.RightStride) < FewestRows || !product.Loops.Any(loop => loop.IsReduced && Competes(loop.RightStride, product.Right)))
            return null;
        var loops = Walk(product, layout, static loop => loop.RightStride, static (loop, stride) => loop with { RightStride = stride });
        if (loops is null || !loops.Exists(static loop => loop is { IsReduced: false, OutputStride: 1, LeftStride: 0, RightStride: 1, Extent: >= FewestColumns }))
            return null;

        // Sums go in the order in which the operand lies.
        return product with
        {
            Right = new ContractionOperand(layout.Kernel.Output, 0),
            Loops = [.. loops.Where(static loop => !loop.IsReduced), .. loops.Where(static loop => loop.IsReduced).OrderByDescending(static loop => loop.RightStride)],
        };
    }

    /// <summary>The product with the rows of its left operand closer together; null where that is no gain.</summary>
    private static ContractionKernel? WithLeft(ContractionKernel product, PackedLayout layout)
    {
        if (product.Left.Offset != 0 || Meetings(product, static loop => loop.LeftStride) < FewestColumns || !HasCompetingRows(product.Loops, product.Left))
            return null;
        var loops = Walk(product, layout, static loop => loop.LeftStride, static (loop, stride) => loop with { LeftStride = stride });
        return loops is null || HasCompetingRows(loops, product.Left) ? null : product with { Left = new ContractionOperand(layout.Kernel.Output, 0), Loops = [.. loops] };
    }

    /// <summary>The sum of packed elements; null where that is not possible.</summary>
    private static ElementKernel? WithSource(ElementKernel sum, PackedLayout layout)
    {
        var reduce = (ReduceScalar)sum.Body;
        var load = (LoadScalar)reduce.Body;
        var index = LinearIndex.OfElement(load.Buffer.Shape, load.Indices);
        if (!layout.HasAxes || !index.IsAffine || index.Constant != 0)
            return null;
        var moving = sum.Loops.Concat(reduce.Variables).Where(variable => index.StrideOf(variable) is not (null or 0)).ToList();
        if (layout.Walk([.. moving.Select(variable => (variable.Extent, index.StrideOf(variable)!.Value))]) is not { } walk)
            return null;
        var indices = Enumerable.Repeat<IndexExpression>(0, layout.Kernel.Loops.Length).ToArray();
        var parts = new Dictionary<LoopVariable, ImmutableArray<LoopVariable>>();
        var replacements = new Dictionary<LoopVariable, IndexExpression>();
        for (var i = 0; i < moving.Count; i++)
        {
            var variables = walk[i].Length == 1 ? [moving[i]] : walk[i].Select((step, k) => new LoopVariable($"{moving[i].Name}.{k}", step.Extent)).ToImmutableArray();
            for (var k = 0; k < variables.Length; k++)
                indices[walk[i][k].Axis] += (IndexExpression)variables[k] * walk[i][k].Step;
            if (variables.Length == 1)
                continue;
            parts.Add(moving[i], variables);
            replacements.Add(moving[i], variables.Select((variable, k) => (IndexExpression)variable * walk[i][k].Turns).Aggregate(static (a, b) => a + b));
        }

        return new ElementKernel(
            sum.Node,
            sum.Output,
            [.. sum.Loops.SelectMany(variable => parts.GetValueOrDefault(variable, [variable]))],
            [.. sum.OutputIndices.Select(place => IndexSubstitution.Apply(place, replacements))],
            reduce with
            {
                Variables = [.. reduce.Variables.SelectMany(variable => parts.GetValueOrDefault(variable, [variable]))],
                Body = new LoadScalar(layout.Kernel.Output, [.. indices]),
            },
            sum.Sites);
    }

    private static bool IsLarge(TensorBuffer buffer) => buffer.ByteCount > LargeBytes;

    private static bool Competes(long stride, ContractionOperand operand) => stride != 0 && stride * operand.Buffer.Element.ByteSize() % ConflictingRows == 0;

    private static bool HasCompetingRows(IEnumerable<ContractionLoop> loops, ContractionOperand left) =>
        loops.Where(static loop => !loop.IsReduced && loop is { LeftStride: not 0, RightStride: 0 }).MaxBy(static loop => loop.Extent) is { } rows && Competes(rows.LeftStride, left);

    /// <summary>How often each element of an operand is met.</summary>
    private static long Meetings(ContractionKernel product, Func<ContractionLoop, long> stride) =>
        product.Loops.Where(loop => !loop.IsReduced && stride(loop) == 0).Aggregate(1L, static (meetings, loop) => meetings * loop.Extent);

    private static List<ContractionLoop>? Walk(ContractionKernel product, PackedLayout layout, Func<ContractionLoop, long> stride, Func<ContractionLoop, long, ContractionLoop> restride)
    {
        var moving = product.Loops.Where(loop => stride(loop) != 0).ToList();
        if (layout.Walk([.. moving.Select(loop => (loop.Extent, stride(loop)))]) is not { } walk)
            return null;
        var result = new List<ContractionLoop>();
        foreach (var loop in product.Loops)
        {
            if (moving.IndexOf(loop) is >= 0 and var place)
                result.AddRange(walk[place].Select(step => restride(loop.Part(step.Extent, step.Turns), step.Stride)));
            else
                result.Add(loop);
        }

        return result;
    }
}
