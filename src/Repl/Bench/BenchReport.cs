using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;

namespace Dsl.Repl.Bench;

/// <summary>Writes what was measured, as tables for people or as JSON for programs.</summary>
internal static class BenchReport
{
    private const int MostRows = 30;
    private const int LongestStatement = 40;

    /// <summary>Tables.</summary>
    public static void WriteText(TextWriter output, ImmutableArray<BenchFigures> figures, MachineDescription machine, double? ceiling, string device, double wallSeconds)
    {
        output.WriteLine($"{device} on {machine.Name}, {machine.Cores} cores{(ceiling is { } most ? $", at most {Amounts.Of(most, "FLOP/s")} in f32 as measured now" : string.Empty)}");
        var computed = figures.Sum(static row => row.TotalSeconds);
        var compiled = figures.Sum(static row => row.CompileSeconds);
        output.WriteLine($"the run took {Amounts.Time(wallSeconds)}: {Amounts.Time(computed)} computing, {Amounts.Time(compiled)} compiling {figures.Length} computations");
        output.WriteLine();
        var rows = new List<string[]> { new[] { "line", "what", "runs", "median", "10 % .. 90 %", "a second", "operations", "of peak", "kernels", "compiled in", "of run" } };
        foreach (var row in figures.Take(MostRows))
        {
            var statement = row.Statement.Length <= LongestStatement ? row.Statement : $"{row.Statement[..(LongestStatement - 3)]}...";
            rows.Add([
                row.Line == 0 ? "-" : row.Line.ToString(CultureInfo.InvariantCulture), row.Kind is "value" or "update" ? statement : $"{row.Kind}: {statement}",
                row.Runs.ToString("N0", CultureInfo.InvariantCulture), Amounts.Time(row.Median), $"{Amounts.Time(row.Low)} .. {Amounts.Time(row.High)}",
                row.TokensPerSecond is { } tokens ? $"{Amounts.Of(tokens, "tokens")}" : row.RowsPerSecond is { } batch ? $"{Amounts.Of(batch, "rows")}" : string.Empty,
                Amounts.Of(row.Operations, "FLOP"), row is { Operations: > 0, Share: { } share } ? share.ToString("0.0%", CultureInfo.InvariantCulture) : string.Empty,
                row.Kernels.ToString(CultureInfo.InvariantCulture), Amounts.Time(row.CompileSeconds), computed > 0 ? (row.TotalSeconds / computed).ToString("0%", CultureInfo.InvariantCulture) : string.Empty]);
        }

        foreach (var line in TextTable.Lines(rows, [0, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
            output.WriteLine(line);
        if (figures.Length > MostRows)
            output.WriteLine($"and {figures.Length - MostRows} more that took less");
    }

    /// <summary>One JSON object: the machine, the run, and an array of computations; times are in seconds.</summary>
    public static void WriteJson(TextWriter output, ImmutableArray<BenchFigures> figures, MachineDescription machine, double? ceiling, string device, double wallSeconds)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("device", device);
            json.WriteString("processor", machine.Name);
            json.WriteNumber("cores", machine.Cores);
            if (ceiling is { } most)
                json.WriteNumber("peakFlopsPerSecond", most);
            json.WriteNumber("runSeconds", wallSeconds);
            json.WriteStartArray("computations");
            foreach (var row in figures)
                Write(json, row);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void Write(Utf8JsonWriter json, BenchFigures row)
    {
        json.WriteStartObject();
        json.WriteNumber("line", row.Line);
        json.WriteString("kind", row.Kind);
        json.WriteString("statement", row.Statement);
        json.WriteNumber("runs", row.Runs);
        json.WriteNumber("totalSeconds", row.TotalSeconds);
        json.WriteNumber("medianSeconds", row.Median);
        json.WriteNumber("lowSeconds", row.Low);
        json.WriteNumber("highSeconds", row.High);
        if (row.RowsPerSecond is { } batch)
            json.WriteNumber("rowsPerSecond", batch);
        if (row.TokensPerSecond is { } tokens)
            json.WriteNumber("tokensPerSecond", tokens);
        json.WriteNumber("flops", row.Operations);
        if (row.Share is { } share)
            json.WriteNumber("shareOfPeak", share);
        json.WriteNumber("compileSeconds", row.CompileSeconds);
        json.WriteNumber("kernels", row.Kernels);
        json.WriteNumber("launches", row.Launches);
        json.WriteEndObject();
    }
}
