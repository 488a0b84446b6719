using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>Results of tables that one launch is going to compute.</summary>
/// <param name="domain">The tables.</param>
/// <param name="lines">What the launch's groups own.</param>
internal sealed class SweepGroup(TableDomain domain, TableAxis lines)
{
    private readonly List<(Kernel Kernel, int Pass)> results = [];

    public TableAxis Lines { get; } = lines;

    public IEnumerable<Kernel> Kernels => results.Select(static result => result.Kernel);

    /// <summary>Whether a kernel reads of the group's results only those of its own line, and so do the tables that it is computed from.</summary>
    public bool ReadsOwnLines(Kernel kernel) => domain.ChainOf(kernel).Select(buffer => domain.Writers[buffer]).Append(kernel).All(IsOwn);

    public void Add(Kernel kernel) => results.Add((kernel, PassOf(kernel)));

    /// <summary>The passes, in order.</summary>
    public IEnumerable<SweepPass> Passes()
    {
        foreach (var pass in results.GroupBy(static result => result.Pass).OrderBy(static pass => pass.Key))
        {
            Kernel[] kernels = [.. pass.Select(static result => result.Kernel)];
            var tables = kernels.SelectMany(domain.ChainOf).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
            Kernel[] writers = [.. domain.Writers.Where(pair => tables.Contains(pair.Key)).Select(static pair => pair.Value)];
            yield return new SweepPass([.. writers.OfType<ContractionKernel>()], [.. InOrder(writers.OfType<ElementKernel>())], [.. kernels.OfType<ElementKernel>()], [.. kernels.OfType<ContractionKernel>()]);
        }
    }

    // Domains that were merged have their tables one after another.
    private static List<ElementKernel> InOrder(IEnumerable<ElementKernel> kernels)
    {
        var waiting = kernels.ToList();
        var ordered = new List<ElementKernel>();
        while (waiting.Count > 0)
        {
            var next = waiting.First(kernel => !waiting.Exists(other => kernel.Reads.Contains(other.Output)));
            waiting.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    private int PassOf(Kernel kernel)
    {
        var read = domain.ChainOf(kernel).Select(buffer => domain.Writers[buffer]).Append(kernel).SelectMany(static member => member.Reads).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        return results.Where(result => read.Contains(result.Kernel.Writes[0])).Select(static result => result.Pass + 1).DefaultIfEmpty(0).Max();
    }

    // One element a line, which the items of the line have; what a contraction gives is spread over all items.
    private bool IsOfLines(TensorBuffer buffer) =>
        buffer.ElementCount == domain.Space.Batches * domain.Space.ExtentOf(Lines) && !results.Exists(result => result.Kernel is ContractionKernel && result.Kernel.Writes[0] == buffer);

    private bool IsOwn(Kernel kernel)
    {
        TensorBuffer[] read = [.. kernel.Reads.Where(buffer => results.Exists(result => result.Kernel.Writes[0] == buffer))];
        if (read.Length == 0)
            return true;
        if (kernel is not ElementKernel element || Array.Exists(read, buffer => !IsOfLines(buffer)))
            return false;
        var reductions = SweepReductions.Of(element);
        if (reductions.IsEmpty)
            return AreOwn(SweepReductions.LoadsOutside(element), LinearIndex.OfElement(element.Output.Shape, element.OutputIndices), element.Loops);
        return reductions.All(reduction =>
        {
            var table = SweepReductions.Loads(reduction.Body).First(load => domain.Writers.ContainsKey(load.Buffer));
            return AreOwn([.. SweepReductions.Loads(reduction.Body), .. SweepReductions.LoadsOutside(element)], LinearIndex.OfElement(table.Buffer.Shape, table.Indices), element.Loops.Concat(reduction.Variables));
        });

        bool AreOwn(IEnumerable<LoadScalar> loads, LinearIndex table, IEnumerable<LoopVariable> variables) =>
            TablePlaces.Of(table, domain.Space, variables) is { } places
            && loads.Where(load => read.Contains(load.Buffer)).All(load => TablePlaces.IsOwnLine(LinearIndex.OfElement(load.Buffer.Shape, load.Indices), domain.Space, Lines, places));
    }
}
