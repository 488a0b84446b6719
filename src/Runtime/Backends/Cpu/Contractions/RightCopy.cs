using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>
/// What a call copies of the right operand before its tiles read it: rows that lie a multiple of 4 KiB apart share one set of the first cache and a page each, and each of many low panels would
/// bring them from further away again. In the copy the steps of a block of columns lie side by side.
/// </summary>
/// <param name="Step">Elements from one turn of the reduced loop to the next in the operand itself.</param>
/// <param name="BlockStep">Elements from one block of columns to the next in the operand itself.</param>
/// <param name="Turns">Turns that the copy holds at most.</param>
/// <param name="Pitch">Elements from one turn to the next in the copy.</param>
internal sealed record RightCopy(long Step, long BlockStep, int Turns, int Pitch)
{
    private const long CompetingRowBytes = 4096;

    // Fewer panels would not share the work of copying, and registers with room for higher ones make few of them.
    private const int FewestRows = 24;
    private const int MostRegisters = 16;

    // A good part of the second cache, on the stack of a thread.
    private const int MostBytes = 128 * 1024;
    private const int FewestTurns = 128;

    /// <summary>From one block of columns to the next in the copy: a line more than the block, since blocks would otherwise share a set of the first cache.</summary>
    public int BlockPitch => (Turns * Pitch) + Pitch;

    /// <summary>The turns of the reduced loop that may be copied at once, for all columns; 0 where the operand is better read as it lies.</summary>
    /// <param name="kernel">The contraction.</param>
    /// <param name="spans">All loops of a call.</param>
    /// <param name="columns">The loop over all columns of a call.</param>
    /// <param name="vector">What tiles compute in.</param>
    public static int TurnsOf(ContractionKernel kernel, List<ContractionSpan> spans, ContractionSpan columns, ContractionVector vector)
    {
        var size = kernel.Output.Buffer.Element.ByteSize();
        if (vector is not { HasMasks: true, Registers: <= MostRegisters } || !kernel.Limits.IsEmpty || !columns.Extent.IsLiteral
            || spans.FindAll(static span => span.IsReduced) is not [{ Step.Right: var step, Extent.Chunk: >= FewestTurns }] || step == 0 || step * size % CompetingRowBytes != 0
            || spans.FindAll(static span => !span.IsReduced) is not [var one, var other] || (one == columns ? other : one) is not { Step.Right: 0, Extent.Chunk: >= FewestRows })
        {
            return 0;
        }

        var turns = MostBytes / (columns.Extent.Chunk * size);
        return turns < FewestTurns ? 0 : turns;
    }

    /// <summary>The loops with those joined that together go over columns side by side; others may lie between them.</summary>
    public static List<ContractionSpan> JoinColumns(List<ContractionSpan> spans)
    {
        var inner = spans.Find(static span => !span.IsReduced && span.Step is { Output: 1, Left: 0, Right: 1 });
        if (inner is not { Extent.IsLiteral: true } || spans.Find(span => !span.IsReduced && span != inner && span.Step == inner.Step.Times(inner.Extent.Chunk)) is not { } outer)
            return spans;
        return [.. spans.Where(span => span != outer).Select(span => span == inner ? inner with { Extent = outer.Extent.Times(inner.Extent.Chunk) } : span)];
    }
}
