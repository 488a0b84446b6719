using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Limits;

/// <summary>What a value is in some half of its places.</summary>
/// <param name="Number">The number.</param>
/// <param name="Guard">What must hold for that; null where it always does.</param>
/// <param name="Subtracted">What is still taken from the number; null where nothing is.</param>
internal sealed record HalfValue(double Number, HalfGuard? Guard, LoadScalar? Subtracted)
{
    /// <summary>A number.</summary>
    public static HalfValue Of(double number) => new(number, null, null);

    /// <summary>Whether it is 0, if its guard holds.</summary>
    public bool IsZero => Number == 0 && Subtracted is null;

    /// <summary>Whether it is a number, whatever else there is.</summary>
    public bool IsConstant => Guard is null && Subtracted is null;
}

/// <summary>A number of a line that must be greater than another.</summary>
/// <param name="Load">The number.</param>
/// <param name="Least">The other one.</param>
/// <param name="Reader">The kernel that reads it so, and stores a table with the line.</param>
internal sealed record HalfGuard(LoadScalar Load, double Least, ElementKernel Reader);
