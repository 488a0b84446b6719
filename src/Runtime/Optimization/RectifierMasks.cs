using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Optimization;

/// <summary>
/// Asks a rectifier's result, y = where(x &lt;= 0, 0, x), for its sign instead of its input: y &lt;= 0 exactly where x &lt;= 0. The gradient then reads what the next layer
/// reads anyway, and the input need not be kept.
/// </summary>
internal sealed class RectifierMasks(GraphBuilder builder) : INodeRewriter
{
    private readonly Dictionary<Node, Node> rectified = new(ReferenceEqualityComparer.Instance);

    public Node Rewrite(Node node)
    {
        if (node.Operator != ComparisonOperators.Where || node.Inputs[0] is not { } condition
            || condition.Operator != ComparisonOperators.LessEqual || UniformValue.Of(condition.Inputs[1]) != 0)
        {
            return node;
        }

        var input = condition.Inputs[0];
        if (node.Inputs[2] == input && UniformValue.Of(node.Inputs[1]) == 0)
        {
            rectified.TryAdd(input, node);
            return node;
        }

        if (!rectified.TryGetValue(input, out var result))
            return node;
        var same = builder.CreateTyped(condition.Operator, [result, condition.Inputs[1]], condition.Attributes, condition.Type, condition.Location);
        return builder.CreateTyped(node.Operator, [same, node.Inputs[1], node.Inputs[2]], node.Attributes, node.Type, node.Location);
    }
}
