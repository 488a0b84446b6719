using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>A kernel that reads tables and whose result is none.</summary>
/// <param name="Kernel">It.</param>
/// <param name="Lines">The axis of which the result has one element, or one row, for each place; it is summed over the other.</param>
internal sealed record SweepResult(Kernel Kernel, TableAxis Lines);
