using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Graph;

/// <summary>Dumps, and the verifier's objections.</summary>
public sealed class GraphPrinterTests
{
    private readonly GraphBuilder builder = new();

    [Fact]
    public void OneOperationALine()
    {
        var batch = Dimension.Of(new DimensionSymbol("batch", DimensionSymbolKind.Rigid));
        var x = builder.CreateInput(new GraphInput("x", new TensorType(ElementType.Float32, Shape.Of(batch, 4))));
        var sum = builder.Sum(builder.Multiply(x, x), [1], keep: true);
        Assert.Equal(
            """
            %0 = input() {x} : [batch, 4]
            %1 = multiply(%0, %0) : [batch, 4]
            %2 = sum(%1) {over (1), keep} : [batch, 1]
            -> %2

            """,
            GraphPrinter.Print([sum]));
    }

    [Fact]
    public void BodiesAreIndented()
    {
        var carry = new GraphInput("h", TensorType.Scalar(ElementType.Float32));
        var next = builder.Negate(builder.CreateInput(carry));
        var body = new ScanBody(new GraphInput("t", TensorType.Scalar(ElementType.Int)), [carry], [], [], [next], []);
        var scan = builder.CreateScan(body, 3, reverse: true, [builder.CreateConstant(1, ElementType.Float32)]);
        Assert.Equal(
            """
            %0 = constant() {1} : []
            %1 = scan(%0) {length 3, reverse} : []
              index t: int[]
              carries h: []
              %0 = input() {h} : []
              %1 = negate(%0) : []
              -> %1
            -> %1

            """,
            GraphPrinter.Print([scan]));
    }

    [Fact]
    public void TheVerifierSeesAWrongType()
    {
        var x = builder.CreateConstant(1, ElementType.Float32);
        var wrong = builder.CreateTyped(FunctionOperators.Exp, [x], OperatorAttributes.None, TensorType.Scalar(ElementType.Int), null);
        Assert.Contains("should have type []", Assert.Single(GraphVerifier.Verify([wrong], DimensionFacts.None)), StringComparison.Ordinal);
    }

    [Fact]
    public void TheVerifierSeesInputsThatDoNotFit()
    {
        var x = builder.CreateConstant(1, ElementType.Int);
        var wrong = builder.CreateTyped(FunctionOperators.Exp, [x], OperatorAttributes.None, TensorType.Scalar(ElementType.Float32), null);
        Assert.Contains("does not fit", Assert.Single(GraphVerifier.Verify([wrong], DimensionFacts.None)), StringComparison.Ordinal);
    }

    [Fact]
    public void TheVerifierSeesABodyThatLooksOutside()
    {
        var outside = builder.CreateInput(new GraphInput("secret", TensorType.Scalar(ElementType.Float32)));
        var carry = new GraphInput("h", TensorType.Scalar(ElementType.Float32));
        var next = builder.Add(builder.CreateInput(carry), outside);
        var body = new ScanBody(new GraphInput("t", TensorType.Scalar(ElementType.Int)), [carry], [], [], [next], []);
        var scan = builder.CreateScan(body, 3, reverse: false, [builder.CreateConstant(1, ElementType.Float32)]);
        Assert.Contains("secret", Assert.Single(GraphVerifier.Verify([scan], DimensionFacts.None)), StringComparison.Ordinal);
    }
}
