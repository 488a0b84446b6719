using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends.Cpu;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Members of a launch that walk the same elements of the same buffers run in one loop.</summary>
public sealed class MemberJoiningTests
{
    private static readonly TensorBuffer Gradient = Matrix("gradient");
    private static readonly TensorBuffer Mean = Matrix("mean");
    private static readonly TensorBuffer NewMean = Matrix("new mean");
    private static readonly TensorBuffer Weight = Matrix("weight");
    private static readonly TensorBuffer NewWeight = Matrix("new weight");
    private static readonly TensorBuffer Other = Matrix("other");
    private static readonly TensorBuffer Sums = TestKernel.Buffer("sums", ElementType.Float32, 8);

    [Fact]
    public void An_average_and_the_weight_that_it_moves_are_computed_in_one_loop()
    {
        var joined = Assert.IsType<JoinedElementKernel>(Assert.Single(Joined([], Sum(NewMean, Mean, Gradient), Sum(NewWeight, Weight, NewMean))));
        Assert.Equal([NewMean, NewWeight], joined.Writes.ToArray());
        Assert.DoesNotContain(NewMean, joined.Reads);
        Assert.Equal(joined.Parts[0].Loops, joined.Parts[1].Loops);
    }

    [Fact]
    public void What_only_the_loop_itself_needs_is_not_stored()
    {
        var joined = Assert.IsType<JoinedElementKernel>(Assert.Single(Joined([NewMean], Sum(NewMean, Mean, Gradient), Sum(NewWeight, Weight, NewMean), Sum(Other, NewMean, Weight))));
        Assert.Equal([NewWeight, Other], joined.Writes.ToArray());
    }

    [Fact]
    public void What_another_kernel_needs_is_stored() =>
        Assert.Equal([NewMean, NewWeight], Joined([NewMean], Sum(NewMean, Mean, Gradient), Sum(NewWeight, Weight, NewMean), RowSums(NewMean))[0].Writes.ToArray());

    [Fact]
    public void Kernels_that_share_nothing_stay_apart() => Assert.Equal(2, Joined([], Sum(NewMean, Mean, Mean), Sum(NewWeight, Weight, Weight)).Length);

    [Fact]
    public void Another_element_of_what_is_stored_is_not_there_yet() => Assert.Equal(2, Joined([], Sum(NewMean, Mean, Gradient), Sum(NewWeight, Gradient, NewMean, isTurned: true)).Length);

    [Fact]
    public void An_old_value_is_read_before_another_turn_stores_the_new_one() =>
        Assert.Equal(2, Joined([], Sum(Other, Gradient, Weight, isTurned: true), Sum(NewWeight, Weight, Gradient)).Length);

    [Fact]
    public void A_kernel_between_finds_what_it_needs() =>
        Assert.Equal(3, Joined([], Sum(NewMean, Mean, Gradient), RowSums(NewMean), Sum(NewWeight, Weight, NewMean)).Length);

    [Fact]
    public void A_kernel_is_not_moved_past_one_that_changes_what_it_reads() =>
        Assert.Equal(3, Joined([], Sum(NewMean, Mean, Gradient), TestKernel.Store(Gradient, new ReduceScalar(ReductionKind.Sum, [new LoopVariable("k", 2)], One), Row(), Column()), Sum(NewWeight, Weight, NewMean)).Length);

    private static ConstantScalar One => new(1, ElementType.Float32);

    private static TensorBuffer Matrix(string name) => TestKernel.Buffer(name, ElementType.Float32, 8, 8);

    private static LoopVariable Row() => new("i", 8);

    private static LoopVariable Column() => new("j", 8);

    /// <summary>Stores left + right; when turned, the right one's elements are those of the other diagonal half.</summary>
    private static ElementKernel Sum(TensorBuffer output, TensorBuffer left, TensorBuffer right, bool isTurned = false)
    {
        var (row, column) = (Row(), Column());
        var other = isTurned ? new LoadScalar(right, [column, row]) : new LoadScalar(right, [row, column]);
        return TestKernel.Store(output, new BinaryScalar(ScalarOperation.Add, new LoadScalar(left, [row, column]), other, ElementType.Float32), row, column);
    }

    private static ElementKernel RowSums(TensorBuffer buffer)
    {
        var (row, column) = (Row(), Column());
        return TestKernel.Store(Sums, new ReduceScalar(ReductionKind.Sum, [column], new LoadScalar(buffer, [row, column])), row);
    }

    private static Kernel[] Joined(TensorBuffer[] temporary, params ReadOnlySpan<Kernel> kernels)
    {
        var group = LaunchGroup.Begin(static buffer => buffer, [8]);
        foreach (var kernel in kernels)
            group.Add(KernelAccess.Of(kernel), [8]);
        var groups = new List<LaunchGroup> { group };

        // The new weight lies where the old one did, as the averages do.
        new MemberJoining(static buffer => buffer == NewWeight ? Weight : buffer == NewMean ? Mean : buffer, temporary.Contains).Apply(groups);
        return [.. groups[0].Members.Select(static member => member.Kernel)];
    }
}
