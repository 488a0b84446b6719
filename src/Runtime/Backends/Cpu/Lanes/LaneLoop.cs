using System.Reflection.Emit;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>A turn of a vectorised loop while its body is emitted.</summary>
/// <param name="Variable">Lane k of step s is the variable's counter plus 16 s + k.</param>
/// <param name="Code">Emits the operations.</param>
/// <param name="Steps">How many times sixteen lanes a turn computes.</param>
/// <param name="Masks">For each step the lanes that exist and that guards let pass; null where all do.</param>
/// <param name="Active">How many lanes exist; null when <paramref name="ActiveCount"/> says it.</param>
internal sealed record LaneLoop(LoopVariable Variable, LaneCode Code, int Steps, LocalBuilder?[] Masks, LocalBuilder? Active, int ActiveCount)
{
    /// <summary>Whether lanes may be missing between others that take part.</summary>
    public bool IsGuarded { get; init; }
}
