using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>
/// Joins neighbouring loops of a kernel that together walk evenly through every buffer: the outer variable is absorbed, and the inner
/// one runs over both extents.
/// </summary>
internal sealed class LoopCollapse
{
    private readonly Dictionary<ScalarExpression, LinearIndex> positions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ReduceScalar, ImmutableArray<(LoopVariable Variable, long Extent)>> reductions = new(ReferenceEqualityComparer.Instance);
    private readonly List<LinearIndex> indices = [];
    private readonly HashSet<LoopVariable> absorbed = [];

    /// <param name="loops">The loops around all stores.</param>
    /// <param name="stores">What is stored in them.</param>
    /// <param name="positionLoops">So many of the first loops are those whose range a call chooses.</param>
    public LoopCollapse(ImmutableArray<LoopVariable> loops, ReadOnlySpan<ElementStore> stores, int positionLoops)
    {
        var reduces = new List<ReduceScalar>();
        var bodies = new ScalarExpression[stores.Length];
        for (var i = 0; i < stores.Length; i++)
        {
            Collect(stores[i].Element);
            bodies[i] = stores[i].Body;
        }

        ExpressionWalker.Visit(
            bodies,
            scalar =>
            {
                Collect(scalar);
                if (scalar is ReduceScalar reduce)
                    reduces.Add(reduce);
            },
            null);
        Loops = Join(loops, positionLoops, out var joinedPositions, out var turns);
        (PositionLoops, TurnsPerPosition) = (joinedPositions, turns);
        foreach (var reduce in reduces)
        {
            // The position of an extreme element counts every loop in its order.
            reductions.Add(reduce, Join(reduce.Variables, 0, out _, out _));
        }
    }

    public ImmutableArray<(LoopVariable Variable, long Extent)> Loops { get; }

    /// <summary>How many of the joined loops run over positions; outermost first.</summary>
    public int PositionLoops { get; }

    /// <summary>The turns of the last position loop that make one position: more than 1 when inner loops were joined to it.</summary>
    public long TurnsPerPosition { get; }

    public ImmutableArray<(LoopVariable Variable, long Extent)> LoopsOf(ReduceScalar reduce) => reductions[reduce];

    /// <summary>The row-major position of a load.</summary>
    public LinearIndex Position(LoadScalar load) => positions[load];

    public bool IsAbsorbed(LoopVariable variable) => absorbed.Contains(variable);

    public static bool IsEmpty(ReduceScalar reduce) => reduce.Variables.Any(static variable => variable.Extent == 0);

    private void Collect(ScalarExpression scalar)
    {
        if (scalar is LoadScalar load)
        {
            var position = LinearIndex.OfElement(load.Buffer.Shape, load.Indices);
            positions.Add(load, position);
            indices.Add(position);
            return;
        }

        foreach (var index in ExpressionWalker.Indices(scalar))
            indices.Add(LinearIndex.Of(index));
    }

    private ImmutableArray<(LoopVariable Variable, long Extent)> Join(
        ImmutableArray<LoopVariable> loops, int positionLoops, out int joinedPositions, out long turnsPerPosition)
    {
        var result = new List<(LoopVariable Variable, long Extent)>();
        (joinedPositions, turnsPerPosition) = (0, 1);
        for (var i = 0; i < loops.Length; i++)
        {
            var loop = loops[i];
            if (loop.Extent == 1)
            {
                absorbed.Add(loop);
                continue;
            }

            if (result.Count > 0 && indices.TrueForAll(index => WalksEvenly(index, result[^1].Variable, loop)))
            {
                absorbed.Add(result[^1].Variable);
                result[^1] = (loop, result[^1].Extent * loop.Extent);
                if (i >= positionLoops && result.Count == joinedPositions)
                    turnsPerPosition *= loop.Extent;
            }
            else
            {
                result.Add((loop, loop.Extent));
                if (i < positionLoops)
                    joinedPositions++;
            }
        }

        return [.. result];
    }

    private static bool WalksEvenly(LinearIndex index, LoopVariable outer, LoopVariable inner) =>
        index.StrideOf(outer, throughLoads: false) is { } outerStride
        && index.StrideOf(inner, throughLoads: false) is { } innerStride
        && outerStride == innerStride * inner.Extent;
}
