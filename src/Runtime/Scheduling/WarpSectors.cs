using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>How much of a device's memory neighbouring items touch together, in sectors of 32 bytes by item: 1 where each has one to itself.</summary>
public static class WarpSectors
{
    /// <summary>Items whose accesses are one request.</summary>
    public const int Items = 32;

    private const int SectorBits = 5;

    // Rows that are looked up lie anywhere.
    private const long Anywhere = 1 << 20;

    /// <summary>The sectors of items that take turns of loops one after another; 0 where all load the same element.</summary>
    /// <param name="index">What is loaded.</param>
    /// <param name="loops">The loops, outermost first.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <param name="turnOf">Which turn an item takes; its own number where there is nothing else.</param>
    public static double Of(LinearIndex index, ImmutableArray<LoopVariable> loops, int elementBytes, Func<long, long>? turnOf = null)
    {
        var items = Math.Clamp(loops.Aggregate(1L, static (product, loop) => Math.Min(product * Math.Max(loop.Extent, 1), Items)), 1, Items);
        return Of(items, elementBytes, item =>
        {
            var place = index.Constant;
            foreach (var (atom, coefficient) in index.Terms)
                place += ValueOf(atom, loops, turnOf?.Invoke(item) ?? item) * coefficient;
            return place;
        });
    }

    /// <summary>The sectors of items that take turns of a contraction's loops one after another.</summary>
    /// <param name="loops">The loops, outermost first.</param>
    /// <param name="stride">How far a loop moves through the operand.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    public static double Of(ImmutableArray<ContractionLoop> loops, Func<ContractionLoop, long> stride, int elementBytes)
    {
        var items = Math.Clamp(loops.Aggregate(1L, static (product, loop) => Math.Min(product * Math.Max(loop.Extent, 1), Items)), 1, Items);
        return Math.Max(Of(items, elementBytes, PlaceOf), 1.0 / items);

        long PlaceOf(long item)
        {
            var place = 0L;
            for (var i = loops.Length - 1; i >= 0; i--)
            {
                place += item % Math.Max(loops[i].Extent, 1) * stride(loops[i]);
                item /= Math.Max(loops[i].Extent, 1);
            }

            return place;
        }
    }

    /// <summary>The sectors of so many items that access these places; 0 where all access the same.</summary>
    public static double Of(long items, int elementBytes, Func<long, long> placeOf)
    {
        var places = new HashSet<long>();
        var sectors = new HashSet<long>();
        for (var item = 0L; item < items; item++)
        {
            places.Add(placeOf(item));
            sectors.Add(placeOf(item) * elementBytes >> SectorBits);
        }

        return places.Count == 1 ? 0 : (double)sectors.Count / items;
    }

    private static long ValueOf(IndexExpression index, ImmutableArray<LoopVariable> loops, long turn) => index switch
    {
        LoopIndex loop => CounterOf(loop.Variable, loops, turn),
        ConstantIndex constant => constant.Value,
        AddIndex add => ValueOf(add.Left, loops, turn) + ValueOf(add.Right, loops, turn),
        MultiplyIndex multiply => ValueOf(multiply.Index, loops, turn) * multiply.Factor,
        FloorDivideIndex divide => ValueOf(divide.Index, loops, turn) / divide.Divisor,
        ModuloIndex modulo => ValueOf(modulo.Index, loops, turn) % modulo.Divisor,
        LoadedIndex loaded when loops.Any(loop => ExpressionDependence.DependsOn(loaded.Value, loop)) => turn * Anywhere,
        _ => 0,
    };

    // Other variables stand still.
    private static long CounterOf(LoopVariable variable, ImmutableArray<LoopVariable> loops, long turn)
    {
        for (var i = loops.Length - 1; i >= 0; i--)
        {
            if (loops[i] == variable)
                return turn % Math.Max(loops[i].Extent, 1);
            turn /= Math.Max(loops[i].Extent, 1);
        }

        return 0;
    }
}
