using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Reports;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>Fused kernels: chunks with tails, buffers of a worker's own, and the same results and faults for every number of threads.</summary>
public sealed class FusedKernelTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 1, 3)]
    [InlineData(40, 33, 7)]
    [InlineData(40, 33, 40)]
    [InlineData(64, 20, 1)]
    public void Chunks_cover_every_position_once(int rows, int columns, int chunk)
    {
        var program = new FusedProgram(rows, columns, chunk);
        double[] indices = [.. Enumerable.Range(0, rows).Select(i => (double)((i * 5 % rows) - (i % 2 * rows)))];
        foreach (var threads in (int[])[1, 2, 5])
        {
            using var backend = new CpuBackend(new CpuOptions(threads));
            var (sums, squares, fault) = new FusedProgram(rows, columns, chunk).Run(backend, indices);
            Assert.Null(fault);
            for (var i = 0; i < rows; i++)
            {
                var row = program.Table.AsSpan(((int)indices[i] + rows) % rows * columns, columns);
                var expected = 0.0;
                foreach (var value in row)
                    expected += (float)value * 3;
                Assert.Equal(expected, sums[i], 1e-4);
            }

            Assert.Equal(program.Table.Select(static value => (double)((float)value * (float)value)), squares);
        }
    }

    [Fact]
    public void Results_have_the_same_bits_for_every_number_of_threads()
    {
        double[] indices = [.. Enumerable.Range(0, 300).Select(static i => (double)(i * 7 % 300))];
        var runs = ((int[])[1, 2, 3, 8]).Select(threads =>
        {
            using var backend = new CpuBackend(new CpuOptions(threads));
            return new FusedProgram(300, 50, 11).Run(backend, indices);
        }).ToArray();
        Assert.All(runs, run => Assert.Equal(runs[0].Sums, run.Sums));
        Assert.All(runs, run => Assert.Equal(runs[0].Squares, run.Squares));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(11)]
    public void Members_that_take_turns_compute_what_they_compute_one_after_another(long turn)
    {
        double[] indices = [.. Enumerable.Range(0, 300).Select(static i => (double)(i * 7 % 300))];
        using var backend = new CpuBackend(new CpuOptions(3));
        using var watched = new CpuBackend(new CpuOptions(3)) { Observer = new KernelProfile() };
        var expected = new FusedProgram(300, 50, 11).Run(backend, indices);
        foreach (var found in (CpuBackend[])[backend, watched])
        {
            var run = new FusedProgram(300, 50, 11, turn: turn).Run(found, indices);
            Assert.Null(run.Fault);
            Assert.Equal(expected.Sums, run.Sums);
            Assert.Equal(expected.Squares, run.Squares);
        }
    }

    [Fact]
    public void A_fault_of_a_turn_is_that_of_its_member()
    {
        double[] indices = [.. Enumerable.Range(0, 200).Select(static i => i is 61 or 62 or 170 ? 1000.0 + i : i)];
        using var backend = new CpuBackend(new CpuOptions(4));
        for (var run = 0; run < 20; run++)
            Assert.Equal("the index 1061 is outside a dimension of size 200: expected -200 to 199", new FusedProgram(200, 20, 16, turn: 3).Run(backend, indices).Fault?.Message);
    }

    [Fact]
    public void Of_several_faults_the_first_is_reported()
    {
        double[] indices = [.. Enumerable.Range(0, 200).Select(static i => i is 61 or 62 or 90 or 170 or 199 ? 1000.0 + i : i)];
        using var backend = new CpuBackend(new CpuOptions(4));
        for (var run = 0; run < 50; run++)
        {
            var fault = new FusedProgram(200, 20, 4).Run(backend, indices).Fault;
            Assert.Equal("the index 1061 is outside a dimension of size 200: expected -200 to 199", fault?.Message);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_run_allocates_nothing(int threads)
    {
        using var backend = new CpuBackend(new CpuOptions(threads));
        using var program = new FusedProgram(200, 16, 3).Load(backend, new double[200]);
        program.Run(CancellationToken.None);
        program.Run(CancellationToken.None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        program.Run(CancellationToken.None);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Programs_go_on_alone_when_their_backend_has_ended()
    {
        var backend = new CpuBackend(new CpuOptions(3));
        using var program = new FusedProgram(50, 8, 2).Load(backend, new double[50]);
        program.Run(CancellationToken.None);
        var before = program.Output(0).ToDoubles();
        backend.Dispose();
        program.Run(CancellationToken.None);
        Assert.Equal(before, program.Output(0).ToDoubles());
    }

    [Fact]
    public void A_run_after_a_fault_is_sound()
    {
        using var backend = new CpuBackend(new CpuOptions(3));
        double[] wrong = [.. Enumerable.Repeat(77.0, 30)];
        double[] right = [.. Enumerable.Repeat(2.0, 30)];
        Assert.NotNull(new FusedProgram(30, 9, 2).Run(backend, wrong).Fault);
        var (sums, _, fault) = new FusedProgram(30, 9, 2).Run(backend, right);
        Assert.Null(fault);
        Assert.All(sums, sum => Assert.Equal(sums[0], sum));
    }
}
