using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Cuts a reduction with few results of very many values each in two: first over parts, so that there are groups enough to fill a device, then over their results. Gradients by
/// biases and by scales of norms are such reductions. The parts follow from shapes alone.
/// </summary>
internal static class DeviceReductions
{
    private const long FewestValues = 1 << 16;
    private const long EnoughGroups = 128;
    private const long WantedGroups = 512;
    private const long FewestTurns = 64;

    /// <summary>The kernels for a kernel: itself, or one for the parts and one for their results.</summary>
    /// <param name="kernel">What is to be computed.</param>
    /// <param name="addTemporary">Takes up a buffer.</param>
    public static ImmutableArray<Kernel> Split(ElementKernel kernel, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addTemporary)
    {
        if (!kernel.Sites.IsEmpty || SingleReduction(kernel.Body) is not { } reduce || PartsOf(kernel, reduce) is not var (outer, parts, length))
            return [kernel];
        var part = new LoopVariable("part", parts);
        var inner = new LoopVariable($"{outer.Name}.inner", length);
        var results = addTemporary($"{kernel.Output.Name}.parts", reduce.Element, [parts, .. kernel.Loops.Select(static loop => loop.Extent)]);
        var place = ((IndexExpression)part * length) + inner;
        var value = new LoopSubstitution(new Dictionary<LoopVariable, IndexExpression> { [outer] = place }).Apply(reduce.Body);
        if (parts * (long)length > outer.Extent)
            value = new GuardedScalar([new IndexGuard(place, 0, outer.Extent)], value, new ConstantScalar(Neutral(reduce), value.Element));
        var ofParts = new ReduceScalar(reduce.Kind, [.. reduce.Variables.Select(variable => variable == outer ? inner : variable)], value);
        var first = new ElementKernel(kernel.Node, results, [part, .. kernel.Loops], Indices(part, kernel), ofParts, []);

        var each = new LoopVariable("part", parts);
        var finish = new LoopSubstitution(new Dictionary<LoopVariable, IndexExpression>());
        finish.Replace(reduce, new ReduceScalar(reduce.Kind, [each], new LoadScalar(results, Indices(each, kernel))));
        return [first, new ElementKernel(kernel.Node, kernel.Output, kernel.Loops, kernel.OutputIndices, finish.Apply(kernel.Body), [])];
    }

    private static ImmutableArray<IndexExpression> Indices(LoopVariable part, ElementKernel kernel) => [part, .. kernel.Loops.Select(static loop => (IndexExpression)loop)];

    // The only reduction there is, if several items could share it.
    private static ReduceScalar? SingleReduction(ScalarExpression body)
    {
        var all = new List<ReduceScalar>();
        ExpressionWalker.Visit(body, part => AddTo(all, part), null);
        return all is [{ Kind: not (ReductionKind.ArgMaximum or ReductionKind.ArgMinimum), Element: not (ElementType.Float16 or ElementType.BFloat16) } only]
            && ReductionShape.IsShared(body, only) ? only : null;
    }

    private static void AddTo(List<ReduceScalar> all, ScalarExpression part)
    {
        if (part is ReduceScalar reduce)
            all.Add(reduce);
    }

    // What changes no result of a reduction that it takes part in.
    private static double Neutral(ReduceScalar reduce) => reduce.Kind switch
    {
        ReductionKind.Sum or ReductionKind.Any => 0,
        ReductionKind.Product or ReductionKind.All => 1,
        ReductionKind.Maximum when reduce.Element.IsFloat() => double.NegativeInfinity,
        ReductionKind.Minimum when reduce.Element.IsFloat() => double.PositiveInfinity,
        _ => double.NaN,
    };

    // Equal parts; or, where the length has no fitting divisor, a shorter last one.
    private static (LoopVariable Outer, int Parts, int Length)? PartsOf(ElementKernel kernel, ReduceScalar reduce)
    {
        var shape = ReductionShape.Of(kernel);
        var results = kernel.Output.ElementCount;
        var groups = shape.IsAlongRows ? results : (results + DevicePolicy.ColumnsOfGroup - 1) / DevicePolicy.ColumnsOfGroup;
        if (results * shape.Turns < FewestValues || groups >= EnoughGroups || reduce.Variables.FirstOrDefault(static variable => variable.Extent > 1) is not { } outer)
            return null;
        var most = (int)Math.Min(outer.Extent, Math.Min(WantedGroups / groups, shape.Turns / FewestTurns));
        if (most < 2)
            return null;
        var even = most;
        while (outer.Extent % even != 0)
            even--;
        if (even > 1 && (even >= most / 2 || double.IsNaN(Neutral(reduce))))
            return (outer, even, outer.Extent / even);
        var length = (outer.Extent + most - 1) / most;
        return double.IsNaN(Neutral(reduce)) ? null : (outer, (outer.Extent + length - 1) / length, length);
    }
}
