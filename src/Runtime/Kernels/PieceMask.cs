using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>Pieces of tables that add nothing to what is summed over a way, so that groups may leave them out.</summary>
/// <param name="Halves">They lie in one of these; no two on the same side of the way.</param>
/// <param name="OfLine">Numbers of a line, all of which must be 0 for that to be so.</param>
/// <param name="OnWay">Numbers of places on the way, all of which must be 0 in such pieces.</param>
public sealed record PieceMask(ImmutableArray<TableHalf> Halves, ImmutableArray<ScalarExpression> OfLine, ImmutableArray<ScalarExpression> OnWay)
{
    /// <summary>Whether it takes numbers to know.</summary>
    public bool HasConditions => OfLine.Length + OnWay.Length > 0;
}
