using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>What the scheduler knows about the work of one element-lowered node, from its expression over plain loads.</summary>
/// <param name="Weight">Operations an element, elementary functions counted as several.</param>
/// <param name="IsReduction">Whether an element needs a loop.</param>
/// <param name="IsContraction">Whether it is a sum of products of two inputs.</param>
/// <param name="IsView">Whether an element is one element of the input, at a place that is known without loading.</param>
/// <param name="Reads">For each input, how often its elements are read in all.</param>
internal sealed record NodeProfile(int Weight, bool IsReduction, bool IsContraction, bool IsView, ImmutableArray<double> Reads)
{
    private const int FunctionWeight = 10;
    private const int DivisionWeight = 3;
    private const int RandomWeight = 20;

    // A loaded index is checked against its bound.
    private const int GatherWeight = 4;

    public static NodeProfile Of(Node node)
    {
        var placeholders = new Dictionary<Node, TensorBuffer>(ReferenceEqualityComparer.Instance);
        foreach (var input in node.Inputs)
            placeholders.TryAdd(input, Scheduler.CreateBuffer("input", input.Type));
        var kernel = ElementLowerer.Lower(node, Scheduler.CreateBuffer("output", node.Type), placeholders);
        var weight = 0;
        var isReduction = false;
        var turns = 1.0;
        ExpressionWalker.Visit(
            kernel.Body,
            part =>
            {
                weight += WeightOf(part);
                if (part is not ReduceScalar reduce)
                    return;
                isReduction = true;
                foreach (var variable in reduce.Variables)
                    turns *= variable.Extent;
            },
            index => weight += index is LoadedIndex ? GatherWeight : 0);
        var isContraction = kernel.Body is ReduceScalar { Kind: ReductionKind.Sum, Body: BinaryScalar { Operation: ScalarOperation.Multiply } };
        var isView = kernel.Body is LoadScalar load && load.Indices.All(IsKnown);
        var count = Count(node) * turns;
        var reads = ImmutableArray.CreateBuilder<double>(node.Inputs.Length);
        for (var input = 0; input < node.Inputs.Length; input++)
            reads.Add(count);
        return new NodeProfile(weight, isReduction, isContraction, isView, reads.MoveToImmutable());
    }

    /// <summary>The number of elements of a node's value.</summary>
    public static double Count(Node node)
    {
        var count = 1.0;
        foreach (var axis in node.Shape.Axes)
            count *= axis.Size.ConstantValue ?? 1;
        return count;
    }

    private static bool IsKnown(IndexExpression index) => LinearIndex.Of(index).Terms.All(static term => term.Atom is not LoadedIndex);

    private static int WeightOf(ScalarExpression part) => part switch
    {
        UnaryScalar { Operation: >= ScalarOperation.Exp and <= ScalarOperation.Erf and not (ScalarOperation.Abs or ScalarOperation.Sign or ScalarOperation.Sqrt) } => FunctionWeight,
        UnaryScalar { Operation: ScalarOperation.Sqrt } => DivisionWeight,
        BinaryScalar { Operation: ScalarOperation.Power } => FunctionWeight,
        BinaryScalar { Operation: ScalarOperation.Divide or ScalarOperation.FloorDivide or ScalarOperation.Modulo } => DivisionWeight,
        UnaryScalar or BinaryScalar or SelectScalar or ReduceScalar or GuardedScalar => 1,
        CastScalar cast => cast.Element is ElementType.Float16 or ElementType.BFloat16 ? 2 : 0,
        RandomScalar => RandomWeight,
        _ => 0,
    };
}
