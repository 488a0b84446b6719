using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Makes the right operand contiguous along the columns, by a packing kernel before the contraction where it lies across.</summary>
internal static class ContractionPacking
{
    /// <param name="contraction">With roles.</param>
    /// <param name="addBuffer">Makes a temporary from its name, element type and shape.</param>
    public static ImmutableArray<Kernel> Pack(ContractionKernel contraction, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer)
    {
        var columns = ContractionRoles.Of(contraction)!.Columns;
        if (columns.RightStride == 1)
            return [contraction];
        var moving = contraction.Loops.Where(loop => loop.RightStride != 0 && !ReferenceEquals(loop, columns)).Append(columns).ToImmutableArray();
        var source = contraction.Right;
        var packed = addBuffer($"{source.Buffer.Name}.packed", source.Buffer.Element, [.. moving.Select(static loop => loop.Extent)]);
        var variables = moving.Select(static (loop, i) => new LoopVariable($"p{i}", loop.Extent)).ToImmutableArray();
        IndexExpression position = source.Offset;
        for (var i = 0; i < moving.Length; i++)
            position += (IndexExpression)variables[i] * moving[i].RightStride;
        var pack = new ElementKernel(
            contraction.Node, packed, variables, [.. variables.Select(static variable => new LoopIndex(variable))],
            new LoadScalar(source.Buffer, FlatIndices(source.Buffer, position)), []);
        var strides = new Dictionary<ContractionLoop, long>(ReferenceEqualityComparer.Instance);
        var stride = 1L;
        foreach (var loop in moving.Reverse())
        {
            strides.Add(loop, stride);
            stride *= loop.Extent;
        }

        return
        [
            pack,
            contraction with
            {
                Right = new ContractionOperand(packed, 0),
                Loops = [.. contraction.Loops.Select(loop => loop with { RightStride = strides.GetValueOrDefault(loop) })],
            },
        ];
    }

    /// <summary>Indices whose row-major position is the given one: the last axis carries it all.</summary>
    private static ImmutableArray<IndexExpression> FlatIndices(TensorBuffer buffer, IndexExpression position)
    {
        var carrier = buffer.Shape.Length - 1;
        while (carrier > 0 && buffer.Shape[carrier] == 1)
            carrier--;
        return [.. Enumerable.Range(0, buffer.Shape.Length).Select(axis => axis == carrier ? position : IndexExpression.Zero)];
    }
}
