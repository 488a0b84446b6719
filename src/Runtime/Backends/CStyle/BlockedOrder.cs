using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>
/// The order in which items take the elements of a phase that reads what lies in another order than its results, as a transposed matrix: neighbours take some elements along the results and some along a
/// loop that moves through the operand by one, so that both sides are touched in whole sectors, or nearly.
/// </summary>
/// <param name="Inner">Elements of a turn of that loop.</param>
/// <param name="Turns">Its turns.</param>
/// <param name="Along">Elements along the results that neighbours take.</param>
/// <param name="Across">Turns of the loop that they take.</param>
internal sealed record BlockedOrder(long Inner, long Turns, int Along, int Across)
{
    // Less saved does not pay for the arithmetic.
    private const double LargestShare = 0.8;

    private static readonly ImmutableArray<(int Along, int Across)> blocks = [(16, 2), (8, 4), (4, 8), (2, 16)];

    /// <summary>The order for a phase; null where elements are best taken one after another.</summary>
    /// <param name="phase">The phase, in which an item computes its element by itself.</param>
    /// <param name="elements">The elements of a chunk, whose items stay among them.</param>
    /// <param name="isOutside">Whether a buffer lies in the device's memory.</param>
    public static BlockedOrder? Find(LaunchPhase phase, long elements, Func<TensorBuffer, bool> isOutside)
    {
        ElementKernel[] kernels = [.. phase.Members.Select(static member => (ElementKernel)member.Kernel)];
        BlockedOrder? best = null;
        var accesses = new List<(LinearIndex Index, ImmutableArray<LoopVariable> Loops, int Bytes)>();
        foreach (var kernel in kernels)
            AddTo(accesses, kernel, isOutside);
        var least = LargestShare * Sectors(accesses, null);
        var (loops, inner) = (kernels[0].Loops, 1L);
        for (var i = loops.Length - 1; i >= 0; inner *= loops[i--].Extent)
        {
            if (inner == 1 || loops[i].Extent == 1 || elements % (inner * loops[i].Extent) != 0 || !accesses.Exists(access => access.Index.StrideOf(loops[i]) == 1))
                continue;
            foreach (var (along, across) in blocks)
            {
                if (inner % along != 0 || loops[i].Extent % across != 0)
                    continue;
                var order = new BlockedOrder(inner, loops[i].Extent, along, across);
                var sectors = Sectors(accesses, order.ElementOf);
                if (sectors < least)
                    (best, least) = (order, sectors);
            }
        }

        return best;
    }

    /// <summary>The element of a turn, as text.</summary>
    /// <param name="turn">The name of the turn.</param>
    public string Element(string turn)
    {
        var (whole, block) = (Inner * Turns, Along * Across);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{turn} / {whole} * {whole} + ({turn} % {whole} / {Inner * Across} * {Across} + {turn} / {Along} % {Across}) * {Inner} + {turn} % {Inner * Across} / {block} * {Along} + {turn} % {Along}");
    }

    private long ElementOf(long turn)
    {
        var (whole, block) = (Inner * Turns, Along * Across);
        return (turn / whole * whole) + (((turn % whole / (Inner * Across) * Across) + (turn / Along % Across)) * Inner) + (turn % (Inner * Across) / block * Along) + (turn % Along);
    }

    private static double Sectors(List<(LinearIndex Index, ImmutableArray<LoopVariable> Loops, int Bytes)> accesses, Func<long, long>? elementOf) =>
        accesses.Sum(access => WarpSectors.Of(access.Index, access.Loops, access.Bytes, elementOf));

    private static void AddTo(List<(LinearIndex Index, ImmutableArray<LoopVariable> Loops, int Bytes)> accesses, ElementKernel kernel, Func<TensorBuffer, bool> isOutside)
    {
        if (isOutside(kernel.Output))
            Add(kernel.Output, kernel.OutputIndices);
        ExpressionWalker.Visit(
            kernel.Body,
            part =>
            {
                if (part is LoadScalar load && isOutside(load.Buffer))
                    Add(load.Buffer, load.Indices);
            },
            null);

        void Add(TensorBuffer buffer, ImmutableArray<IndexExpression> indices) =>
            accesses.Add((LinearIndex.OfElement(buffer.Shape, indices), kernel.Loops, buffer.Element.ByteSize()));
    }
}
