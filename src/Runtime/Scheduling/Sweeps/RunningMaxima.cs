using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>
/// Joins ways of which later ones need a greatest value of an earlier one only in exponentials of what is below it, and other results only as factors of whole sums: softmax, and what is summed
/// by its weights, are then found on one way.
/// </summary>
internal sealed class RunningMaxima
{
    private readonly TableSpace space;
    private readonly ElementKernel kernel;
    private readonly List<ReduceScalar> followingParts = [];
    private readonly List<TensorBuffer> followingSums = [];
    private readonly List<LineFactor> factors = [];
    private SweepPass joined;

    private RunningMaxima(ElementKernel kernel, SweepPass first, TableSpace space)
    {
        (this.kernel, joined, this.space) = (kernel, first, space);
    }

    /// <summary>The ways, the first ones joined where that is possible.</summary>
    /// <param name="passes">The ways, in order.</param>
    /// <param name="space">The places of the tables.</param>
    public static ImmutableArray<SweepPass> Join(ImmutableArray<SweepPass> passes, TableSpace space)
    {
        foreach (var kernel in passes[0].Reductions.Where(static kernel => kernel.Body is ReduceScalar { Kind: ReductionKind.Maximum, Element: ElementType.Float32 or ElementType.Float64 }))
        {
            var running = new RunningMaxima(kernel, passes[0], space);
            var count = 1;
            while (count < passes.Length && running.Add(passes[count]))
                count++;
            if (count > 1 && running.followingParts.Count + running.followingSums.Count > 0)
                return [running.joined with { Running = new RunningMaximum(kernel, [.. running.followingParts], [.. running.followingSums], [.. running.factors]) }, .. passes[count..]];
        }

        return passes;
    }

    private bool Add(SweepPass pass)
    {
        var products = joined.Products.Union(pass.Products).ToImmutableArray();
        var tables = joined.Tables.UnionBy(pass.Tables, static table => table.Output).ToDictionary<ElementKernel, TensorBuffer>(static table => table.Output, ReferenceEqualityComparer.Instance);
        bool IsTable(TensorBuffer buffer) => tables.ContainsKey(buffer) || products.Any(product => product.Output.Buffer == buffer);
        PlacedExpression Placed(ElementKernel reader, ReduceScalar reduction) => PlacedExpression.Of(reader, reduction, IsTable, space);
        var greatest = new LinePowers(kernel.Output, Placed(kernel, (ReduceScalar)kernel.Body), tables, space);
        LinePowers[] others = [.. joined.Reductions.Where(other => other != kernel).Select(other => new LinePowers(other.Output, null, tables, space))];
        var (newParts, newSums, newFactors) = (new List<ReduceScalar>(), new List<TensorBuffer>(), new List<LineFactor>());

        foreach (var (reader, reduction) in pass.Reductions.SelectMany(static reader => SweepReductions.Of(reader).Select(reduction => (reader, reduction))))
        {
            var place = Placed(reader, reduction);
            var power = greatest.Of(place);
            if (power is not (0 or 1) || others.Any(other => other.Of(place) != 0) || (power == 1 && reduction.Kind != ReductionKind.Sum))
                return false;
            if (power == 1)
                newParts.Add(reduction);
        }

        foreach (var sum in pass.Sums)
        {
            if (!tables.TryGetValue(sum.Left.Buffer, out var table) && !tables.TryGetValue(sum.Right.Buffer, out table))
                continue;
            if (greatest.Of(table) is not (0 or 1) || others.Any(other => other.Of(table) is not (-1 or 0 or 1)))
                return false;
            if (greatest.Of(table) == 1)
                newSums.Add(sum.Output.Buffer);
            LineFactor[] ofSum = [.. joined.Reductions.Where(other => other != kernel).Zip(others).Where(pair => pair.Second.Of(table) != 0)
                .Select(pair => new LineFactor(sum.Output.Buffer, pair.First.Output, pair.Second.Of(table) < 0))];
            if ((ofSum.Length > 0 || greatest.Of(table) == 1) && table.Output.Element.ByteSize() < sizeof(float) && !greatest.IsSmall(table, [.. ofSum.Select(static factor => factor.Factor)]))
                return false;
            newFactors.AddRange(ofSum);
        }

        followingParts.AddRange(newParts);
        followingSums.AddRange(newSums);
        factors.AddRange(newFactors);
        var ones = newFactors.Select(static factor => factor.Factor).Distinct().ToArray();
        joined = new SweepPass(
            products, [.. joined.Tables.UnionBy(pass.Tables, static table => table.Output).Select(table => WithOnes(table, ones))], joined.Reductions.AddRange(pass.Reductions), joined.Sums.AddRange(pass.Sums));
        return true;
    }

    private static ElementKernel WithOnes(ElementKernel table, TensorBuffer[] factors)
    {
        var body = table.Body;
        foreach (var factor in factors.Where(table.Reads.Contains))
            body = new ValueSubstitution(factor, new ConstantScalar(1, factor.Element)).Apply(body);
        return ReferenceEquals(body, table.Body) ? table : new ElementKernel(table.Node, table.Output, table.Loops, table.OutputIndices, body, table.Sites);
    }
}
