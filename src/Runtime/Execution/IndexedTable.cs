using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Execution;

/// <summary>Words on what an index that is out of range was to pick from, and where the index stands.</summary>
internal static class IndexedTable
{
    /// <summary>The table's name and shape, where the operation picks from one.</summary>
    public static ImmutableArray<string> Describe(Node? node)
    {
        if (node is null || IndicesOf(node) is not { } indices)
            return [];
        if (node.Operator == IndexingOperators.OneHot)
            return [$"each index gets a row of {node.Shape[node.Type.Rank - 1].Size} numbers, one for each class"];
        // A gradient stands at the reading whose table it is for, and adds up products with a row, so that only the number of rows is the table's.
        var isGradient = node.Operator == IndexingOperators.ScatterAdd;
        var table = isGradient ? node : BeforeProducts(node.Inputs[0]);
        var picked = table.Attributes is VariableAttributes { Variable: var variable } ? $"the weight `{variable.Path}`"
            : NameOf(table) is { } name ? $"`{(isGradient && name.EndsWith(']') ? name[..name.IndexOf('[')] : name)}`" : "the table";
        var by = NameOf(AsGiven(indices)) is { } index ? $", by `{index}`" : "";
        return [isGradient ? $"it picks from {picked}, which has {table.Shape[0].Size} rows{by}" : $"it picks from {picked} of shape {table.Shape}{by}"];
    }

    /// <summary>Where in the supplied indices this one stands first, as a sentence; null where they are computed.</summary>
    public static string? Place(Node? node, long index, Func<GraphInput, Tensor?> tensorOf)
    {
        if (node is null || IndicesOf(node) is not { } indices || Source(indices) is not { } input || tensorOf(input) is not { } tensor)
            return null;
        for (var i = 0L; i < tensor.ElementCount; i++)
        {
            if ((long)tensor.GetDouble(i) == index)
                return tensor.Shape.IsEmpty ? null : $"the index {index} stands at [{string.Join(", ", Position(i, tensor.Shape))}] of `{input.Name}`";
        }

        return null;
    }

    private static Node? IndicesOf(Node node) =>
        node.Operator == IndexingOperators.Gather || node.Operator == IndexingOperators.Pick || node.Operator == IndexingOperators.Select || node.Operator == IndexingOperators.Place ? node.Inputs[1]
        : node.Operator == IndexingOperators.OneHot || node.Operator == IndexingOperators.ScatterAdd ? node.Inputs[0]
        : null;

    // Products that no place in the script asks for are of the rows that it asks for.
    private static Node BeforeProducts(Node table)
    {
        while (table.Location is null && (table.Operator == ContractionOperators.Contract || table.Operator == ArithmeticOperators.Add))
            table = table.Inputs[0];
        return table;
    }

    private static Node AsGiven(Node indices) => indices is { Location: null } && indices.Operator == MovementOperators.Transpose ? AsGiven(indices.Inputs[0]) : indices;

    private static GraphInput? Source(Node indices)
    {
        var node = AsGiven(indices);
        while (node.Operator == ConversionOperators.Cast || node.Operator == MovementOperators.Reshape || node.Operator == LabelOperators.Label)
            node = AsGiven(node.Inputs[0]);
        return node.Attributes is InputAttributes { Input: var input } && node.Operator == SourceOperators.Input ? input : null;
    }

    private static string? NameOf(Node node) =>
        node.Attributes is InputAttributes { Input.Name: not GraphCutter.KeptName and var name } && node.Operator == SourceOperators.Input ? name
        : node.Location is { Source.IsLibrary: false } location && FaultPlace.FirstLine(location.Text) is { Length: > 0 and <= 40 } text ? text
        : null;

    private static int[] Position(long flat, ImmutableArray<int> shape)
    {
        var position = new int[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
            (flat, position[axis]) = (flat / Math.Max(1, shape[axis]), (int)(flat % Math.Max(1, shape[axis])));
        return position;
    }
}
