using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends.Cpu;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>What is cheap and read again long after it was made is computed again where what it is made of is read anyway.</summary>
public sealed class RematerializationTests
{
    private static readonly TensorBuffer Input = Matrix("input");
    private static readonly TensorBuffer Gain = TestKernel.Buffer("gain", ElementType.Float32, 1024);
    private static readonly TensorBuffer NewGain = TestKernel.Buffer("new gain", ElementType.Float32, 1024);
    private static readonly TensorBuffer Activation = Matrix("activation");
    private static readonly TensorBuffer Next = Matrix("next");
    private static readonly TensorBuffer Last = Matrix("last");
    private static readonly TensorBuffer Gradient = Matrix("gradient");
    private static readonly TensorBuffer WeightGradient = Matrix("weight gradient");

    [Fact]
    public void An_activation_is_computed_again_beside_the_gradient_that_reads_its_input()
    {
        var (kernels, predecessors) = Applied(Scaled(Activation, Input), Sum(Next, Activation, Activation), Sum(Last, Next, Next), Sum(Gradient, Input, Last), Sum(WeightGradient, Activation, Gradient));
        var copy = Assert.Single(predecessors.Keys);
        Assert.Equal([Activation, Next, Last, Gradient, copy, WeightGradient], kernels.Select(static kernel => kernel.Writes[0]));
        Assert.Equal([Input, Gain], kernels[4].Reads.ToHashSet());
        Assert.Contains(copy, kernels[5].Reads);
        Assert.DoesNotContain(Activation, kernels[5].Reads);
        Assert.Equal(Gradient, predecessors[copy]);
    }

    [Fact]
    public void What_is_made_of_a_value_that_is_computed_again_is_computed_again_too()
    {
        var scaled = Matrix("scaled");
        var (kernels, _) = Applied(
            Scaled(scaled, Input), Scaled(Activation, scaled), Sum(Next, Activation, Activation), Sum(Last, Next, Next),
            Sum(Gradient, scaled, Last), Sum(Matrix("other"), Input, Gradient), Sum(WeightGradient, Activation, Gradient));
        Assert.Equal(
            ["scaled", "activation", "next", "last", "scaled.again", "activation.again", "gradient", "other", "weight gradient"], kernels.Select(static kernel => kernel.Writes[0].Name));
        Assert.Contains(kernels[4].Writes[0], kernels[5].Reads);
        Assert.Contains(kernels[5].Writes[0], kernels[^1].Reads);
    }

    [Fact]
    public void What_is_read_soon_is_read_from_memory() =>
        Assert.Empty(Applied(Scaled(Activation, Input), Sum(Gradient, Input, Activation), Sum(WeightGradient, Activation, Gradient)).Predecessors);

    [Fact]
    public void Nothing_is_kept_for_longer_to_compute_from_it() =>
        Assert.Empty(Applied(Scaled(Activation, Input), Sum(Next, Activation, Activation), Sum(Last, Next, Next), Sum(WeightGradient, Activation, Last)).Predecessors);

    [Fact]
    public void What_only_some_kernels_can_read_elsewhere_stays_for_the_others() =>
        Assert.Empty(Applied(
            Scaled(Activation, Input), Sum(Next, Activation, Activation), Sum(Last, Next, Next), Sum(Gradient, Input, Last),
            new ArgSortKernel(TestKernel.Node, Activation, TestKernel.Buffer("order", ElementType.Int, 512, 1024)), Sum(WeightGradient, Activation, Gradient)).Predecessors);

    [Fact]
    public void A_weight_that_has_changed_meanwhile_is_of_no_use() =>
        Assert.Empty(Applied(
            Scaled(Activation, Input), Sum(Next, Activation, Activation), TestKernel.Store(NewGain, One, Column()), Sum(Last, Next, Next), Sum(Gradient, Input, Last), Sum(WeightGradient, Activation, Gradient)).Predecessors);

    private static ConstantScalar One => new(1, ElementType.Float32);

    // 2 MiB each.
    private static TensorBuffer Matrix(string name) => TestKernel.Buffer(name, ElementType.Float32, 512, 1024);

    private static LoopVariable Row() => new("i", 512);

    private static LoopVariable Column() => new("j", 1024);

    private static ElementKernel Scaled(TensorBuffer output, TensorBuffer input)
    {
        var (row, column) = (Row(), Column());
        return TestKernel.Store(output, new BinaryScalar(ScalarOperation.Multiply, new LoadScalar(input, [row, column]), new LoadScalar(Gain, [column]), ElementType.Float32), row, column);
    }

    private static ElementKernel Sum(TensorBuffer output, TensorBuffer left, TensorBuffer right)
    {
        var (row, column) = (Row(), Column());
        return TestKernel.Store(output, new BinaryScalar(ScalarOperation.Add, new LoadScalar(left, [row, column]), new LoadScalar(right, [row, column]), ElementType.Float32), row, column);
    }

    private static (List<Kernel> Kernels, IReadOnlyDictionary<TensorBuffer, TensorBuffer> Predecessors) Applied(params ReadOnlySpan<Kernel> kernels)
    {
        var list = new List<Kernel>([.. kernels]);
        var predecessors = Rematerialization.Apply(
            list, static buffer => buffer != Input && buffer != Gain && buffer != NewGain, static buffer => buffer == NewGain ? Gain : buffer, static (name, element, shape) => new TensorBuffer(name, element, shape));
        return (list, predecessors);
    }
}
