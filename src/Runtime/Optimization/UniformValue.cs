using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>Literals all of whose elements are one value.</summary>
internal static class UniformValue
{
    /// <summary>The value of every element, if the node is such a literal.</summary>
    public static double? Of(Node node) =>
        node.Operator == SourceOperators.Constant && node.Attributes is ConstantAttributes { Values: [var value] } ? value
        : node.Operator == SourceOperators.Size && node.Attributes is SizeAttributes { Size.ConstantValue: { } size } ? size
        : null;

    /// <summary>A number as an element type holds it.</summary>
    public static double Held(double value, ElementType element) => element.IsFloat() ? ElementRounding.Round(value, element) : value;

    /// <summary>A literal of this type, rounded to its element type.</summary>
    public static Node Create(GraphBuilder builder, double value, Node like) => Create(builder, value, like.Type, like.Location);

    /// <summary>A literal of this type, rounded to its element type.</summary>
    public static Node Create(GraphBuilder builder, double value, TensorType type, SourceLocation? location) =>
        builder.CreateTyped(SourceOperators.Constant, [], new ConstantAttributes([Round(value, type.Element)]), type, location);

    private static double Round(double value, ElementType element) => element switch
    {
        ElementType.Int => (long)value,
        ElementType.Bool => value != 0 ? 1 : 0,
        _ => ElementRounding.Round(value, element),
    };
}
