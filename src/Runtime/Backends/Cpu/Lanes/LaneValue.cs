using System.Reflection.Emit;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>A value of every lane that a turn of a vectorised loop computes.</summary>
/// <param name="VectorType">Of each local.</param>
/// <param name="Locals">One for each vector; a single one when all vectors are the same; none for a literal.</param>
/// <param name="Literal">The number of a literal, the same in all lanes.</param>
internal sealed record LaneValue(Type VectorType, LocalBuilder[] Locals, double Literal = 0)
{
    public bool IsLiteral => Locals.Length == 0;

    /// <summary>The vector at a position.</summary>
    public LocalBuilder this[int position] => Locals.Length == 1 ? Locals[0] : Locals[position];
}
