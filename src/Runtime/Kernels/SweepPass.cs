using System.Collections.Immutable;

namespace Dsl.Runtime.Kernels;

/// <summary>One way along the lines of a group: for each piece of the tables the products, then what is computed from them element by element, then the sums over the piece.</summary>
/// <param name="Products">Contractions whose results are tables.</param>
/// <param name="Tables">Kernels from tables to tables, in order.</param>
/// <param name="Reductions">Kernels with one result a line.</param>
/// <param name="Sums">Contractions of a table with something else, over the way.</param>
public sealed record SweepPass(
    ImmutableArray<ContractionKernel> Products, ImmutableArray<ElementKernel> Tables, ImmutableArray<ElementKernel> Reductions, ImmutableArray<ContractionKernel> Sums)
{
    /// <summary>The greatest value of a line that is found while others follow it; null where none is.</summary>
    public RunningMaximum? Running { get; init; }

    /// <summary>What groups may leave out; null where nothing is.</summary>
    public PieceMask? Mask { get; init; }

    /// <summary>All of it, in the order in which it runs.</summary>
    public IEnumerable<Kernel> Members => [.. Products, .. Tables, .. Reductions, .. Sums];
}
