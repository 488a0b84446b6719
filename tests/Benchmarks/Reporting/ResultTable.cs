using System.Globalization;
using System.Text;
using Dsl.Benchmarks.Measuring;
using Dsl.Benchmarks.Rows;

namespace Dsl.Benchmarks.Reporting;

/// <summary>Results as a table in Markdown, one line a contestant.</summary>
internal static class ResultTable
{
    public const string Header =
        "| row | who | median (least - greatest) | rate | nn is | of the FMA ceiling | aim | disturbed |\n| --- | --- | --- | --- | --- | --- | --- | --- |";

    /// <summary>The lines of one row.</summary>
    public static string Lines(RowResult result)
    {
        var text = new StringBuilder();
        for (var i = 0; i < result.Contestants.Length; i++)
            text.Append(i == 0 ? OwnLine(result) : PeerLine(result, result.Contestants[i])).Append('\n');
        return text.ToString();
    }

    private static string OwnLine(RowResult result)
    {
        var aims = string.Join("; ", result.Row.Aims.Select(aim => $"{aim.Text}: {aim.IsMet(result) switch { true => "met", false => "**not met**", null => "not measured" }}"));
        var share = result.CeilingRate > 0 ? string.Create(CultureInfo.InvariantCulture, $"{result.CeilingShare:0.0%} of {result.CeilingRate:0}") : string.Empty;
        return $"| `{result.Row.Name}` {result.Row.Configuration} | **{result.Contestants[0].Name}** | {Time(result.Ours)} | {Rate(result.Row, result.Ours)} | | {share} | {aims} | {Disturbance(result.Ours)} |";
    }

    private static string PeerLine(RowResult result, ContestantResult peer) => peer.Times is { } times
        ? string.Create(CultureInfo.InvariantCulture, $"| | {peer.Name} | {Time(times)} | {Rate(result.Row, times)} | {times.Median / result.Ours.Median:0.00}x | | | {Disturbance(times)} |")
        : $"| | {peer.Name} | **{peer.Remark}** | | | | | |";

    private static string Time(Distribution times) => $"{Seconds(times.Median)} ({Seconds(times.Least)} - {Seconds(times.Greatest)})";

    private static string Rate(BenchmarkRow row, Distribution times)
    {
        if (row.Amount <= 0)
            return string.Empty;
        var rate = row.Amount / times.Median;
        return string.Create(CultureInfo.InvariantCulture, $"{(rate >= 1000 ? rate.ToString("N0", CultureInfo.InvariantCulture) : rate.ToString("0.0", CultureInfo.InvariantCulture))} {row.AmountUnit}/s");
    }

    private static string Disturbance(Distribution times) => times.Foreign <= MachineLoad.Tolerated
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $"{times.Foreign:0%} of a core");

    private static string Seconds(double seconds)
    {
        var (value, unit) = seconds switch
        {
            >= 1 => (seconds, "s"),
            >= 1e-3 => (seconds * 1e3, "ms"),
            >= 1e-6 => (seconds * 1e6, "us"),
            _ => (seconds * 1e9, "ns"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{value:G3} {unit}");
    }
}
