using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>A loop of a kernel as a walk through a table: its turn is the place on the axis divided by the step, modulo its extent.</summary>
/// <param name="Variable">The loop.</param>
/// <param name="Axis">The axis along which it walks.</param>
/// <param name="Step">How far one turn goes there.</param>
public sealed record TablePlace(LoopVariable Variable, TableAxis Axis, long Step);
