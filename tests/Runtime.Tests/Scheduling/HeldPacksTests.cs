using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>What packs the same for several readers runs once, and all of them read what it makes.</summary>
public sealed class HeldPacksTests
{
    private static readonly Node Node = new GraphBuilder().CreateInput(new GraphInput("x", TestGraph.Type(ElementType.Float16, 4, 8)));

    private readonly TensorBuffer source = Matrix("source", 4, 8);

    [Fact]
    public void A_product_with_what_follows_it_reads_the_pack_that_stands_for_its_own()
    {
        var (first, second) = (Pack("first"), Pack("second"));
        var packs = new HeldPacks();
        packs.Hold(first);
        packs.Hold(second);
        Assert.Same(first.Output, Assert.Single(packs.TakeFor(packs.Share(Product(first.Output, "a")))).Output);
        var (product, bias) = (Product(second.Output, "b"), Matrix("bias", 8, 8));
        var joined = new EpilogueKernel(product, [Sum(product.Output.Buffer, bias, "sum"), Sum(second.Output, Matrix("scales", 8, 4), "other")], StoresProduct: true);
        var shared = Assert.IsType<EpilogueKernel>(packs.Share(joined));
        Assert.Empty(packs.TakeFor(shared));
        Assert.Same(first.Output, shared.Product.Left.Buffer);
        Assert.DoesNotContain(second.Output, shared.Reads);
        Assert.Contains(first.Output, shared.Epilogue[1].Reads);
        Assert.Equal(joined.Writes.ToArray(), shared.Writes.ToArray());
        Assert.True(shared.StoresProduct);
    }

    private static TensorBuffer Matrix(string name, int rows, int columns) => new(name, ElementType.Float16, [rows, columns]);

    private static ContractionKernel Product(TensorBuffer left, string name) => new(
        Node, new ContractionOperand(Matrix(name, 8, 8), 0), new ContractionOperand(left, 0), new ContractionOperand(Matrix("right", 4, 8), 0),
        [new ContractionLoop(8, 8, 4, 0, IsReduced: false), new ContractionLoop(8, 1, 0, 1, IsReduced: false), new ContractionLoop(4, 0, 1, 8, IsReduced: true)]);

    private static ElementKernel Sum(TensorBuffer left, TensorBuffer right, string name)
    {
        var (row, column) = (new LoopVariable("i", left.Shape[0]), new LoopVariable("j", left.Shape[1]));
        var body = new BinaryScalar(ScalarOperation.Add, new LoadScalar(left, [row, column]), new LoadScalar(right, [row, column]), ElementType.Float16);
        return new ElementKernel(Node, Matrix(name, left.Shape[0], left.Shape[1]), [row, column], [row, column], body, []);
    }

    private PackKernel Pack(string name) => new(Node, new ContractionOperand(source, 0), Matrix(name, 8, 4), [new PackLoop(8, 1, 4), new PackLoop(4, 8, 1)]);
}
