using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Recognises sums of products of two loads as contractions.</summary>
internal static class ContractionFinder
{
    /// <summary>The kernel as a contraction, or null when it is none.</summary>
    /// <param name="kernel">One operation.</param>
    /// <param name="isPackedOnce">Whether packing a buffer costs nothing.</param>
    public static ContractionKernel? Find(ElementKernel kernel, Func<TensorBuffer, bool>? isPackedOnce = null)
    {
        if (FindAny(kernel) is not { } result || ContractionRoles.Of(result, isPackedOnce) is not { } roles || roles.Cost > ContractionRoles.CostOfElements(result))
            return null;
        return roles.IsSwapped ? result.Swapped() : result;
    }

    /// <summary>The kernel as a contraction, or null when it is none or no loop of it moves one operand alone.</summary>
    public static ContractionKernel? FindAny(ElementKernel kernel)
    {
        if (kernel.Body is not ReduceScalar { Kind: ReductionKind.Sum, Body: BinaryScalar { Operation: ScalarOperation.Multiply, Left: LoadScalar left, Right: LoadScalar right } } reduce)
            return null;
        if (!kernel.Output.Element.IsFloat()
            || left.Buffer.Element != kernel.Output.Element || right.Buffer.Element != kernel.Output.Element)
        {
            return null;
        }

        var outputIndex = LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices);
        var leftIndex = LinearIndex.OfElement(left.Buffer.Shape, left.Indices);
        var rightIndex = LinearIndex.OfElement(right.Buffer.Shape, right.Indices);
        if (!leftIndex.IsAffine || !rightIndex.IsAffine)
            return null;
        var loops = ImmutableArray.CreateBuilder<ContractionLoop>();
        foreach (var variable in kernel.Loops.Concat(reduce.Variables))
        {
            if (variable.Extent == 0)
                return null;
            if (variable.Extent == 1)
                continue;
            loops.Add(new ContractionLoop(
                variable.Extent,
                outputIndex.StrideOf(variable) ?? 0,
                leftIndex.StrideOf(variable) ?? 0,
                rightIndex.StrideOf(variable) ?? 0,
                reduce.Variables.Contains(variable)));
        }

        if (!loops.Any(static loop => loop.IsReduced))
            return null;
        if (!loops.Any(static loop => !loop.IsReduced && (loop.LeftStride == 0) != (loop.RightStride == 0)))
            return null;
        return new ContractionKernel(
            kernel.Node,
            new ContractionOperand(kernel.Output, outputIndex.Constant),
            new ContractionOperand(left.Buffer, leftIndex.Constant),
            new ContractionOperand(right.Buffer, rightIndex.Constant),
            MergeAdjacent(loops.ToImmutable()));
    }

    /// <summary>Joins neighbouring loops that together walk evenly through all three operands.</summary>
    private static ImmutableArray<ContractionLoop> MergeAdjacent(ImmutableArray<ContractionLoop> loops)
    {
        var result = new List<ContractionLoop>();
        foreach (var loop in loops)
        {
            if (result.Count > 0 && result[^1] is var outer && outer.IsReduced == loop.IsReduced
                && outer.OutputStride == loop.OutputStride * loop.Extent
                && outer.LeftStride == loop.LeftStride * loop.Extent
                && outer.RightStride == loop.RightStride * loop.Extent
                && (long)outer.Extent * loop.Extent < int.MaxValue)
            {
                result[^1] = loop with { Extent = outer.Extent * loop.Extent };
            }
            else
            {
                result.Add(loop);
            }
        }

        return [.. result];
    }
}
