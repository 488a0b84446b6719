using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Graph;

/// <summary>Named sizes replaced by numbers.</summary>
public sealed class GraphSpecializerTests
{
    private readonly DimensionSymbol batch = new("batch", DimensionSymbolKind.Rigid);
    private readonly DimensionSymbol width = new("C", DimensionSymbolKind.Configuration);
    private readonly GraphBuilder builder = new();

    [Fact]
    public void TypesAndAttributesGetTheNewSizesAndSharingStays()
    {
        var x = Input("x", Dimension.Of(batch), Dimension.Of(width));
        var sum = builder.Add(x, builder.Broadcast(builder.CreateConstant(1, ElementType.Float32), x.Shape));
        var y = builder.Multiply(sum, sum);
        var result = GraphSpecializer.Specialize([y, sum], Values(2, 3));
        Assert.Null(result.Failure);
        Assert.Equal("[2, 3]", result.Outputs[0].Type.ToString());
        Assert.Same(result.Outputs[1], result.Outputs[0].Inputs[0]);
        Assert.Same(result.Outputs[1], result.Outputs[0].Inputs[1]);
        Assert.Empty(GraphVerifier.Verify(result.Outputs, DimensionFacts.None));
        Assert.Equal(x.Attributes, result.Outputs[1].Inputs[0].Attributes);
    }

    [Fact]
    public void WhatWasOpenIsCheckedAgain()
    {
        var x = Input("x", Dimension.Of(batch));
        var slice = builder.Slice(x, 0, 0, 5);
        var result = GraphSpecializer.Specialize([slice], Values(4, 1));
        Assert.Same(slice, result.Failure!.Node);
        Assert.Equal("NN3007", result.Failure.Shape!.Descriptor.Code);
        Assert.Null(GraphSpecializer.Specialize([slice], Values(5, 1)).Failure);
    }

    [Fact]
    public void ADivisionThatDoesNotComeOutIsAFailure()
    {
        var half = Dimension.DemandExactQuotient(Dimension.Of(width), 2);
        var x = Input("x", half);
        Assert.Equal("[4]", GraphSpecializer.Specialize([x], Values(1, 8)).Outputs[0].Type.ToString());
        Assert.Contains("does not come out", GraphSpecializer.Specialize([x], Values(1, 7)).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANegativeOrGiganticSizeIsAFailure()
    {
        var x = Input("x", Dimension.Of(batch) - 3);
        Assert.Contains("would be -1", GraphSpecializer.Specialize([x], Values(2, 1)).Failure!.Message, StringComparison.Ordinal);
        var y = Input("y", Dimension.Of(batch) * 4);
        Assert.NotNull(GraphSpecializer.Specialize([y], new Dictionary<DimensionSymbol, Dimension> { [batch] = int.MaxValue }).Failure);
    }

    [Fact]
    public void BodiesOfRecurrencesAreSpecialisedWithInputsOfTheirOwn()
    {
        var rows = Dimension.Of(batch);
        var type = new TensorType(ElementType.Float32, Shape.Of(rows));
        var (carry, step) = (new GraphInput("h", type), new GraphInput("x", type));
        var next = builder.Add(builder.CreateInput(carry), builder.CreateInput(step));
        var body = new ScanBody(new GraphInput("t", TensorType.Scalar(ElementType.Int)), [carry], [step], [], [next], [next]);
        var scan = builder.CreateScan(body, Dimension.Of(width), reverse: false, [Input("h0", rows), Input("xs", Dimension.Of(width), rows)]);
        var result = GraphSpecializer.Specialize([builder.CreateScanResult(scan, 1)], Values(2, 7));
        Assert.Null(result.Failure);
        Assert.Equal("[7, 2]", result.Outputs[0].Type.ToString());
        Assert.Empty(GraphVerifier.Verify(result.Outputs, DimensionFacts.None));
        var inner = result.Outputs[0].Inputs[0].AttributesAs<ScanAttributes>();
        Assert.Equal(7, inner.Length.ConstantValue);
        Assert.Equal("[2]", inner.Body.Carries[0].Type.ToString());
        Assert.NotSame(carry, inner.Body.Carries[0]);
    }

    [Fact]
    public void AFailureInsideARecurrenceNamesTheOperationInside()
    {
        var rows = Dimension.Of(batch);
        var carry = new GraphInput("h", new TensorType(ElementType.Float32, Shape.Of(rows)));
        var slice = builder.Slice(builder.CreateInput(carry), 0, 0, 3);
        var body = new ScanBody(new GraphInput("t", TensorType.Scalar(ElementType.Int)), [carry], [], [], [builder.CreateInput(carry)], [slice]);
        var scan = builder.CreateScan(body, 4, reverse: false, [Input("h0", rows)]);
        Assert.Same(slice, GraphSpecializer.Specialize([builder.CreateScanResult(scan, 1)], Values(2, 1)).Failure!.Node);
    }

    private Node Input(string name, params Dimension[] sizes) =>
        builder.CreateInput(new GraphInput(name, new TensorType(ElementType.Float32, new Shape([.. sizes.Select(static size => (Axis)size)]))));

    private Dictionary<DimensionSymbol, Dimension> Values(long rows, long columns) => new() { [batch] = rows, [width] = columns };
}
