using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Lets products begin their sums with what is added to them: a bias, a residual, another product. The addition then costs no pass over memory of its own. Sums of
/// several products become a chain, each beginning with the one before.
/// </summary>
/// <param name="kernels">In the order in which they run; changed in place.</param>
/// <param name="isTemporary">Whether only kernels read a buffer.</param>
/// <param name="isPlaced">Whether a buffer lies where somebody else put it.</param>
/// <param name="addBuffer">Makes a temporary from its name, element type and shape.</param>
internal sealed class ProductStarts(
    List<Kernel> kernels, Func<TensorBuffer, bool> isTemporary, Func<TensorBuffer, bool> isPlaced, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer)
{
    private const int MostSummands = 8;

    // What is added to every row alike is added up before, where that is little work.
    private const int FewestRows = 8;

    // For fewer elements than this a kernel more costs as much as the pass that it saves.
    private const long FewestElements = 32 * 1024;

    private readonly Dictionary<TensorBuffer, int> readers = new(ReferenceEqualityComparer.Instance);

    /// <summary>Joins what can be joined.</summary>
    public void Join()
    {
        foreach (var buffer in kernels.SelectMany(static kernel => kernel.Reads))
            readers[buffer] = readers.GetValueOrDefault(buffer) + 1;
        for (var place = 0; place < kernels.Count; place++)
        {
            if (kernels[place] is ElementKernel { Sites.IsEmpty: true, Output.Element: ElementType.Float32, Body: BinaryScalar { Operation: ScalarOperation.Add } } sum
                && !isPlaced(sum.Output) && OutputWalk.Of(sum) is { } walk && Summands(sum.Body) is { } summands)
            {
                place += Join(place, walk, summands);
            }
        }
    }

    /// <returns>How many places what comes next has moved.</returns>
    private int Join(int place, OutputWalk walk, List<LoadScalar> summands)
    {
        // What is added more than once is no link of the chain: it counts as often as it stands there.
        var products = summands.Where(load => summands.Count(other => other.Buffer == load.Buffer) == 1 && ProductOf(load, walk, place) >= 0).ToList();
        var others = summands.Where(load => !products.Contains(load)).ToList();
        if (products.Count == 0 || (products.Count == 1 && others.Count == 0))
            return 0;
        products.Sort((a, b) => WriterOf(a.Buffer).CompareTo(WriterOf(b.Buffer)));
        var first = WriterOf(products[0].Buffer);
        if (others.Exists(other => WriterOf(other.Buffer) >= first))
            return 0;
        var added = 0;
        var start = others.Count == 0 ? products[0] : others[0];
        if (others.Count > 1)
        {
            if (AddUp(others, walk) is not { } before)
                return 0;
            kernels.Insert(first, before);
            start = new LoadScalar(before.Output, before.OutputIndices);
            added = 1;
        }

        var chain = others.Count == 0 ? products[1..] : products;
        var joined = new List<(int Place, ContractionKernel Kernel)>();
        foreach (var product in chain)
        {
            var at = WriterOf(product.Buffer);
            if (Begin((ContractionKernel)kernels[at], start, walk) is not { } kernel)
            {
                kernels.RemoveRange(first, added);
                return 0;
            }

            joined.Add((at, kernel));
            start = product;
        }

        foreach (var (at, kernel) in joined)
            kernels[at] = kernel;
        var (last, result) = joined[^1];
        kernels[last] = result with { Output = result.Output with { Buffer = walk.Kernel.Output } };
        kernels.RemoveAt(place + added);
        return added - 1;
    }

    /// <summary>The loads that a body adds up; null when it is no sum of loads at known places.</summary>
    private static List<LoadScalar>? Summands(ScalarExpression body)
    {
        var found = new List<LoadScalar>();
        var pending = new Stack<ScalarExpression>();
        pending.Push(body);
        while (pending.TryPop(out var part))
        {
            if (part is BinaryScalar { Operation: ScalarOperation.Add } add)
            {
                pending.Push(add.Right);
                pending.Push(add.Left);
            }
            else if (part is LoadScalar { Element: ElementType.Float32 } load && found.Count < MostSummands && LinearIndex.OfElement(load.Buffer.Shape, load.Indices).IsAffine)
            {
                found.Add(load);
            }
            else
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>The place of the product whose element is loaded, if nothing else reads it and its sums begin with 0; -1 otherwise.</summary>
    private int ProductOf(LoadScalar load, OutputWalk walk, int place)
    {
        var at = WriterOf(load.Buffer);
        return at >= 0 && at < place && readers[load.Buffer] == 1 && isTemporary(load.Buffer)
            && kernels[at] is ContractionKernel { Accumulate: false, Start: null, LastPart: null, Output.Offset: 0 } product
            && product.Loops.Where(static loop => !loop.IsReduced).Aggregate(1L, static (count, loop) => count * loop.Extent) == load.Buffer.ElementCount
            && load.Buffer.ElementCount == walk.Kernel.Output.ElementCount
            && walk.Place.SameAs(LinearIndex.OfElement(load.Buffer.Shape, load.Indices))
                ? at
                : -1;
    }

    private int WriterOf(TensorBuffer buffer) => kernels.FindIndex(kernel => kernel.Writes.Contains(buffer));

    /// <summary>A kernel that adds up what does not change with every loop of the result; null when that would be no less work.</summary>
    private ElementKernel? AddUp(List<LoadScalar> loads, OutputWalk walk)
    {
        var indices = loads.ConvertAll(static load => LinearIndex.OfElement(load.Buffer.Shape, load.Indices));
        var loops = walk.Kernel.Loops.Where(loop => loop.Extent > 1 && indices.Exists(index => index.StrideOf(loop) != 0)).ToImmutableArray();
        var count = loops.Aggregate(1L, static (product, loop) => product * loop.Extent);
        if (walk.Kernel.Output.ElementCount < FewestElements || count * FewestRows > walk.Kernel.Output.ElementCount)
            return null;
        var output = addBuffer($"{walk.Kernel.Output.Name}.start", ElementType.Float32, [.. loops.Select(static loop => loop.Extent)]);
        var body = loads.Skip(1).Aggregate((ScalarExpression)loads[0], static (sum, load) => new BinaryScalar(ScalarOperation.Add, sum, load, ElementType.Float32));
        return new ElementKernel(walk.Kernel.Node, output, loops, [.. loops.Select(static loop => (IndexExpression)loop)], body, []);
    }

    /// <summary>The product with sums that begin with a load; null when that does not walk evenly along its loops.</summary>
    private static ContractionKernel? Begin(ContractionKernel product, LoadScalar start, OutputWalk walk)
    {
        var index = LinearIndex.OfElement(start.Buffer.Shape, start.Indices);
        var loops = ImmutableArray.CreateBuilder<ContractionLoop>(product.Loops.Length);
        foreach (var loop in product.Loops)
        {
            var stride = loop.IsReduced ? 0 : walk.StrideOf(index, loop);
            if (stride is null || (loop is { IsReduced: false, OutputStride: 1 } && stride is not (0 or 1)))
                return null;
            loops.Add(loop with { StartStride = stride.Value });
        }

        return product with { Start = new ContractionOperand(start.Buffer, index.Constant), Loops = loops.MoveToImmutable() };
    }
}
