using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Runtime.Export;

/// <summary>What a rule knows of the operation that it writes in ONNX, and where it writes to.</summary>
/// <param name="Builder">The graph so far.</param>
/// <param name="Sizes">Sizes as values.</param>
/// <param name="Node">The operation.</param>
/// <param name="Inputs">The names of its inputs' values.</param>
/// <param name="ValueOf">The name of the value of an operation that was written before; null where none was.</param>
internal sealed record OnnxRuleContext(OnnxGraphBuilder Builder, OnnxSizes Sizes, Node Node, ImmutableArray<string> Inputs, Func<Node, string?> ValueOf)
{
    /// <summary>The result's shape, with the sizes that are known by now.</summary>
    public Shape Shape => Sizes.Known(Node.Shape);

    /// <summary>The attributes as the kind that the operator uses.</summary>
    public T Attributes<T>() where T : OperatorAttributes => Node.AttributesAs<T>();

    /// <summary>An input's shape, with the sizes that are known by now.</summary>
    public Shape InputShape(int input) => Sizes.Known(Node.Inputs[input].Shape);

    /// <summary>Adds an operation with one result.</summary>
    public string Add(string operation, ImmutableArray<string> inputs, params ImmutableArray<OnnxAttribute> attributes) => Builder.Add(operation, inputs, attributes);

    /// <summary>Adds a conversion.</summary>
    public string Cast(string value, ElementType element) => Add("Cast", [value], OnnxAttribute.Of("to", (long)OnnxElementTypes.Of(element)));

    /// <summary>A number of the result's type.</summary>
    public string Like(double value) => Builder.Scalar(Node.Element, value);

    /// <summary>The numbers 0, 1, ... below a size.</summary>
    public string Range(Dimension count) => Sizes.Known(count).ConstantValue is { } number and <= LongestConstantRange
        ? Builder.Integers([.. Enumerable.Range(0, (int)number).Select(static i => (long)i)])
        : Add("Range", [Builder.Scalar(ElementType.Int, 0), Sizes.Number(count), Builder.Scalar(ElementType.Int, 1)]);

    /// <summary>Adds values of the result's type to zeros of a shape, at places of its first axis, with a last axis of one; sums of 16-bit numbers have 32 bits.</summary>
    public string AddAt(Shape shape, string places, string values)
    {
        var isShort = Node.Element is ElementType.Float16 or ElementType.BFloat16;
        var zero = isShort ? Builder.Scalar(ElementType.Float32, 0) : Like(0);
        var zeros = Add("Expand", [zero, Sizes.List(shape)]);
        var sum = Add("ScatterND", [zeros, places, isShort ? Cast(values, ElementType.Float32) : values], OnnxAttribute.Of("reduction", "add"));
        return isShort ? Cast(sum, Node.Element) : sum;
    }

    private const int LongestConstantRange = 16;
}
