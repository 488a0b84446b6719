using System.Collections.Immutable;
using System.Globalization;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Loops of a contraction that play the same role, taken as one: row-major, the last one fastest.</summary>
/// <param name="Loops">Outermost first.</param>
internal sealed record LoopGroup(ImmutableArray<ContractionLoop> Loops)
{
    /// <summary>Turns of all loops together.</summary>
    public long Extent => Loops.Aggregate(1L, static (product, loop) => product * loop.Extent);

    /// <summary>Whether neighbouring turns lie side by side in an operand.</summary>
    public bool IsContiguous(Func<ContractionLoop, long> stride) => !Loops.IsEmpty && stride(Loops[^1]) == 1;

    /// <summary>A function from a turn to its distance in an operand, in elements.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="stride">How far a loop moves through the operand.</param>
    public string Function(string name, Func<ContractionLoop, long> stride)
    {
        var sum = "0";
        var inner = 1L;
        for (var i = Loops.Length - 1; i >= 0; i--)
        {
            var quotient = inner == 1 ? "turn" : string.Create(CultureInfo.InvariantCulture, $"turn / {inner}");
            var counter = i == 0 ? quotient : string.Create(CultureInfo.InvariantCulture, $"({quotient}) % {Loops[i].Extent}");
            if (stride(Loops[i]) is not 0 and var step)
                sum += string.Create(CultureInfo.InvariantCulture, $" + ({counter}) * {CType.Whole64(step)}");
            inner *= Loops[i].Extent;
        }

        return $"NN_FUNCTION i64 {name}(i64 turn) {{ return {sum}; }}\n";
    }
}
