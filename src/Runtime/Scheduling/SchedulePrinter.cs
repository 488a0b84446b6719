using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Dsl.Language.Lowering;
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
        text.Append(CultureInfo.InvariantCulture, $"{indent}{program.Kernels.Length} launches, arena of {program.ArenaBytes} bytes, {program.PrivateBytes} bytes a worker\n");
        for (var i = 0; i < program.Kernels.Length; i++)
        {
            if (program.Kernels[i] is FusedKernel fused)
                AppendLaunch(text, fused, i, indent);
            else
                AppendKernel(text, program.Kernels[i], string.Create(CultureInfo.InvariantCulture, $"{indent}{i,3} "), []);
            if (program.Kernels[i] is ScanKernel scan)
                Append(text, scan.Body, indent + "    ");
        }

        foreach (var (buffer, placement) in program.Buffers)
            text.Append(CultureInfo.InvariantCulture, $"{indent}    {buffer} {Describe(placement)}\n");
    }

    private static void AppendLaunch(StringBuilder text, FusedKernel launch, int number, string indent)
    {
        for (var i = 0; i < launch.Segments.Length; i++)
        {
            var segment = launch.Segments[i];
            text.Append(CultureInfo.InvariantCulture, $"{indent}{(i == 0 ? number : ""),3} {segment.Positions} positions in chunks of {segment.Chunk}{(segment.Turn > 0 ? string.Create(CultureInfo.InvariantCulture, $", {segment.Turn} at a time") : "")}\n");
            foreach (var member in segment.Members)
                AppendKernel(text, member.Kernel, indent + "      ", segment.Private);
        }
    }

    /// <summary>One kernel; buffers that never leave the worker are in parentheses.</summary>
    private static void AppendKernel(StringBuilder text, Kernel kernel, string lead, ImmutableArray<TensorBuffer> own)
    {
        text.Append(CultureInfo.InvariantCulture, $"{lead}{Describe(kernel)}: {string.Join(", ", kernel.Reads.Select(Name))} -> {string.Join(", ", kernel.Writes.Select(Name))}");
        text.Append(CultureInfo.InvariantCulture, $", {kernel.Reads.Sum(static b => b.ByteCount) + kernel.Writes.Sum(static b => b.ByteCount)} bytes\n");

        string Name(TensorBuffer buffer) => own.Contains(buffer) ? $"({buffer.Name})" : buffer.Name;
    }

    /// <summary>What a kernel is, in a few words.</summary>
    public static string Describe(Kernel kernel) => kernel switch
    {
        ElementKernel element => $"elements [{string.Join(", ", element.Loops.Select(static loop => $"{loop.Name} < {loop.Extent}"))}] of {kernel.Node.Operator.Name}",
        JoinedElementKernel joined => $"{Describe(joined.Parts[0])}{string.Concat(joined.Parts.Skip(1).Select(static part => $", {part.Node.Operator.Name}"))}",
        ContractionKernel contraction => $"contraction [{string.Join(", ", contraction.Loops.Select(static loop => (loop.IsReduced ? "sum " : "") + loop.Extent))}{(contraction.LastPart is { } last ? $", last part {last}" : "")}]{(contraction.Limits.IsEmpty ? "" : ", masked")}",
        EpilogueKernel joined => $"{Describe(joined.Product)}, then {string.Join(", ", joined.Epilogue.Select(static kernel => kernel.Node.Operator.Name))}",
        SweepKernel sweep => string.Create(CultureInfo.InvariantCulture, $"sweep of {sweep.Space.Batches} x {sweep.Space.Rows} x {sweep.Space.Columns}, {sweep.Cut.Lines} {(sweep.Lines == TableAxis.Row ? "rows" : "columns")} by {sweep.Cut.Width}: ")
            + string.Join(" | ", sweep.Passes.Select(static pass => string.Join("; ", pass.Members.Select(Describe)))),
        ScanKernel scan => $"recurrence of {scan.Length} turns{(scan.Reverse ? ", backwards" : "")}{(scan.IsOneLaunch ? ", in one launch" : "")}",
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
        PrivatePlacement own => $"is a worker's own at {own.Offset}, {own.BytesPerPosition} bytes a position",
        _ => "",
    };
}
