using System.Diagnostics;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>A whole step - forward, backward, update - as one program.</summary>
public sealed class TrainingStepTests(ITestOutputHelper output)
{
    [Fact]
    public void The_loss_falls_equally_on_both_backends()
    {
        using var reference = new Perceptron(new ReferenceBackend(), 6, 20, 7, 3);
        using var cpu = new Perceptron(new CpuBackend(), 6, 20, 7, 3);
        var first = 0.0;
        var last = 0.0;
        for (var step = 0; step < 300; step++)
        {
            var expected = reference.Step();
            last = cpu.Step();
            if (step == 0)
                first = last;
            Assert.Equal(expected, last, 1e-3);
        }

        Assert.True(last < first * 0.9, $"the loss went from {first} to {last}");
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        using var cpu = new Perceptron(new CpuBackend(), 10, 784, 30, 10);
        cpu.RunOnly();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            cpu.RunOnly();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_small_step_takes_microseconds()
    {
        using var cpu = new Perceptron(new CpuBackend(), 10, 784, 30, 10);
        for (var i = 0; i < 200; i++)
            cpu.RunOnly();
        var best = TimeSpan.MaxValue;
        for (var sample = 0; sample < 50; sample++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < 20; i++)
                cpu.RunOnly();
            var elapsed = Stopwatch.GetElapsedTime(start) / 20;
            best = elapsed < best ? elapsed : best;
        }

        output.WriteLine($"784-30-10, batch 10: {best.TotalMicroseconds:0.0} microseconds a step; {cpu.Statistics}");
        Assert.True(best < TimeSpan.FromMilliseconds(2), $"a step takes {best.TotalMicroseconds} microseconds");
    }
}
