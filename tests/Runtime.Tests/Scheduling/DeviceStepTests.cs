using Dsl.DeviceChecks.Running;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Of how many launches the training steps of small networks consist on a device, and of how many a turn of their recurrences.</summary>
public sealed class DeviceStepTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("perceptron", 8, 0)]
    [InlineData("convolution", 36, 0)]
    [InlineData("recurrence", 42, 2)]
    [InlineData("attention", 60, 0)]
    public void A_step_has_few_launches(string script, int most, int mostOfTurn)
    {
        using var cpu = new CpuBackend();
        var recorder = new ScheduleRecorder(cpu, SchedulingOptions.ForDevice(48 * 1024));
        new ScriptCheck(CheckSuites.Networks, script, 1e-2).Run(recorder, CheckExtent.Whole);
        var step = recorder.Programs.Where(static program => program.FirstVariableWrite < program.Kernels.Length).MaxBy(static program => program.Kernels.Sum(static kernel => kernel.Reads.Length))!;
        var turns = step.Kernels.OfType<ScanKernel>().Select(static scan => scan.Body.Kernels.Length).ToArray();
        output.WriteLine($"{script}: {step.Kernels.Length} launches, {step.Kernels.OfType<FusedKernel>().Sum(static kernel => kernel.Segments.Sum(static segment => segment.Members.Length))} kernels in fused ones, turns of {string.Join(", ", turns)}");
        Assert.InRange(step.Kernels.Length, 1, most);
        Assert.All(turns, turn => Assert.InRange(turn, 1, mostOfTurn));
    }
}
