using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>
/// Finds tables that need not be stored: results of contractions over little that are larger than what they are computed from, and what is computed from them element by
/// element, where everybody else who reads them sums or otherwise reduces them over rows or columns.
/// </summary>
internal sealed class TableFinder
{
    // More terms cost more to add up again than a table costs to store.
    private const long MostTerms = 256;

    private readonly Dictionary<TensorBuffer, TableDomain> owners = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<TableDomain> domains = [];
    private readonly Func<TensorBuffer, bool> isTemporary;
    private readonly Func<TensorBuffer, bool> isVariable;

    private TableFinder(Func<TensorBuffer, bool> isTemporary, Func<TensorBuffer, bool> isVariable)
    {
        (this.isTemporary, this.isVariable) = (isTemporary, isVariable);
    }

    /// <summary>The tables of kernels.</summary>
    /// <param name="kernels">In an order in which they could run.</param>
    /// <param name="isTemporary">Whether only kernels read a buffer.</param>
    /// <param name="isVariable">Whether a buffer is a variable's.</param>
    public static List<TableDomain> Find(IReadOnlyList<Kernel> kernels, Func<TensorBuffer, bool> isTemporary, Func<TensorBuffer, bool> isVariable)
    {
        var finder = new TableFinder(isTemporary, isVariable);
        foreach (var kernel in kernels)
            finder.Visit(kernel);
        return [.. finder.domains.Where(static domain => domain.IsSound && domain.Results.Count > 0)];
    }

    private void Visit(Kernel kernel)
    {
        TableDomain[] read = [.. kernel.Reads.Where(owners.ContainsKey).Select(buffer => owners[buffer]).Distinct()];
        if (read.Length == 0)
        {
            if (kernel is ContractionKernel product && isTemporary(product.Output.Buffer) && SpaceOf(product) is { } space)
                Add(new TableDomain(space), product);
            return;
        }

        if (!Array.TrueForAll(read, domain => domain.Space == read[0].Space) || !Take(kernel, read))
        {
            foreach (var domain in read)
                domain.IsSound = false;
        }
    }

    private bool Take(Kernel kernel, TableDomain[] read)
    {
        var space = read[0].Space;
        switch (kernel)
        {
            case ElementKernel element when IsTable(element, space):
                Add(Merge(read), element);
                return true;
            case ElementKernel element when LinesOf(element, space) is { } lines:
                Merge(read).Results.Add(new SweepResult(element, lines));
                return true;
            case ContractionKernel sum when LinesOf(sum, space) is { } lines:
                Merge(read).Results.Add(new SweepResult(sum, lines));
                return true;
            default:
                return false;
        }
    }

    private void Add(TableDomain domain, Kernel kernel)
    {
        domains.Add(domain);
        domain.Writers.Add(kernel.Writes[0], kernel);
        owners.Add(kernel.Writes[0], domain);
    }

    private TableDomain Merge(TableDomain[] parts)
    {
        foreach (var part in parts.AsSpan(1))
        {
            foreach (var (buffer, writer) in part.Writers)
            {
                parts[0].Writers.Add(buffer, writer);
                owners[buffer] = parts[0];
            }

            parts[0].Results.AddRange(part.Results);
            parts[0].IsSound &= part.IsSound;
            domains.Remove(part);
        }

        return parts[0];
    }

    /// <summary>The places of a contraction's result, if it is a table.</summary>
    private static TableSpace? SpaceOf(ContractionKernel kernel)
    {
        if (kernel.Accumulate || kernel.Output.Offset != 0)
            return null;
        var (batches, outer, inner, stride) = (1L, 1L, 1L, 1L);
        bool? innerMovesLeft = null;
        var part = 0;
        foreach (var loop in kernel.Loops.Where(static loop => !loop.IsReduced).OrderBy(static loop => loop.OutputStride))
        {
            if (loop.OutputStride != stride)
                return null;
            stride *= loop.Extent;
            var (movesLeft, movesRight) = (loop.LeftStride != 0, loop.RightStride != 0);
            if (!movesLeft && !movesRight)
                return null;
            innerMovesLeft ??= movesLeft;
            var here = movesLeft && movesRight ? 2 : movesLeft == innerMovesLeft ? 0 : 1;
            if (here < part)
                return null;
            part = here;
            (batches, outer, inner) = here switch
            {
                2 => (batches * loop.Extent, outer, inner),
                1 => (batches, outer * loop.Extent, inner),
                _ => (batches, outer, inner * loop.Extent),
            };
        }

        var terms = kernel.Loops.Where(static loop => loop.IsReduced).Aggregate(1L, static (product, loop) => product * loop.Extent);
        var isTable = stride == kernel.Output.Buffer.ElementCount && outer > 1 && inner > 1 && terms <= MostTerms && outer * inner >= (outer + inner) * terms;
        return isTable ? new TableSpace(batches, outer, inner) : null;
    }

    private bool IsTable(ElementKernel kernel, TableSpace space)
    {
        if (kernel.Output.ElementCount != space.Count || !kernel.Sites.IsEmpty || !isTemporary(kernel.Output))
            return false;
        var own = LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices);
        if (TablePlaces.Of(own, space, kernel.Loops) is null)
            return false;
        var isFit = true;
        ExpressionWalker.Visit(
            kernel.Body,
            part => isFit &= part is not ReduceScalar && (part is not LoadScalar load || !owners.ContainsKey(load.Buffer) || own.SameAs(LinearIndex.OfElement(load.Buffer.Shape, load.Indices))),
            null);
        return isFit;
    }

    /// <summary>The lines of a kernel that reduces tables over the other axis; null for other kernels.</summary>
    private TableAxis? LinesOf(ElementKernel kernel, TableSpace space)
    {
        if (!kernel.Sites.IsEmpty || isVariable(kernel.Output))
            return null;
        var reductions = SweepReductions.Of(kernel);
        if (reductions.IsEmpty || reductions.Any(reduction => !SweepReductions.IsFit(reduction)) || SweepReductions.LoadsOutside(kernel).Any(load => owners.ContainsKey(load.Buffer)))
            return null;
        TableAxis? lines = null;
        foreach (var reduction in reductions)
        {
            LinearIndex[] indices = [.. SweepReductions.Loads(reduction.Body).Where(load => owners.ContainsKey(load.Buffer)).Select(static load => LinearIndex.OfElement(load.Buffer.Shape, load.Indices))];
            if (indices.Length == 0 || !Array.TrueForAll(indices, indices[0].SameAs) || TablePlaces.Of(indices[0], space, kernel.Loops.Concat(reduction.Variables)) is not { } places)
                return null;
            TableAxis[] reduced = [.. places.Where(place => reduction.Variables.Contains(place.Variable)).Select(static place => place.Axis).Distinct()];
            if (reduced is not [TableAxis.Row or TableAxis.Column] || places.Any(place => place.Axis == reduced[0] && !reduction.Variables.Contains(place.Variable)))
                return null;
            var mine = reduced[0] == TableAxis.Row ? TableAxis.Column : TableAxis.Row;
            if ((lines ?? mine) != mine || !TablePlaces.IsOwnLine(LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices), space, mine, places))
                return null;
            lines = mine;
        }

        return lines is { } all && kernel.Output.ElementCount == space.Batches * space.ExtentOf(all) ? lines : null;
    }

    private TableAxis? LinesOf(ContractionKernel kernel, TableSpace space)
    {
        var isLeft = owners.ContainsKey(kernel.Left.Buffer);
        if (kernel.Accumulate || isLeft == owners.ContainsKey(kernel.Right.Buffer) || isVariable(kernel.Output.Buffer))
            return null;
        var sum = isLeft ? kernel : kernel.Swapped();
        if (sum.Left.Offset != 0 || TableLoops.Of(sum, space, static loop => loop.LeftStride) is not { } loops)
            return null;
        var isOfOthers = loops.Others.All(static loop => loop is { IsReduced: false, RightStride: not 0, OutputStride: not 0 }) && loops.Others.Aggregate(1L, static (product, loop) => product * loop.Extent) <= MostTerms;
        if (!isOfOthers || loops.Batches.Any(static loop => loop.IsReduced))
            return null;
        TableAxis? lines = (IsReduced(loops.Rows), IsReduced(loops.Columns)) switch
        {
            (true, false) => TableAxis.Column,
            (false, true) => TableAxis.Row,
            _ => null,
        };

        // All lines of a group meet the same piece of the other operand.
        return lines is { } own && loops.Along(own).All(static loop => loop.RightStride == 0) ? own : null;

        bool? IsReduced(IEnumerable<ContractionLoop> walk) => walk.All(static loop => loop.IsReduced) ? true : walk.Any(static loop => loop.IsReduced) ? null : false;
    }
}
