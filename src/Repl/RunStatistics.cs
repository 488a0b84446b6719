using System.Globalization;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;

namespace Dsl.Repl;

/// <summary>What <c>nn run --stats</c> tells: figures of every computation that was compiled.</summary>
internal sealed class RunStatistics
{
    private readonly List<(int? Line, ProgramStatistics Figures)> programs = [];

    /// <summary>Takes up a program.</summary>
    public void Add(CompileRequest request, ICompiledProgram program) => programs.Add((request.Location?.LineNumber, program.Statistics));

    /// <summary>One line a computation, in the order in which they were compiled, the sums, and what a device did.</summary>
    public void Write(TextWriter output, IBackend backend)
    {
        foreach (var (line, figures) in programs)
        {
            var place = line is { } number ? string.Create(CultureInfo.InvariantCulture, $"line {number}") : "no line";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stats: {place}: {Describe(figures)}"));
        }

        var peak = programs.Sum(static p => p.Figures.ArenaBytes + p.Figures.PrivateBytes + p.Figures.ConstantBytes);
        var evaluated = programs.Count(static p => p.Figures.IsEvaluated);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"stats: {programs.Count - evaluated} computations compiled{(evaluated > 0 ? string.Create(CultureInfo.InvariantCulture, $", {evaluated} evaluated,") : string.Empty)} in {programs.Sum(static p => p.Figures.CompileTime.TotalMilliseconds):0.0} ms; planned memory {Amounts.Memory(peak)}"));
        foreach (var line in backend.Figures)
            output.WriteLine($"stats: {VisibleText.Of(line)}");
    }

    private static string Describe(ProgramStatistics figures) => figures.IsEvaluated
        ? string.Create(CultureInfo.InvariantCulture, $"runs once and is small: {figures.Kernels} operations evaluated one after another, none compiled; {Amounts.Memory(figures.ArenaBytes)} arena, {figures.CompileTime.TotalMilliseconds:0.0} ms to prepare")
        : string.Create(CultureInfo.InvariantCulture,
        $"{figures.Kernels} kernels in {figures.Launches} launches, {figures.Contractions} contractions; {Amounts.Memory(figures.ArenaBytes)} arena, {Amounts.Memory(figures.PrivateBytes)} private, {Amounts.Memory(figures.ConstantBytes)} constant; {figures.CompiledKernels} kernels compiled, {(figures.LoadedKernels > 0 ? string.Create(CultureInfo.InvariantCulture, $"{figures.LoadedKernels} of an earlier run, ") : string.Empty)}{figures.SharedKernels} shared, {figures.CompileTime.TotalMilliseconds:0.0} ms");
}
