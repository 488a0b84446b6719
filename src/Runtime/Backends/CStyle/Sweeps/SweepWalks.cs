using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling.Sweeps;
using static System.FormattableString;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>How loops of a way's kernels walk through its tables.</summary>
internal sealed class SweepWalks
{
    // More would take registers from sums.
    private const int MostLoadsOfLines = 8;

    private readonly SweepKernel sweep;
    private readonly SweepPass pass;

    /// <param name="sweep">The sweep.</param>
    /// <param name="pass">The way.</param>
    public SweepWalks(SweepKernel sweep, SweepPass pass)
    {
        (this.sweep, this.pass) = (sweep, pass);
        All = [.. pass.Tables.SelectMany(table => PlacesOf(IndexOf(table), table.Loops))
            .Concat(pass.Reductions.SelectMany(kernel => SweepReductions.Of(kernel).SelectMany(reduction => PlacesOf(IndexOf(reduction), kernel.Loops.Concat(reduction.Variables))))).Distinct()];
    }

    /// <summary>All of them.</summary>
    public ImmutableArray<TablePlace> All { get; }

    /// <summary>Those along an axis.</summary>
    public IEnumerable<TablePlace> Along(TableAxis axis) => All.Where(walk => walk.Axis == axis);

    /// <summary>Declares the counters of loops, each by the place on its axis.</summary>
    public void Bind(ScalarRenderer renderer, IEnumerable<TablePlace> places)
    {
        foreach (var (variable, axis, step) in places)
        {
            var place = axis == TableAxis.Batch ? "batch" : axis == sweep.Lines ? SweepPassRenderer.Own : SweepPassRenderer.Way;
            var turn = step == 1 ? place : Invariant($"{place} / {step}");
            renderer.Bind(variable, step * variable.Extent == sweep.Space.ExtentOf(axis) ? turn : Invariant($"{turn} % {variable.Extent}"));
        }
    }

    /// <summary>The tables that a reduction is computed from.</summary>
    public IReadOnlySet<TensorBuffer> TablesOf(ElementKernel reduction)
    {
        var needed = reduction.Reads.ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        foreach (var table in pass.Tables.Reverse().Where(table => needed.Contains(table.Output)))
            needed.UnionWith(table.Reads);
        return needed;
    }

    /// <summary>What elements read of something else at their line alone, where they read it in any case.</summary>
    public ImmutableArray<LoadScalar> LoadsOfLines()
    {
        var own = sweep.Members.SelectMany(static member => member.Writes).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var onWay = Along(sweep.Way).Select(static walk => walk.Variable).ToHashSet();
        var (found, seen, pending) = (ImmutableArray.CreateBuilder<LoadScalar>(), new HashSet<ScalarExpression>(ReferenceEqualityComparer.Instance), new Stack<ScalarExpression>());
        foreach (var table in pass.Tables)
            pending.Push(table.Body);
        foreach (var reduction in pass.Reductions.SelectMany(static kernel => SweepReductions.Of(kernel)))
            pending.Push(reduction.Body);
        while (pending.TryPop(out var part))
        {
            if (!seen.Add(part) || part is GuardedScalar)
                continue;
            if (part is LoadScalar load && !own.Contains(load.Buffer) && found.Count < MostLoadsOfLines
                && LinearIndex.OfElement(load.Buffer.Shape, load.Indices) is { IsAffine: true } index && !index.Terms.Any(term => onWay.Contains(((LoopIndex)term.Atom).Variable)))
                found.Add(load);
            foreach (var operand in ExpressionWalker.Operands(part))
                pending.Push(operand);
        }

        return found.ToImmutable();
    }

    /// <summary>Whether a load reads something else for each line.</summary>
    public bool IsOfLine(LoadScalar load)
    {
        var ofLines = Along(sweep.Lines).Select(static walk => walk.Variable).ToHashSet();
        return LinearIndex.OfElement(load.Buffer.Shape, load.Indices).Terms.Any(term => term.Atom is LoopIndex loop && ofLines.Contains(loop.Variable));
    }

    /// <summary>The position of a table's element.</summary>
    public static LinearIndex IndexOf(ElementKernel table) => LinearIndex.OfElement(table.Output.Shape, table.OutputIndices);

    /// <summary>The position at which a reduction reads tables, the same for all.</summary>
    public LinearIndex IndexOf(ReduceScalar reduction)
    {
        var load = SweepReductions.Loads(reduction.Body).First(load => pass.Products.Any(product => product.Output.Buffer == load.Buffer) || pass.Tables.Any(table => table.Output == load.Buffer));
        return LinearIndex.OfElement(load.Buffer.Shape, load.Indices);
    }

    private ImmutableArray<TablePlace> PlacesOf(LinearIndex index, IEnumerable<LoopVariable> variables) => TablePlaces.Of(index, sweep.Space, variables)!.Value;
}
