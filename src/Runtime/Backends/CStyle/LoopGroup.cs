using System.Collections.Immutable;
using System.Globalization;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

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
        Joined(stride) is [{ Stride: 1 } run, .. var others] && run.Extent % count == 0 && others.TrueForAll(loop => loop.Stride % count == 0);

    /// <summary>Whether an output's elements along these loops can be stored by so many at a time.</summary>
    /// <param name="count">How many.</param>
    /// <param name="output">Where they are stored.</param>
    /// <param name="others">The other loops of the output.</param>
    public bool IsStoredBy(int count, ContractionOperand output, IEnumerable<ContractionLoop> others) =>
        IsContiguousBy(count, static loop => loop.OutputStride) && output.Offset % count == 0 && output.Buffer.ElementCount % count == 0 && others.All(loop => loop.OutputStride % count == 0);

    /// <summary>How far apart turns that follow one another lie in an operand, where all are equally far; else null.</summary>
    public long? EvenStride(Func<ContractionLoop, long> stride) => Joined(stride) is [var run] ? run.Stride : null;

    /// <summary>How many sectors of 32 bytes the first turns touch in an operand, by turn: 1 where each has one to itself.</summary>
    /// <param name="stride">How far a loop moves through the operand.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    public double Sectors(Func<ContractionLoop, long> stride, int elementBytes) => WarpSectors.Of(Loops, stride, elementBytes);

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
            if (extent == 1)
                continue;
            if (joined.Count > 0 && joined[^1] is var last && step == last.Stride * last.Extent)
                joined[^1] = last with { Extent = last.Extent * extent };
            else
                joined.Add((extent, step, inner));
            inner *= extent;
        }

        return joined;
    }
}
