using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Runtime.Execution;

/// <summary>Makes every size of a graph a number, and checks that tensors of such sizes can be.</summary>
internal static class Specialization
{
    /// <returns>Null, or why the sizes of this run do not fit.</returns>
    public static Diagnostic? Specialize(
        ImmutableArray<Node> roots, IReadOnlyDictionary<DimensionSymbol, Dimension> sizes, SourceLocation location, out ImmutableArray<Node> specialized)
    {
        specialized = [];
        var builder = new GraphBuilder();
        var replacements = new Dictionary<Node, Node>();
        var pending = new Stack<Node>(roots.Reverse());
        while (pending.TryPeek(out var node))
        {
            var before = pending.Count;
            if (!replacements.ContainsKey(node))
            {
                foreach (var operand in node.Inputs)
                {
                    if (!replacements.ContainsKey(operand))
                        pending.Push(operand);
                }
            }

            if (pending.Count != before)
                continue;
            pending.Pop();
            if (replacements.ContainsKey(node))
                continue;
            if (node.Shape.Substitute(sizes) is not { } shape || node.Attributes.Substitute(sizes) is not { } attributes)
                return new Diagnostic(ExecutionErrors.SizeNotPossible, node.Location ?? location, $"a division in {node.Shape} does not come out with the sizes of this run");
            if (TensorSizes.FindProblem(shape) is { } problem)
                return new Diagnostic(ExecutionErrors.SizeNotPossible, node.Location ?? location, problem);
            replacements[node] = builder.CreateTyped(
                node.Operator, [.. node.Inputs.Select(i => replacements[i])], attributes, new TensorType(node.Element, shape), node.Location);
        }

        specialized = [.. roots.Select(r => replacements[r])];
        return null;
    }
}
