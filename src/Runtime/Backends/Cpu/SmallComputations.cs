using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>Tells from a graph alone whether evaluating it operation by operation takes less time than compiling it.</summary>
internal static class SmallComputations
{
    /// <summary>Elements and operations, each of which an interpreter does in some 20 ns; to compile the smallest graph takes a millisecond.</summary>
    public const double MostWork = 100_000;

    /// <summary>Whether a request runs once and is small.</summary>
    public static bool Contain(CompileRequest request)
    {
        if (!request.RunsOnce)
            return false;
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Node>(request.Outputs);
        foreach (var assignment in request.Assignments)
            pending.Push(assignment.Value);
        var work = 0.0;
        while (work <= MostWork && pending.TryPop(out var node))
        {
            if (!seen.Add(node))
                continue;
            work += WorkOf(node);
            foreach (var input in node.Inputs)
                pending.Push(input);
        }

        return work <= MostWork;
    }

    // What only moves elements is no operation, but every turn of a recurrence does it again.
    private static double WorkOf(Node node)
    {
        if (node.Attributes is not ScanAttributes { Body: var body, Length: var length })
            return NodeCosts.Count(node) + NodeCosts.Operations(node);
        var turn = GraphTraversal.TopologicalOrder([.. body.CarryResults, .. body.Outputs]).Sum(WorkOf);
        return NodeCosts.Count(node) + (turn * (length.ConstantValue ?? double.PositiveInfinity));
    }
}
