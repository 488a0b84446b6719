using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Execution;

/// <summary>Replaces nodes whose values are kept by inputs, so that they and what only they need are not computed again.</summary>
internal static class GraphCutter
{
    /// <summary>What the inputs are called that stand for kept values.</summary>
    public const string KeptName = "value";

    /// <summary>The nodes that stand for <paramref name="roots"/> when every kept node is an input.</summary>
    /// <param name="cuts">Filled with the kept nodes met and the inputs that stand for them.</param>
    public static ImmutableArray<Node> Cut(ImmutableArray<Node> roots, ExecutionEnvironment environment, List<(Node Original, GraphInput Input)> cuts)
    {
        var builder = new GraphBuilder();
        var replacements = new Dictionary<Node, Node>();
        var pending = new Stack<Node>(roots.Reverse());
        while (pending.TryPeek(out var node))
        {
            if (replacements.ContainsKey(node))
            {
                pending.Pop();
                continue;
            }

            if (environment.TryGetValue(node, out var tensor))
            {
                var input = new GraphInput(KeptName, TypeOf(tensor));
                cuts.Add((node, input));
                replacements[node] = builder.CreateInput(input, node.Location);
                pending.Pop();
                continue;
            }

            var isReady = true;
            foreach (var operand in node.Inputs)
            {
                if (replacements.ContainsKey(operand))
                    continue;
                pending.Push(operand);
                isReady = false;
            }

            if (!isReady)
                continue;
            pending.Pop();
            replacements[node] = node.Inputs.All(operand => ReferenceEquals(replacements[operand], operand))
                ? node
                : builder.CreateTyped(node.Operator, [.. node.Inputs.Select(operand => replacements[operand])], node.Attributes, node.Type, node.Location);
        }

        return [.. roots.Select(root => replacements[root])];
    }

    private static TensorType TypeOf(Tensor tensor)
    {
        var axes = ImmutableArray.CreateBuilder<Axis>(tensor.Shape.Length);
        foreach (var size in tensor.Shape)
            axes.Add(new Axis(size));
        return new TensorType(tensor.Element, new Shape(axes.MoveToImmutable()));
    }
}
