using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Training;

/// <summary>One number for a tensor: 0 when all its elements are finite, 1 when some are infinite, 2 when some are not numbers.</summary>
internal static class ValueCodes
{
    private const double LargestHalf = 65504;
    private const double LargestBrain = 3.3895313892515355e38;

    /// <summary>The scalar that holds the code of a float value.</summary>
    public static Node Of(GraphBuilder builder, Node value)
    {
        var size = builder.Create(FunctionOperators.Abs, value);
        var isNaN = builder.Create(ComparisonOperators.IsNaN, value);
        var isFinite = builder.Create(ComparisonOperators.LessEqual, size, builder.ConstantLike(value, Largest(value.Element)));
        var type = new TensorType(ElementType.Float32, value.Shape);
        var codes = builder.Where(isFinite, builder.Filled(type, 0), builder.Where(isNaN, builder.Filled(type, 2), builder.Filled(type, 1)));
        return value.Type.Rank == 0 ? codes : builder.Create(ReductionOperators.Max, [codes], new ReductionAttributes([.. Enumerable.Range(0, value.Type.Rank)], false));
    }

    /// <summary>Whether a value has such a code: a float tensor that may have elements.</summary>
    public static bool Exist(Node value) => value.Element.IsFloat() && value.Operator != SourceOperators.Scan && value.Shape.Axes.All(static axis => axis.Size.ConstantValue != 0);

    /// <summary>Whether the operation gives elements of its input in another arrangement, all of them.</summary>
    public static bool OnlyArranges(Node node) =>
        node.Operator == MovementOperators.Reshape || node.Operator == MovementOperators.Broadcast || node.Operator == MovementOperators.Transpose
        || node.Operator == MovementOperators.Unsqueeze || node.Operator == MovementOperators.Squeeze || node.Operator == MovementOperators.Reverse
        || node.Operator == LabelOperators.Label || node.Operator == FunctionOperators.StopGradient || node.Operator == RecomputationOperators.Recomputed
        || node.Operator == RecomputationOperators.Again;

    private static double Largest(ElementType element) => element switch
    {
        ElementType.Float16 => LargestHalf,
        ElementType.BFloat16 => LargestBrain,
        ElementType.Float64 => double.MaxValue,
        _ => float.MaxValue,
    };
}
