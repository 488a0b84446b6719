using System.Text.Json;
using Dsl.Benchmarks.Rows;

namespace Dsl.Benchmarks.Reporting;

/// <summary>Results for programs.</summary>
internal static class ResultJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(string path, string machine, IEnumerable<RowResult> results) => File.WriteAllText(path, JsonSerializer.Serialize(
        new
        {
            machine,
            rows = results.Select(static result => new
            {
                name = result.Row.Name,
                configuration = result.Row.Configuration,
                unit = result.Row.Unit,
                amount = result.Row.Amount,
                amountUnit = result.Row.AmountUnit,
                flops = result.Row.Flops,
                threads = result.Row.Threads ?? 0,
                ceilingGflops = result.CeilingRate,
                aims = result.Row.Aims.Select(aim => new { aim = aim.Text, met = aim.IsMet(result) }),
                contestants = result.Contestants.Select(contestant => new
                {
                    name = contestant.Name,
                    remark = contestant.Remark,
                    median = contestant.Times?.Median,
                    least = contestant.Times?.Least,
                    greatest = contestant.Times?.Greatest,
                    repetitions = contestant.Times?.Count,
                    taken = contestant.Times?.Taken,
                    foreign = contestant.Times?.Foreign,
                    ratio = contestant.Times?.Median / result.Ours.Median,
                }),
            }),
        },
        Indented));
}
