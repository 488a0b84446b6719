using System.Collections.Immutable;
using Dsl.Language.Differentiation;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>Few results of very many terms, which lie in many images: sums of channels, gradients of a first convolution's weights. Groups take parts of them, of which the last one may be shorter.</summary>
internal static class SumGraphs
{
    private static readonly ImmutableArray<(string Name, Func<RandomInputs, ImmutableArray<Node>> Build)> Cases =
    [
        ("sums of channels", static values => Channels(values, 48, 3, 30, 31)),
        ("sums of channels of one image", static values => Channels(values, 1, 2, 331, 127)),
        ("sums of one channel", static values => Channels(values, 67, 1, 37, 29)),
        ("sums of channels of columns", static values => Channels(values, 71, 5, 199, 1)),
        ("weights of windows", static values => Weights(values, 41, 1000, 4, 3, 1)),
        ("weights of windows that are apart", static values => Weights(values, 37, 1003, 2, 2, 3)),
        ("weights of windows over one sequence", static values => Weights(values, 1, 40009, 3, 5, 1)),
        ("sums of channels beside others", static values => Beside(values, 9, 203, 16)),
        ("sums of odd channels beside others", static values => Beside(values, 3, 1709, 5)),
        ("weights of one column", static values => Weights(values, 43, 961, 1, 2, 1)),
    ];

    /// <summary>What there is.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Cases.Select(static item => item.Name)];

    /// <summary>The graphs of a name, in single precision and with values of 16 bits.</summary>
    public static ImmutableArray<CheckedGraph> Of(string name) =>
    [
        .. from element in (ElementType[])[ElementType.Float32, ElementType.Float16]
           let values = new RandomInputs(element)
           let outputs = Cases.Single(item => item.Name == name).Build(values)
           select values.Graph($"{name} of {element.Name()}", outputs),
    ];

    // What a batch norm asks for: sums, sums of squares and of products with another value, one of them with channels last. 16 bits hold no such sums.
    private static ImmutableArray<Node> Channels(RandomInputs values, int images, int channels, int rows, int columns)
    {
        var builder = values.Builder;
        var first = Wide(builder, values.Input([images, channels, rows, columns]));
        var last = builder.Transpose(Wide(builder, values.Input([images, rows, columns, channels])), [0, 3, 1, 2]);
        return [.. new[] { first, builder.Multiply(first, first), builder.Multiply(first, last) }.Select(value => builder.Sum(value, [0, 2, 3]))];
    }

    // Results of a convolution and of elements with their channels last, read beside values with their channels first.
    private static ImmutableArray<Node> Beside(RandomInputs values, int sequences, int length, int kernels)
    {
        var builder = values.Builder;
        var x = values.Input([sequences, length + 2]);
        var beside = Wide(builder, values.Input([sequences, kernels, length]));
        var patches = builder.Create(WindowOperators.Window, [x], new WindowAttributes(1, 3, 1, 1));
        var product = Wide(builder, builder.MatrixProduct(patches, builder.Broadcast(values.Input([3, kernels]), Shape.Of(sequences, 3, kernels))));
        var elements = builder.Exp(builder.Create(FunctionOperators.Tanh, Wide(builder, values.Input([sequences, length, kernels]))));
        return
        [
            .. new[] { product, elements }.SelectMany(value =>
            {
                var first = builder.Transpose(value, [0, 2, 1]);
                var size = builder.Create(FunctionOperators.Abs, first);
                return new[] { builder.Sum(value, [0, 1]), builder.Sum(builder.Exp(builder.Multiply(size, beside)), [0, 2]), builder.Sum(size, [0, 2]), builder.Multiply(size, beside) };
            }),
        ];
    }

    // The gradient of a convolution's weights along a sequence of numbers.
    private static ImmutableArray<Node> Weights(RandomInputs values, int sequences, int length, int kernels, int size, int stride)
    {
        var builder = values.Builder;
        var x = values.Input([sequences, length]);
        var weights = values.Input([size, kernels]);
        var patches = builder.Create(WindowOperators.Window, [x], new WindowAttributes(1, size, stride, 1));
        var result = Wide(builder, builder.MatrixProduct(patches, builder.Broadcast(weights, Shape.Of(sequences, size, kernels))));
        var share = builder.ConstantLike(result, 1.0 / (sequences * length));
        var loss = builder.Sum(builder.Multiply(share, builder.Multiply(result, result)), [0, 1, 2]);
        return [loss, .. ReverseMode.Differentiate(builder, loss, [weights, x]).Gradients];
    }

    private static Node Wide(GraphBuilder builder, Node value) =>
        value.Element == ElementType.Float32 ? value : builder.Create(ConversionOperators.Cast, [value], new CastAttributes(ElementType.Float32));
}
