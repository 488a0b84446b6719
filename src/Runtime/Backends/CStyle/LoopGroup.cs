using System.Collections.Immutable;
using System.Globalization;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Loops of a contraction that play the same role, taken as one: row-major, the last one fastest.</summary>
/// <param name="Loops">Outermost first.</param>
internal sealed record LoopGroup(ImmutableArray<ContractionLoop> Loops)
{
    /// <summary>Turns of all loops together.</summary>
    public long Extent { get; } = Loops.Aggregate(1L, static (product, loop) => product * loop.Extent);

    /// <summary>Whether neighbouring turns lie side by side in an operand.</summary>
    public bool IsContiguous(Func<ContractionLoop, long> stride) => !Loops.IsEmpty && stride(Loops[^1]) == 1;

    /// <summary>Whether turns from a multiple of a count to the next one lie side by side in an operand, and begin at multiples of it.</summary>
    public bool IsContiguousBy(int count, Func<ContractionLoop, long> stride) =>
        IsContiguous(stride) && Loops[^1].Extent % count == 0 && Loops.Take(Loops.Length - 1).All(loop => stride(loop) % count == 0);

    /// <summary>A function from a turn to its distance in an operand, in elements.</summary>
    /// <param name="name">The function's name, after that of the kernel.</param>
    /// <param name="type">The type of positions: int or i64.</param>
    /// <param name="stride">How far a loop moves through the operand.</param>
    public string Function(string name, string type, Func<ContractionLoop, long> stride)
    {
        var sum = string.Empty;
        foreach (var (extent, step, inner) in Joined(stride))
        {
            if (step == 0)
                continue;
            var isLast = inner * extent == Extent;
            var counter = type == "int" ? Counter("(u32)turn", "u", inner, extent, isLast) : Counter("turn", "", inner, extent, isLast);
            if (type == "int")
                counter = $"(int)({counter})";
            sum += (sum.Length == 0 ? "" : " + ") + (step == 1 ? counter : $"({counter}) * {CType.Whole64(step)}");
        }

        return $"NN_FUNCTION {type} {KernelText.FunctionName}_{name}({type} turn) {{ return {(sum.Length == 0 ? "0" : sum)}; }}\n";
    }

    private static string Counter(string turn, string suffix, long inner, long extent, bool isLast)
    {
        var quotient = inner == 1 ? turn : string.Create(CultureInfo.InvariantCulture, $"{turn} / {inner}{suffix}");
        return isLast ? quotient : string.Create(CultureInfo.InvariantCulture, $"{quotient} % {extent}{suffix}");
    }

    /// <summary>The loops with neighbours joined that together walk evenly through the operand, innermost first, each with the turns that are within it.</summary>
    private List<(long Extent, long Stride, long Inner)> Joined(Func<ContractionLoop, long> stride)
    {
        var joined = new List<(long Extent, long Stride, long Inner)>();
        var inner = 1L;
        for (var i = Loops.Length - 1; i >= 0; i--)
        {
            var (extent, step) = (Loops[i].Extent, stride(Loops[i]));
            if (joined.Count > 0 && joined[^1] is var last && step == last.Stride * last.Extent)
                joined[^1] = last with { Extent = last.Extent * extent };
            else
                joined.Add((extent, step, inner));
            inner *= extent;
        }

        return joined;
    }
}
