using Dsl.DeviceChecks.Running;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Suite;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Of how many launches the training steps of small networks consist on a device, where all turns of a recurrence are one.</summary>
public sealed class DeviceStepTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("perceptron", 8, 0)]
    [InlineData("convolution", 36, 0)]
    [InlineData("recurrence", 42, 4)]
    [InlineData("attention", 60, 0)]
    public void A_step_has_few_launches(string script, int most, int recurrences)
    {
        using var cpu = new CpuBackend();
        var recorder = new ScheduleRecorder(cpu, SchedulingOptions.ForDevice(48 * 1024));
        new ScriptCheck(CheckSuites.Networks, script, 1e-2).Run(recorder, CheckExtent.Whole);
        var step = recorder.Programs.Where(static program => program.FirstVariableWrite < program.Kernels.Length).MaxBy(static program => program.Kernels.Sum(static kernel => kernel.Reads.Length))!;
        var scans = step.Kernels.OfType<ScanKernel>().ToArray();
        output.WriteLine($"{script}: {step.Kernels.Length} launches, {step.Kernels.OfType<FusedKernel>().Sum(static kernel => kernel.Segments.Sum(static segment => segment.Members.Length))} kernels in fused ones");
        Assert.InRange(step.Kernels.Length, 1, most);
        Assert.Equal(recurrences, scans.Length);
        Assert.All(scans, static scan => Assert.True(scan.IsOneLaunch));
    }

    [Fact]
    public void A_step_of_convolutions_in_16_bits_brings_weights_into_order_before_a_product()
    {
        using var cpu = new CpuBackend();
        var recorder = new ScheduleRecorder(cpu, SchedulingOptions.ForDevice(48 * 1024));
        const string script = """
            model Net() (x: [B, 3, 32, 32]) -> [B, 10] =
              x |> conv2d(16, kernel: 3, padding: 1) |> relu |> conv2d(32, kernel: 3, padding: 1) |> relu |> max_pool(2) |> flatten |> dense(10)
            data = dataset(x: reshape(sin(float(0..24576) * 1.7), [8, 3, 32, 32]), y: (0..8) % 10)
            train(Net(), data, loss: cross_entropy, optimizer: momentum(0.01), steps: 1, batch: 8, precision: f16, silent: true)

            """;
        var outcome = ScriptHarness.Run(script, "script.nn", RepositoryPaths.Examples, recorder);
        Assert.True(outcome.IsAccepted, outcome.Rendering);
        var step = recorder.Programs.MaxBy(static program => program.Kernels.Length)!;
        output.WriteLine(string.Join('\n', step.Kernels.Select(static kernel => $"{kernel.GetType().Name} {kernel.Node} reads {string.Join(", ", kernel.Reads)}")));
        Assert.Contains(step.Kernels, static kernel => kernel is EpilogueKernel);
        Assert.Contains(step.Kernels, static kernel => kernel is PackKernel);
    }
}
