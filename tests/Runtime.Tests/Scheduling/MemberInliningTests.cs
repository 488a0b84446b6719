using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends.Cpu;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>What only one kernel of a launch reads, each element once and at its own place, is computed in that kernel.</summary>
public sealed class MemberInliningTests
{
    private static readonly TensorBuffer X = TestKernel.Buffer("x", ElementType.Float32, 8, 16);
    private static readonly TensorBuffer Power = TestKernel.Buffer("power", ElementType.Float32, 8, 16);
    private static readonly TensorBuffer Y = TestKernel.Buffer("y", ElementType.Float32, 8, 16);
    private static readonly TensorBuffer Sums = TestKernel.Buffer("sums", ElementType.Float32, 8);
    private static readonly LoopVariable Row = new("i", 8);
    private static readonly LoopVariable Column = new("j", 16);

    [Fact]
    public void A_value_with_one_reader_is_computed_there()
    {
        var kernel = Assert.IsType<ElementKernel>(Assert.Single(Inlined(Powers(), Squares(Power))));
        Assert.Equal([X], kernel.Reads.ToArray());
        Assert.Equal(Y, kernel.Output);
    }

    [Fact]
    public void A_value_with_two_readers_is_stored() => Assert.Equal(3, Inlined(Powers(), Squares(Power), RowSums(Power)).Length);

    [Fact]
    public void A_value_that_a_loop_reads_is_stored() => Assert.Equal(2, Inlined(Powers(), RowSums(Power)).Length);

    [Fact]
    public void A_value_is_stored_when_what_it_comes_from_changes_before_it_is_read() =>
        Assert.Equal(3, Inlined(Powers(), TestKernel.Store(X, new ConstantScalar(1, ElementType.Float32), Row, Column), Squares(Power)).Length);

    private static ElementKernel Powers() => TestKernel.Store(Power, new UnaryScalar(ScalarOperation.Exp, new LoadScalar(X, [Row, Column]), ElementType.Float32), Row, Column);

    private static ElementKernel Squares(TensorBuffer buffer)
    {
        var (row, column) = (new LoopVariable("k", 8), new LoopVariable("l", 16));
        var load = new LoadScalar(buffer, [row, column]);
        return TestKernel.Store(Y, new BinaryScalar(ScalarOperation.Multiply, load, load, ElementType.Float32), row, column);
    }

    private static ElementKernel RowSums(TensorBuffer buffer)
    {
        var (row, column) = (new LoopVariable("k", 8), new LoopVariable("l", 16));
        return TestKernel.Store(Sums, new ReduceScalar(ReductionKind.Sum, [column], new LoadScalar(buffer, [row, column])), row);
    }

    private static Kernel[] Inlined(params ReadOnlySpan<Kernel> kernels)
    {
        var group = LaunchGroup.Begin(static buffer => buffer, [8]);
        foreach (var kernel in kernels)
            group.Add(KernelAccess.Of(kernel), [8]);
        var groups = new List<LaunchGroup> { group };
        new MemberInlining(static buffer => buffer, static buffer => buffer == Power).Apply(groups);
        return [.. groups[0].Members.Select(static member => member.Kernel)];
    }
}
