using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Moves the rows of temporaries apart where they lie a multiple of 2 KiB from one another and a product goes down their columns: what it reads in turn would share few sets of a
/// processor's caches, so that a piece of some columns would drive itself out before it is read again.
/// </summary>
internal sealed class RowPadding
{
    private const long ConflictingBytes = 2048;
    private const int LineBytes = 64;

    // The lines of fewer rows have room in their sets of the second cache, and are read from there soon enough.
    private const int FewestRows = 512;

    private readonly Func<TensorBuffer, bool> isInArena;
    private readonly HashSet<TensorBuffer> wanted = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<TensorBuffer> excluded = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TensorBuffer, TensorBuffer> padded = new(ReferenceEqualityComparer.Instance);

    private RowPadding(Func<TensorBuffer, bool> isInArena)
    {
        this.isInArena = isInArena;
    }

    /// <summary>Changes the launches of a program for the processor, whose private buffers have their places.</summary>
    /// <param name="kernels">All kernels of the program.</param>
    /// <param name="isInArena">Whether only kernels use a buffer and it gets a place in the arena later.</param>
    /// <returns>The buffers that others have taken the places of.</returns>
    public static IReadOnlyDictionary<TensorBuffer, TensorBuffer> Apply(List<Kernel> kernels, Func<TensorBuffer, bool> isInArena)
    {
        var padding = new RowPadding(isInArena);
        foreach (var kernel in kernels)
            padding.Consider(kernel);
        foreach (var buffer in padding.wanted.Where(buffer => !padding.excluded.Contains(buffer)))
            padding.padded.Add(buffer, new TensorBuffer(buffer.Name, buffer.Element, buffer.Shape.SetItem(buffer.Shape.Length - 1, buffer.Shape[^1] + (LineBytes / buffer.Element.ByteSize()))));
        for (var i = 0; padding.padded.Count > 0 && i < kernels.Count; i++)
        {
            if (kernels[i] is FusedKernel launch && launch.Segments.Any(padding.Concerns))
                kernels[i] = new FusedKernel(launch.Node, [.. launch.Segments.Select(padding.Rewrite)]);
        }

        return padding.padded;
    }

    private void Consider(Kernel kernel)
    {
        if (kernel is not FusedKernel launch)
        {
            excluded.UnionWith(kernel.Operands);
            return;
        }

        foreach (var segment in launch.Segments)
        {
            excluded.UnionWith(segment.Held);
            foreach (var member in segment.Members)
            {
                if (member.Kernel is ContractionKernel product)
                    Consider(product);
                else if (JoinedElementKernel.PartsOf(member.Kernel) is { IsEmpty: false } parts)
                    Consider(parts, member.PositionLoops);
                else
                    excluded.UnionWith(member.Kernel.Operands);
                foreach (var piece in member.Memory.Asks)
                {
                    if (piece.Buffer.ByteCount != piece.BytesPerPosition * segment.Positions || RowsOf(piece.Buffer) % segment.Positions != 0)
                        excluded.Add(piece.Buffer);
                }
            }
        }
    }

    private void Consider(ContractionKernel product)
    {
        excluded.UnionWith(product.Limits.Select(static limit => limit.Guard?.Buffer).OfType<TensorBuffer>());
        Consider(product, product.Output, static loop => loop.OutputStride);
        Consider(product, product.Left, static loop => loop.LeftStride);
        Consider(product, product.Right, static loop => loop.RightStride);
        if (product.Start is { } start)
            Consider(product, start, static loop => loop.StartStride);
    }

    private void Consider(ContractionKernel product, ContractionOperand operand, Func<ContractionLoop, long> stride)
    {
        var buffer = operand.Buffer;
        if (!HasCompetingRows(buffer))
            return;
        var width = buffer.Shape[^1];
        var within = product.Loops.Where(loop => stride(loop) % width != 0).Sum(loop => stride(loop) * (loop.Extent - 1));
        if (operand.Offset != 0 || operand.HoldsCodes || product.Loops.Any(loop => stride(loop) < 0) || within >= width)
            excluded.Add(buffer);
        else if (product.Loops.Any(loop => loop.IsReduced && stride(loop) >= width))
            wanted.Add(buffer);
    }

    private void Consider(ImmutableArray<ElementKernel> parts, int positionLoops)
    {
        foreach (var part in parts)
        {
            var positions = part.Loops.AsMemory()[..positionLoops];
            if (!part.Sites.IsEmpty)
                excluded.UnionWith(part.Operands);
            Consider(part.Output, part.OutputIndices, positions);
            ExpressionWalker.Visit(
                part.Body,
                expression =>
                {
                    if (expression is LoadScalar load)
                        Consider(load.Buffer, load.Indices, positions);
                },
                null);
        }
    }

    // An index may count on into the next row, which is further away then; positions that are parts of rows would be found by dividing.
    private void Consider(TensorBuffer buffer, ImmutableArray<IndexExpression> indices, ReadOnlyMemory<LoopVariable> positions)
    {
        if (!HasCompetingRows(buffer))
            return;
        var index = LinearIndex.Of(indices[^1]);
        var (minimum, maximum) = (index.Constant, index.Constant);
        foreach (var (atom, coefficient) in index.Terms)
        {
            var range = atom.Range ?? (0, buffer.ElementCount);
            minimum += coefficient * (coefficient >= 0 ? range.Minimum : range.Maximum);
            maximum += coefficient * (coefficient >= 0 ? range.Maximum : range.Minimum);
        }

        if (minimum < 0 || maximum >= buffer.Shape[^1] || (Moves(index, positions.Span) && indices.SkipLast(1).Any(other => Moves(LinearIndex.Of(other), positions.Span))))
            excluded.Add(buffer);
    }

    private static bool Moves(LinearIndex index, ReadOnlySpan<LoopVariable> loops)
    {
        foreach (var loop in loops)
        {
            if (loop.Extent > 1 && index.StrideOf(loop) != 0)
                return true;
        }

        return false;
    }

    private bool HasCompetingRows(TensorBuffer buffer) =>
        buffer.Shape.Length > 1 && buffer.Shape[^1] > 0 && buffer.Shape[^1] * (long)buffer.Element.ByteSize() % ConflictingBytes == 0 && RowsOf(buffer) >= FewestRows && isInArena(buffer);

    private static long RowsOf(TensorBuffer buffer) => buffer.Shape.Length == 0 ? 1 : buffer.ElementCount / Math.Max(1, buffer.Shape[^1]);

    private bool Concerns(FusedSegment segment) => segment.Members.Any(member => member.Kernel.Operands.Any(padded.ContainsKey) || member.Memory.Asks.Any(piece => padded.ContainsKey(piece.Buffer)));

    private FusedSegment Rewrite(FusedSegment segment) => Concerns(segment) ? segment with { Members = [.. segment.Members.Select(member => Rewrite(member, segment.Positions))] } : segment;

    private FusedMember Rewrite(FusedMember member, long positions) => member with
    {
        Kernel = Rewrite(member.Kernel),
        Memory = member.Memory with
        {
            Asks = [.. member.Memory.Asks.Select(piece => padded.TryGetValue(piece.Buffer, out var buffer) ? piece with { Buffer = buffer, BytesPerPosition = buffer.ByteCount / positions } : piece)],
        },
    };

    private Kernel Rewrite(Kernel kernel)
    {
        if (!kernel.Operands.Any(padded.ContainsKey))
            return kernel;
        if (kernel is not ContractionKernel product)
            return BufferSubstitution.Apply(kernel, padded)!;
        return (ContractionKernel)BufferSubstitution.Apply(product, padded)! with
        {
            Loops =
            [
                .. product.Loops.Select(loop => loop with
                {
                    OutputStride = Moved(product.Output.Buffer, loop.OutputStride),
                    LeftStride = Moved(product.Left.Buffer, loop.LeftStride),
                    RightStride = Moved(product.Right.Buffer, loop.RightStride),
                    StartStride = product.Start is { } start ? Moved(start.Buffer, loop.StartStride) : loop.StartStride,
                }),
            ],
        };
    }

    private long Moved(TensorBuffer buffer, long stride) =>
        padded.TryGetValue(buffer, out var other) && stride % buffer.Shape[^1] == 0 ? stride / buffer.Shape[^1] * other.Shape[^1] : stride;
}
