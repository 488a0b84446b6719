using Dsl.Language.Graph;

namespace Dsl.Language.Binding.Lints;

/// <summary>
/// Finds attention of a sequence to itself in which no position is hidden: weights of shape [batch, ..., T, T] that are the softmax of a product of
/// two values computed from the sequence, with nothing between product, softmax and use that could be a mask.
/// </summary>
internal static class UnmaskedAttention
{
    /// <summary>The softmax of such attention, or null.</summary>
    /// <param name="output">What the model gives.</param>
    /// <param name="tokens">The sequence, [batch, T].</param>
    /// <param name="applications">Where softmax was applied.</param>
    public static NamedApplication? Find(Node output, Node tokens, NamedApplications applications)
    {
        var order = GraphTraversal.TopologicalOrder([output]);
        var computed = new HashSet<Node> { tokens };
        var uses = new Dictionary<Node, List<Node>>();
        foreach (var node in order)
        {
            foreach (var input in node.Inputs)
            {
                if (computed.Contains(input))
                    computed.Add(node);
                if (!uses.TryGetValue(input, out var users))
                    uses[input] = users = [];
                users.Add(node);
            }
        }

        foreach (var node in order)
        {
            if (applications.TryFind(node, out var applied) && applied.Name == "softmax" && NamedApplications.Essence(applied.Result) == node
                && IsTable(applied.Inputs[0], tokens) && IsProduct(applied.Inputs[0], computed) && IsUsedAsItIs(node, uses))
                return applied;
        }

        return null;
    }

    private static bool IsTable(Node scores, Node tokens)
    {
        var shape = scores.Shape;
        var time = tokens.Shape[1].Size;
        return shape.Rank >= 3 && shape[0].Size.Equals(tokens.Shape[0].Size) && shape[shape.Rank - 1].Size.Equals(time) && shape[shape.Rank - 2].Size.Equals(time);
    }

    // A product of two computed values, possibly times a number.
    private static bool IsProduct(Node scores, HashSet<Node> computed)
    {
        while (true)
        {
            scores = NamedApplications.Essence(scores);
            switch (scores.Operator.Name)
            {
                case "matmul" or "contract":
                    return scores.Inputs.Length == 2 && scores.Inputs.All(computed.Contains);
                case "multiply" or "divide" when IsNumber(scores.Inputs[1]):
                    scores = scores.Inputs[0];
                    break;
                case "multiply" when IsNumber(scores.Inputs[0]):
                    scores = scores.Inputs[1];
                    break;
                default:
                    return false;
            }
        }
    }

    private static bool IsNumber(Node node)
    {
        while (node.Operator.Name is "broadcast" or "label" or "cast" or "reshape")
            node = node.Inputs[0];
        return node.Shape.Rank == 0;
    }

    // Only dropout may stand between the weights and their product with the values.
    private static bool IsUsedAsItIs(Node weights, Dictionary<Node, List<Node>> uses)
    {
        var pending = new Stack<Node>([weights]);
        var isUsed = false;
        while (pending.TryPop(out var node))
        {
            foreach (var user in uses.GetValueOrDefault(node, []))
            {
                switch (user.Operator.Name)
                {
                    case "matmul" or "contract":
                        isUsed = true;
                        break;
                    case "label" or "cast" or "reshape" or "transpose":
                    case "multiply" or "divide" when user.Inputs[0] == node && IsNumber(user.Inputs[1]):
                    case "where" when IsRandom(user.Inputs[0]):
                        pending.Push(user);
                        break;
                    default:
                        return false;
                }
            }
        }

        return isUsed;
    }

    private static bool IsRandom(Node condition) => condition.Operator.Name == "less" && condition.Inputs.Any(static input => NamedApplications.Essence(input).Operator.Name == "random");
}
