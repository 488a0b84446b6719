using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>What the lanes of a reduction along rows read in pieces of 16 bytes, where each of them takes several turns that follow one another.</summary>
/// <param name="Width">Turns that a lane takes at a time.</param>
/// <param name="Loads">What is read in pieces.</param>
internal sealed record LanePieces(int Width, ImmutableArray<LoadScalar> Loads)
{
    /// <summary>The pieces of a reduction; null where there are none, or where lanes would be left without work.</summary>
    /// <param name="reduce">The reduction.</param>
    /// <param name="lanes">The lanes.</param>
    /// <param name="isOutside">Whether a buffer lies in the device's memory.</param>
    public static LanePieces? Find(ReduceScalar reduce, LaneGroup lanes, Func<TensorBuffer, bool> isOutside)
    {
        if (!lanes.AreNeighbours || reduce.Variables.LastOrDefault(static variable => variable.Extent > 1) is not { } last)
            return null;
        LoadScalar[] loads = [.. VectorAccess.Plain(reduce.Body).Where(load => isOutside(load.Buffer) && VectorAccess.IsFloat(load.Buffer) && Follows(load, 4))];
        var width = VectorAccess.WidthOf(loads.Select(static load => load.Buffer));
        var pieces = loads.Where(load => Follows(load, width)).ToImmutableArray();
        return pieces.IsEmpty || ReductionShape.TurnsOf(reduce) < (long)lanes.Lanes * width ? null : new LanePieces(width, pieces);

        bool Follows(LoadScalar load, int width) => VectorAccess.FollowsAlong(LinearIndex.OfElement(load.Buffer.Shape, load.Indices), last, width);
    }
}
