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
    public void Steps_have_the_same_bits_for_every_number_of_threads_on_a_busy_machine()
    {
        using var stop = new CancellationTokenSource();
        var busy = Enumerable.Range(0, 3).Select(_ => new Thread(() => SpinUntilCancelled(stop.Token)) { IsBackground = true }).ToList();
        busy.ForEach(static thread => thread.Start());
        var losses = ((int[])[1, 2, 5]).Select(static threads =>
        {
            using var backend = new CpuBackend(new CpuOptions(threads));
            using var network = new Perceptron(backend, 96, 300, 200, 10);
            return Enumerable.Range(0, 8).Select(_ => network.Step()).ToArray();
        }).ToArray();
        stop.Cancel();
        busy.ForEach(static thread => thread.Join());
        Assert.Equal(losses[0], losses[1]);
        Assert.Equal(losses[0], losses[2]);
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

    /// <summary>Forward, backward and update of two layers: five products, and few passes over memory besides.</summary>
    [Fact]
    public void A_small_step_is_few_kernels()
    {
        using var cpu = new Perceptron(new CpuBackend(), 10, 784, 30, 10);
        for (var i = 0; i < 200; i++)
            cpu.RunOnly();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 1000; i++)
            cpu.RunOnly();
        output.WriteLine($"784-30-10, batch 10: {Stopwatch.GetElapsedTime(start).TotalMicroseconds / 1000:0.0} microseconds a step; {cpu.Statistics}");
        Assert.Equal(5, cpu.Statistics.Contractions);
        Assert.InRange(cpu.Statistics.Kernels, 5, 24);
    }

    private static void SpinUntilCancelled(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
            Thread.SpinWait(20);
    }
}
