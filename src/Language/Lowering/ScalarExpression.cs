using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Lowering;

/// <summary>One element of a result as an expression over elements of buffers: the body of a kernel.</summary>
/// <param name="Element">The type of the value.</param>
public abstract record ScalarExpression(ElementType Element);

/// <summary>A literal; ints and bools (0 or 1) are exact in a double up to 2^53.</summary>
public sealed record ConstantScalar(double Value, ElementType Element) : ScalarExpression(Element);

/// <summary>An element of a buffer; one index an axis.</summary>
public sealed record LoadScalar(TensorBuffer Buffer, ImmutableArray<IndexExpression> Indices) : ScalarExpression(Buffer.Element);

/// <summary>The value of an index as an int.</summary>
public sealed record IndexScalar(IndexExpression Index) : ScalarExpression(ElementType.Int);

public sealed record UnaryScalar(ScalarOperation Operation, ScalarExpression Operand, ElementType Element) : ScalarExpression(Element);

/// <summary>Both operands have the same element type.</summary>
public sealed record BinaryScalar(ScalarOperation Operation, ScalarExpression Left, ScalarExpression Right, ElementType Element) : ScalarExpression(Element);

/// <summary>Both branches may be evaluated; see <see cref="GuardedScalar"/> where a load must not happen.</summary>
public sealed record SelectScalar(ScalarExpression Condition, ScalarExpression WhenTrue, ScalarExpression WhenFalse) : ScalarExpression(WhenTrue.Element);

public sealed record CastScalar(ScalarExpression Operand, ElementType Element) : ScalarExpression(Element);

/// <summary>
/// <paramref name="Body"/> where every guard holds, else <paramref name="Otherwise"/>; the body's loads happen only where the guards hold.
/// </summary>
public sealed record GuardedScalar(ImmutableArray<IndexGuard> Guards, ScalarExpression Body, ScalarExpression Otherwise) : ScalarExpression(Body.Element);

/// <summary>A condition on an index: minimum &lt;= index &lt; limit.</summary>
public sealed record IndexGuard(IndexExpression Index, long Minimum, long Limit);

/// <summary>Combines <paramref name="Body"/> over all values of the variables, the last one innermost.</summary>
public sealed record ReduceScalar(ReductionKind Kind, ImmutableArray<LoopVariable> Variables, ScalarExpression Body)
    : ScalarExpression(Kind is ReductionKind.ArgMaximum or ReductionKind.ArgMinimum ? ElementType.Int : Body.Element);

/// <summary>
/// A uniform random number in [0, 1) that depends on nothing but its four coordinates: Philox4x32-10 (Salmon et al., SC 2011)
/// with key (seed, stream) and counter (counter, element).
/// </summary>
/// <param name="Seed">The script's seed: an int scalar.</param>
/// <param name="Stream">Tells apart the random numbers of different places in a script.</param>
/// <param name="Counter">Tells apart runs of the same place: the step, the turn of a loop; an int scalar.</param>
/// <param name="ElementIndex">The row-major position in the random tensor.</param>
public sealed record RandomScalar(ScalarExpression Seed, long Stream, ScalarExpression Counter, IndexExpression ElementIndex, ElementType Element)
    : ScalarExpression(Element);
