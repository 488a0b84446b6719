using Dsl.DeviceChecks.Running;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
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
}
