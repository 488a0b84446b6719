using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Runtime.Execution;

/// <summary>Makes every size of a graph a number, and checks that tensors of such sizes can be.</summary>
internal static class Specialization
{
    private static readonly string[] OperandNames = ["the first operand", "the second operand", "the third operand"];

    /// <returns>Null, or why the sizes of this run do not fit.</returns>
    public static Diagnostic? Specialize(
        ImmutableArray<Node> roots, IReadOnlyDictionary<DimensionSymbol, Dimension> sizes, SourceLocation location, out ImmutableArray<Node> specialized)
    {
        var result = GraphSpecializer.Specialize(roots, sizes);
        specialized = result.Outputs;
        if (result.Failure is { } failure)
        {
            return new Diagnostic(
                failure.Shape?.Descriptor ?? ExecutionErrors.SizeNotPossible, failure.Node.Location ?? location, NameOperands(failure.Message))
            {
                Notes = failure.Shape?.Notes ?? [],
            };
        }

        foreach (var node in GraphTraversal.TopologicalOrder(specialized))
        {
            if (TensorSizes.FindProblem(node.Shape) is { } problem)
                return new Diagnostic(ExecutionErrors.SizeNotPossible, node.Location ?? location, problem);
            if (node.Attributes is SizeAttributes { Size.ConstantValue: null })
                return new Diagnostic(ExecutionErrors.SizeNotPossible, node.Location ?? location, "this size is too large a number to be computed");
        }

        return null;
    }

    // Shape rules leave the operands' names to whoever knows them; here only their places are known.
    private static string NameOperands(string message)
    {
        for (var i = 0; i < OperandNames.Length; i++)
            message = message.Replace($"{{{i}}}", OperandNames[i], StringComparison.Ordinal);
        return message;
    }
}
