using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>
/// The terms of a product that count: those where Constant plus each loop's turn times its step is positive. The others add nothing, or give elements that nobody reads, so
/// a backend may leave them out, but needs not.
/// </summary>
/// <param name="Constant">The number where all loops are zero.</param>
/// <param name="Steps">How far a turn of each loop moves it, in the loops' order.</param>
/// <param name="Guard">What must hold for it; null where it always does.</param>
public sealed record ContractionLimit(long Constant, ImmutableArray<long> Steps, LimitGuard? Guard);

/// <summary>Numbers of a call's own positions, all of which must be greater than another number.</summary>
/// <param name="Buffer">Where they lie, those of one position after those of another.</param>
/// <param name="PerPosition">How many there are of each position.</param>
/// <param name="Least">The number.</param>
public sealed record LimitGuard(TensorBuffer Buffer, long PerPosition, double Least);
