using System.Globalization;
using System.Text;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Shows a schedule: kernels with their loops and bytes, and where every buffer lies.</summary>
public static class SchedulePrinter
{
    /// <summary>One line a kernel, then one a buffer; bodies of recurrences are indented.</summary>
    public static string Print(KernelProgram program)
    {
        var text = new StringBuilder();
        Append(text, program, "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, KernelProgram program, string indent)
    {
        text.Append(CultureInfo.InvariantCulture, $"{indent}{program.Kernels.Length} kernels, arena of {program.ArenaBytes} bytes\n");
        for (var i = 0; i < program.Kernels.Length; i++)
        {
            var kernel = program.Kernels[i];
            text.Append(CultureInfo.InvariantCulture, $"{indent}{i,3} {Describe(kernel)}: {string.Join(", ", kernel.Reads.Select(static b => b.Name))}");
            text.Append(CultureInfo.InvariantCulture, $" -> {string.Join(", ", kernel.Writes.Select(static b => b.Name))}");
            text.Append(CultureInfo.InvariantCulture, $", {kernel.Reads.Sum(static b => b.ByteCount) + kernel.Writes.Sum(static b => b.ByteCount)} bytes\n");
            if (kernel is ScanKernel scan)
                Append(text, scan.Body, indent + "    ");
        }

        foreach (var (buffer, placement) in program.Buffers)
            text.Append(CultureInfo.InvariantCulture, $"{indent}    {buffer} {Describe(placement)}\n");
    }

    /// <summary>What a kernel is, in a few words.</summary>
    public static string Describe(Kernel kernel) => kernel switch
    {
        ElementKernel element => $"elements [{string.Join(", ", element.Loops.Select(static loop => $"{loop.Name} < {loop.Extent}"))}] of {kernel.Node.Operator.Name}",
        ContractionKernel contraction => $"contraction [{string.Join(", ", contraction.Loops.Select(static loop => (loop.IsReduced ? "sum " : "") + loop.Extent))}]",
        ScanKernel scan => $"recurrence of {scan.Length} turns{(scan.Reverse ? ", backwards" : "")}",
        FusedKernel fused => string.Join(" | ", fused.Segments.Select(static segment =>
            $"{segment.Positions} positions by {segment.Chunk}: {string.Join("; ", segment.Members.Select(static member => Describe(member.Kernel)))}")),
        CopyKernel => "copy",
        _ => kernel.Node.Operator.Name,
    };

    private static string Describe(BufferPlacement placement) => placement switch
    {
        ArenaPlacement arena => $"at {arena.Offset}",
        InputPlacement input => $"is input {input.Input.Name}",
        SuppliedPlacement => "is supplied",
        VariablePlacement variable => $"is variable {variable.Variable.Path}",
        ConstantPlacement => "is constant",
        DestinationPlacement destination => $"is output {destination.Output}",
        _ => "",
    };
}
