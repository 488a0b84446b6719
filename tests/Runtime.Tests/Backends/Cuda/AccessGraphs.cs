using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>What kernels of each family are made of, in sizes that show how they touch memory.</summary>
internal static class AccessGraphs
{
    /// <summary>Products of both operands as they are and transposed.</summary>
    public static IEnumerable<CheckedGraph> Products(ElementType element, params (int Rows, int Columns, int Depth)[] sizes) =>
        KernelCollection.Products([element], sizes).Select(static product => new CheckedGraph($"{product.Inputs[0].Operator.Name} by {product.Inputs[1].Operator.Name}", [product], [.. Inputs(product)], 1));

    /// <summary>An attention over 256 places with its gradients.</summary>
    public static CheckedGraph Attention(ElementType element, int width) => AttentionGraphs.Of("attention", element, [1, 2, 256], 256, width, 0, hasGradient: true);

    /// <summary>Rows, columns and all elements reduced, softmax and layer normalization.</summary>
    public static IEnumerable<CheckedGraph> Rows(ElementType element) =>
        from item in ((string Kind, int Rows, int Columns)[])[("softmax", 512, 768), ("softmax", 512, 100), ("layer norm", 512, 768), ("columns", 1024, 512), ("whole", 512, 256), ("greatest", 512, 128)]
        select LaunchGraphs.Of(item.Kind, item.Rows, item.Columns, element);

    /// <summary>Chains of operations on elements with broadcasts.</summary>
    public static IEnumerable<CheckedGraph> Elements(ElementType element) => [LaunchGraphs.Of("chain", 512, 512, element)];

    /// <summary>Copies in another order.</summary>
    public static IEnumerable<CheckedGraph> Orders(ElementType element)
    {
        yield return Of("heads", element, static values => values.Builder.Exp(values.Builder.Transpose(values.Input([4, 64, 4, 64]), [0, 2, 1, 3])));
        yield return Of("transposed", element, static values => values.Builder.Exp(values.Builder.Transpose(values.Input([256, 512]), [1, 0])));
    }

    /// <summary>Rows of a table by number.</summary>
    public static CheckedGraph Gather(ElementType element) => Of("gather", element, static values => values.Builder.Create(IndexingOperators.Gather, values.Input([100, 256]), values.Places(512, 100)));

    /// <summary>Rows added to a table by number.</summary>
    public static CheckedGraph Scatter(ElementType element) =>
        Of("scatter", element, static values => values.Builder.Create(IndexingOperators.ScatterAdd, [values.Places(512, 100), values.Input([512, 256])], new SizeAttributes(100)));

    /// <summary>Rows sorted by index.</summary>
    public static CheckedGraph Sort(ElementType element) => Of("sort", element, static values => values.Builder.Create(IndexingOperators.ArgSort, values.Input([8, 1024])));

    private static CheckedGraph Of(string name, ElementType element, Func<RandomInputs, Node> build)
    {
        var values = new RandomInputs(element);
        return values.Graph($"{name} of {element.Name()}", [build(values)]);
    }

    private static IEnumerable<(GraphInput Input, Tensor Value)> Inputs(Node node) => node.Operator == SourceOperators.Input
        ? [(node.AttributesAs<InputAttributes>().Input, new Tensor(node.Element, node.Shape.ToConstant()))]
        : node.Inputs.SelectMany(Inputs);
}
