using Dsl.Language.Types;

namespace Dsl.Runtime.Reports;

/// <summary>A graphics processor by its maker's figures, for estimates.</summary>
/// <param name="Name">The name by which it is asked for.</param>
/// <param name="SingleRate">Floating-point operations a second in f32.</param>
/// <param name="HalfRate">Those of dense products of 16-bit operands added up in 32 bits.</param>
/// <param name="MemoryBytes">Its memory.</param>
public sealed record Accelerator(string Name, double SingleRate, double HalfRate, double MemoryBytes)
{
    /// <summary>Whether it has fast products of bf16, and not only of f16.</summary>
    public bool HasBFloat16 { get; init; } = true;

    /// <summary>Operations a second at most, for values stored in a precision.</summary>
    public double RateFor(ElementType precision) => precision == ElementType.Float16 || (precision == ElementType.BFloat16 && HasBFloat16) ? HalfRate : SingleRate;
}
