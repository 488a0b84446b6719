using System.Collections.Immutable;
using System.Globalization;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Reports;

/// <summary>Lists what ran: for each computation its launches with the time of one and the bytes that it reads and writes, and for each kernel in them what it computes and the place of the script.</summary>
public static class KernelReport
{
    private const int WidestPlace = 24;
    private const int WidestKernel = 30;

    /// <summary>The lines; computations in the order in which they ran first. Lines of tables are no wider than the display, and sentences are as long as they are.</summary>
    public static ImmutableArray<string> Lines(KernelProfile profile, DisplayCapabilities display)
    {
        var bodies = profile.Programs.SelectMany(static program => program.Kernels).OfType<ScanKernel>().Select(static scan => scan.Body).ToHashSet(ReferenceEqualityComparer.Instance);
        var lines = ImmutableArray.CreateBuilder<string>();
        var programs = profile.Programs.Where(program => !bodies.Contains(program)).ToList();
        var repeated = programs.Where(program => profile.TimesOf(program, 0).Count > 1).ToList();
        foreach (var program in repeated.Count > 0 ? repeated : programs)
            Append(lines, profile, program, string.Empty, display.Width);
        if (repeated.Count > 0 && repeated.Count < programs.Count)
            lines.Add($"beside that {Count(programs.Count - repeated.Count, "computation", "computations")} that ran once, such as start values");
        if (lines.Count == 0)
            lines.Add("nothing is computed: the value is known before the run, or is there already");
        return [.. lines.Select(static line => line.TrimEnd())];
    }

    private static void Append(ImmutableArray<string>.Builder lines, KernelProfile profile, KernelProgram program, string indent, int width)
    {
        var times = Enumerable.Range(0, program.Kernels.Length).Select(i => profile.TimesOf(program, i).Mean).ToArray();
        var bytes = program.Kernels.Select(Bytes).ToArray();
        var members = program.Kernels.Select(kernel => Grouped(program, kernel)).ToArray();
        var all = members.SelectMany(static kernels => kernels).ToList();
        var placeWidth = Math.Min(all.Max(static member => member.Place.Length), WidestPlace);
        var kernelWidth = Math.Min(all.Max(static member => member.What.Length), WidestKernel);
        lines.Add($"{indent}{Count(program.Kernels.Sum(static kernel => Members(kernel).Length), "kernel", "kernels")} in {Count(program.Kernels.Length, "launch", "launches")}; a run takes {Time(times.Sum())}, and reads and writes {Amounts.Memory(bytes.Sum())}");
        lines.Add(DisplayText.Clip($"{indent}     time      bytes  {Column("computes", kernelWidth)}  {Column("at", placeWidth)}", width));
        for (var i = 0; i < program.Kernels.Length; i++)
        {
            for (var m = 0; m < members[i].Length; m++)
            {
                var lead = m == 0 ? string.Create(CultureInfo.InvariantCulture, $"{Time(times[i]),9}  {Amounts.Memory(bytes[i]),9}") : new string(' ', 20);
                lines.Add(DisplayText.Clip($"{indent}{lead}  {Column(members[i][m].What, kernelWidth)}  {Column(members[i][m].Place, placeWidth)}  {members[i][m].Text}", width));
            }

            if (program.Kernels[i] is ScanKernel scan)
                Append(lines, profile, scan.Body, indent + "    ", width);
        }
    }

    private static string Column(string text, int width) => DisplayText.Clip(text, width).PadRight(width);

    private static ImmutableArray<Kernel> Members(Kernel kernel) =>
        kernel is FusedKernel fused ? [.. fused.Segments.SelectMany(static segment => segment.Members.Select(static member => member.Kernel))] : [kernel];

    // Kernels of a launch that do the same, such as an optimizer's for each weight, are one line.
    private static ImmutableArray<(string What, string Place, string Text)> Grouped(KernelProgram program, Kernel launch)
    {
        var groups = Members(launch).Select(kernel => (What: Describe(kernel), Place: PlaceOf(kernel), Updated: Updated(program, kernel))).GroupBy(static kernel => (kernel.What, kernel.Place));
        return [.. groups.Select(static group => (
            group.Count() == 1 ? group.Key.What : string.Create(CultureInfo.InvariantCulture, $"{group.Key.What}, {group.Count()} times"),
            group.Key.Place.Place, group.Key.Place.Text + string.Concat(group.Count() == 1 ? group.First().Updated : string.Empty)))];
    }

    private static string Describe(Kernel kernel) => kernel switch
    {
        ElementKernel element => $"{element.Node.Operator.Name} [{string.Join(", ", element.Output.Shape)}]",
        JoinedElementKernel joined => $"{string.Join(", ", joined.Parts.Select(static part => part.Node.Operator.Name))} [{string.Join(", ", joined.Parts[0].Output.Shape)}]",
        ContractionKernel contraction => $"product [{Extents(contraction, isReduced: false)}] over {Extents(contraction, isReduced: true)}",
        EpilogueKernel joined => $"{Describe(joined.Product)}, then {string.Join(", ", joined.Epilogue.Select(static kernel => kernel.Node.Operator.Name))}",
        SweepKernel sweep => string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", sweep.Passes.SelectMany(static pass => (Kernel[])[.. pass.Reductions, .. pass.Sums]).Select(static kernel => kernel.Node.Operator.Name))} of tables [{sweep.Space.Batches}, {sweep.Space.Rows}, {sweep.Space.Columns}] by {(sweep.Lines == TableAxis.Row ? "rows" : "columns")}"),
        ScanKernel scan => $"{scan.Length} turns{(scan.Reverse ? " backwards" : "")}",
        _ => SchedulePrinter.Describe(kernel),
    };

    private static string Extents(ContractionKernel contraction, bool isReduced) =>
        string.Join(", ", contraction.Loops.Where(loop => loop.IsReduced == isReduced).Select(static loop => loop.Extent));

    // What the library computes is told at the call in the script that led there, in the library's words.
    private static (string Place, string Text) PlaceOf(Kernel kernel) =>
        kernel.Node.Location is { } location ? ((location.CalledFrom ?? location).ToString(), location.Text.ReplaceLineEndings(" ")) : (string.Empty, string.Empty);

    private static string Updated(KernelProgram program, Kernel kernel)
    {
        var names = program.Buffers.Where(placed => kernel.Writes.Contains(placed.Buffer)).Select(static placed => placed.Placement).OfType<VariablePlacement>()
            .Select(static placement => placement.Variable.Path).ToList();
        return names.Count == 0 ? string.Empty : $" -> {string.Join(", ", names)}";
    }

    private static double Bytes(Kernel kernel) => kernel.Reads.Sum(static buffer => (double)buffer.ByteCount) + kernel.Writes.Sum(static buffer => (double)buffer.ByteCount);

    private static string Count(int count, string one, string several) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : several)}");

    private static string Time(double seconds) => seconds switch
    {
        < 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0.0} us"),
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.00} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s"),
    };
}
