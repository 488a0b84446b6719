using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// The order in which a result lies in a device's memory: a kernel stores it in any order at the same cost, so it is stored as those who read it touch the fewest sectors. A convolution's result,
/// whose channels are normalized, then has its channels where the gradients that are read beside it have theirs.
/// </summary>
internal sealed class StorageOrders
{
    // Less saved is not worth another order.
    private const double LargestShare = 0.8;
    private const long FewestElements = 1 << 14;
    private const int FewestAxes = 3;

    // Items that take elements in blocks touch so much by element of what lies in another order than they go.
    private const double BlockedSectors = 0.25;

    private readonly List<Kernel> kernels;
    private readonly Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer;

    private StorageOrders(List<Kernel> kernels, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer)
    {
        this.kernels = kernels;
        this.addBuffer = addBuffer;
    }

    /// <summary>Chooses orders for all results that only element kernels read.</summary>
    /// <param name="kernels">The kernels, in their order; changed.</param>
    /// <param name="isTemporary">Whether a buffer is neither kept nor anybody else's.</param>
    /// <param name="addBuffer">Makes a temporary from its name, element type and shape.</param>
    public static void Apply(List<Kernel> kernels, Func<TensorBuffer, bool> isTemporary, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer)
    {
        var orders = new StorageOrders(kernels, addBuffer);
        for (var place = 0; place < kernels.Count; place++)
        {
            var buffer = kernels[place] switch
            {
                ContractionKernel { Accumulate: false, Start: null, LastPart: null, Output: { Offset: 0, HoldsCodes: false, Buffer: var result } } => result,
                ElementKernel { Sites.IsEmpty: true, Output: var result } => result,
                _ => null,
            };
            if (buffer is not null && buffer.Shape.Length >= FewestAxes && buffer.ElementCount >= FewestElements && isTemporary(buffer))
                orders.Choose(place, buffer);
        }
    }

    private void Choose(int place, TensorBuffer buffer)
    {
        int[] readers = [.. Enumerable.Range(0, kernels.Count).Where(i => kernels[i].Reads.Contains(buffer))];
        if (readers.Length == 0 || !Array.TrueForAll(readers, i => kernels[i] is ElementKernel { Sites.IsEmpty: true } && !kernels[i].Writes.Contains(buffer)))
            return;
        var identity = Enumerable.Range(0, buffer.Shape.Length).ToImmutableArray();
        var (best, least) = (identity, LargestShare * Touched(kernels[place], identity));
        for (var axis = identity.Length - 2; axis >= 0; axis--)
        {
            // The last axis before another one, and another one as the last.
            foreach (var order in (ImmutableArray<int>[])[identity.RemoveAt(identity.Length - 1).Insert(axis, identity.Length - 1), identity.RemoveAt(axis).Add(axis)])
            {
                if (Stored(kernels[place], buffer, order) is { } stored && Touched(stored, order) is var sectors && sectors < least)
                    (best, least) = (order, sectors);
            }
        }

        if (best == identity)
            return;
        var moved = addBuffer($"{buffer.Name}.ordered", buffer.Element, [.. best.Select(axis => buffer.Shape[axis])]);
        kernels[place] = Stored(kernels[place], moved, best)!;
        foreach (var reader in readers)
        {
            var kernel = (ElementKernel)kernels[reader];
            kernels[reader] = new ElementKernel(kernel.Node, kernel.Output, kernel.Loops, kernel.OutputIndices, new Rewriter(buffer, moved, best).Rewrite(kernel.Body), kernel.Sites);
        }

        double Touched(Kernel writer, ImmutableArray<int> order) =>
            (writer is ElementKernel elements ? Sectors(elements, buffer, order) : 0) + readers.Sum(i => Sectors((ElementKernel)kernels[i], buffer, order));
    }

    // The kernel with its result's axes in another order; null where it cannot be written so.
    private static Kernel? Stored(Kernel kernel, TensorBuffer output, ImmutableArray<int> order) => kernel switch
    {
        ContractionKernel product => Stored(product, output, order),
        ElementKernel elements => Stored(elements, output, order),
        _ => null,
    };

    // Loops follow the axes, so that neighbouring items still store neighbouring elements.
    private static ElementKernel? Stored(ElementKernel kernel, TensorBuffer output, ImmutableArray<int> order)
    {
        var loops = ImmutableArray.CreateBuilder<LoopVariable>(kernel.Loops.Length);
        foreach (var axis in order)
        {
            if (kernel.OutputIndices[axis] is LoopIndex { Variable: var variable } && kernel.Loops.Contains(variable) && !loops.Contains(variable))
                loops.Add(variable);
            else if (kernel.Output.Shape[axis] != 1)
                return null;
        }

        return loops.Count == kernel.Loops.Length ? kernel with { Output = output, Loops = loops.ToImmutable(), OutputIndices = [.. order.Select(axis => kernel.OutputIndices[axis])] } : null;
    }

    // The product with its result's axes in another order; null where a loop goes along several of them.
    private static ContractionKernel? Stored(ContractionKernel product, TensorBuffer output, ImmutableArray<int> order)
    {
        var shape = product.Output.Buffer.Shape;
        var (strides, moved) = (new long[shape.Length], new long[shape.Length]);
        var (stride, next) = (1L, 1L);
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            (strides[i], moved[order[i]]) = (stride, next);
            (stride, next) = (stride * shape[i], next * shape[order[i]]);
        }

        var loops = ImmutableArray.CreateBuilder<ContractionLoop>(product.Loops.Length);
        foreach (var loop in product.Loops)
        {
            if (loop.OutputStride == 0)
            {
                loops.Add(loop);
                continue;
            }

            var axis = Array.FindIndex(strides, 0, item => item <= loop.OutputStride);
            var step = loop.OutputStride / strides[axis];
            if (loop.OutputStride < 0 || step * strides[axis] != loop.OutputStride || step * (loop.Extent - 1) >= shape[axis])
                return null;
            loops.Add(loop with { OutputStride = step * moved[axis] });
        }

        return product with { Output = product.Output with { Buffer = output }, Loops = loops.MoveToImmutable() };
    }

    // What a reader touches, roughly: the items of a reduction lie along its turns or along its results.
    private static double Sectors(ElementKernel kernel, TensorBuffer buffer, ImmutableArray<int> order)
    {
        var reduced = new HashSet<ScalarExpression>(ReferenceEqualityComparer.Instance);
        var (alongTurns, alongResults, turns) = (0.0, 0.0, 1L);
        ExpressionWalker.Visit(
            kernel.Body,
            part =>
            {
                if (part is not ReduceScalar reduce)
                    return;
                turns = Math.Max(turns, ReductionShape.TurnsOf(reduce));
                ExpressionWalker.Visit(
                    reduce.Body,
                    inner =>
                    {
                        if (inner is not LoadScalar load || !reduced.Add(load))
                            return;
                        alongTurns += Of(load, [.. kernel.Loops, .. reduce.Variables]);
                        alongResults += Of(load, kernel.Loops);
                    },
                    null);
            },
            null);
        var total = Math.Min(alongTurns, alongResults) * turns;
        ExpressionWalker.Visit(
            kernel.Body,
            part => total += part is LoadScalar load && !reduced.Contains(load) ? Math.Min(Of(load, kernel.Loops), BlockedSectors) : 0,
            null);
        return total * kernel.Output.ElementCount;

        double Of(LoadScalar load, ImmutableArray<LoopVariable> loops)
        {
            var (shape, indices) = load.Buffer == buffer ? ([.. order.Select(axis => buffer.Shape[axis])], [.. order.Select(axis => load.Indices[axis])]) : (load.Buffer.Shape, load.Indices);
            return WarpSectors.Of(LinearIndex.OfElement(shape, indices), loops, load.Buffer.Element.ByteSize());
        }
    }

    /// <summary>Rewrites loads of a buffer to loads of the one whose axes lie in another order; parts that were shared stay shared.</summary>
    private sealed class Rewriter(TensorBuffer buffer, TensorBuffer moved, ImmutableArray<int> order)
    {
        private readonly Dictionary<ScalarExpression, ScalarExpression> known = new(ReferenceEqualityComparer.Instance);

        public ScalarExpression Rewrite(ScalarExpression expression)
        {
            if (!known.TryGetValue(expression, out var result))
                known.Add(expression, result = Make(expression));
            return result;
        }

        private ScalarExpression Make(ScalarExpression expression) => expression is LoadScalar load
            ? load.Buffer == buffer ? new LoadScalar(moved, [.. order.Select(axis => load.Indices[axis])]) : load
            : ExpressionWalker.WithOperands(expression, Rewrite);
    }
}
