using Dsl.DeviceChecks.Measuring;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Tests.Measuring;

/// <summary>The table of measurements is made by several processes one after the other.</summary>
public sealed class MeasureTableTests
{
    private static readonly DeviceDescription Device = new("a device", "a driver", CDialect.Cuda, 1L << 30, 1L << 30, new DeviceLimits(48 << 10, 1024, HasDoubles: true, HasTensorCores: false), IsProcessor: false);

    [Fact]
    public void Rows_of_an_earlier_process_stay_and_those_that_are_measured_again_are_replaced()
    {
        var first = new MeasureTable(Device, [], PeerFigures.None)
            .With(new MeasuredRow("copy", "GB/s", 100)).With(new MeasuredRow("gemm", "TFLOP/s", 3.5, "1 kernels") { Library = 4 }).With(new MeasuredRow("gelu", "GB/s", null, "no | memory"));
        var second = new MeasureTable(Device, MeasureTable.ReadRows(first.Json(), Device), PeerFigures.None).With(new MeasuredRow("gelu", "GB/s", 80) { Ceiling = 100 });
        Assert.Equal<MeasuredRow>(
            [new MeasuredRow("copy", "GB/s", 100), new MeasuredRow("gemm", "TFLOP/s", 3.5, "1 kernels") { Library = 4 }, new MeasuredRow("gelu", "GB/s", 80) { Ceiling = 100 }],
            second.Rows);
        Assert.Contains("| `gelu` | GB/s | 80 | 80.0% |", second.Markdown(), StringComparison.Ordinal);
        Assert.Contains("no / memory", first.Markdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_another_device_are_not_taken()
    {
        var json = new MeasureTable(Device, [new MeasuredRow("copy", "GB/s", 100)], PeerFigures.None).Json();
        Assert.Empty(MeasureTable.ReadRows(json, Device with { Name = "another" }));
        Assert.Empty(MeasureTable.ReadRows(json, Device with { Driver = "newer" }));
    }

    [Fact]
    public void Rows_are_chosen_by_the_beginnings_of_their_names()
    {
        var options = MeasureOptions.Read(["--rows", "softmax,gpt_small"])!;
        Assert.True(options.IsWanted("softmax_f32"));
        Assert.True(options.IsWanted("gpt_small_f16"));
        Assert.False(options.IsWanted("gpt2_124m_f16"));
        Assert.True(MeasureOptions.Read([])!.IsWanted("gpt2_124m_f16"));
    }
}
