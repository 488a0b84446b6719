using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Lets a kernel that brings elements into another order, margins around them included, read them as a packing kernel has laid them out: neighbours of its result that lie far
/// apart in the source lie side by side there.
/// </summary>
internal static class PackedElementLoads
{
    /// <summary>The kernel with its one load of the layout's source from the packed buffer; null where its neighbouring elements would not lie side by side.</summary>
    public static ElementKernel? Apply(ElementKernel kernel, PackedLayout layout)
    {
        if (!layout.HasAxes || kernel.Body is ReduceScalar || kernel.Loops is not [.., var inner] || OnlyLoad(kernel, layout.Kernel.Source.Buffer) is not { } load)
            return null;
        var axis = Array.FindIndex([.. load.Indices], index => index is LoopIndex loop && loop.Variable == inner);
        if (axis < 0 || inner.Extent != load.Buffer.Shape[axis] || StrideOf(load.Buffer, axis) == 1 || layout.DigitsOf(axis) is not [.., var last] digits || layout.Kernel.Loops[last].OutputStride != 1)
            return null;
        var indices = Enumerable.Repeat<IndexExpression>(0, layout.Kernel.Loops.Length).ToArray();
        for (var other = 0; other < load.Indices.Length; other++)
        {
            if (other == axis || load.Buffer.Shape[other] == 1)
                continue;
            if (layout.DigitsOf(other) is not [var place])
                return null;
            indices[place] = load.Indices[other];
        }

        var parts = digits.Length == 1 ? [inner] : digits.Select((digit, i) => new LoopVariable($"{inner.Name}.{i}", layout.Kernel.Loops[digit].Extent)).ToImmutableArray();
        IndexExpression whole = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            indices[digits[i]] = parts[i];
            whole = (whole * parts[i].Extent) + parts[i];
        }

        var replacements = new Dictionary<LoopVariable, IndexExpression>();
        if (parts.Length > 1)
            replacements.Add(inner, whole);
        var substitution = new LoopSubstitution(replacements);
        substitution.Replace(load, new LoadScalar(layout.Kernel.Output, [.. indices]));
        return new ElementKernel(
            kernel.Node,
            kernel.Output,
            [.. kernel.Loops[..^1], .. parts],
            [.. kernel.OutputIndices.Select(index => IndexSubstitution.Apply(index, replacements))],
            substitution.Apply(kernel.Body),
            kernel.Sites);
    }

    /// <summary>The load from a buffer; null where there are several, or what the kernel reads depends on what it has read.</summary>
    private static LoadScalar? OnlyLoad(ElementKernel kernel, TensorBuffer buffer)
    {
        var loads = new HashSet<LoadScalar>(ReferenceEqualityComparer.Instance);
        var isFit = true;
        ExpressionWalker.Visit(
            kernel.Body,
            part =>
            {
                if (part is LoadScalar load && load.Buffer == buffer)
                    loads.Add(load);
                isFit &= part is not ReduceScalar;
            },
            index => isFit &= index is not LoadedIndex);
        return isFit && loads.Count == 1 ? loads.Single() : null;
    }

    private static long StrideOf(TensorBuffer buffer, int axis)
    {
        var stride = 1L;
        for (var later = axis + 1; later < buffer.Shape.Length; later++)
            stride *= buffer.Shape[later];
        return stride;
    }
}
