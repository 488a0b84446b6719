using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>Sizes and costs of operations whose every size is a known number.</summary>
internal static class NodeCosts
{
    /// <summary>The number of elements of the value.</summary>
    public static double Count(Node node)
    {
        var count = 1.0;
        foreach (var axis in node.Shape.Axes)
            count *= axis.Size.ConstantValue ?? double.PositiveInfinity;
        return count;
    }

    /// <summary>Floating-point operations of one evaluation, by the operator's own declaration.</summary>
    public static double Operations(Node node) =>
        node.Operator.Cost(new CostContext([.. node.Inputs.Select(static input => input.Type)], node.Attributes, node.Type)).ConstantValue ?? double.PositiveInfinity;

    /// <summary>Whether elements are only moved, repeated or left out.</summary>
    public static bool IsFree(Node node) => node.Operator.Lowering is ElementLowering && Operations(node) == 0;
}
