using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Scripts;

/// <summary>
/// Finds what entries to come can still read of what a run keeps: values that names lead to, what is needed to compute them, and, where one named value was computed from
/// another, all between the two, because a gradient of the one by the other reads it.
/// </summary>
internal sealed class ValueRetention
{
    private readonly ExecutionEnvironment environment;
    private readonly ReachableValues reachable;
    private readonly HashSet<Node> walked = [];

    private ValueRetention(ExecutionEnvironment environment, ReachableValues reachable)
    {
        this.environment = environment;
        this.reachable = reachable;
        Weights.UnionWith(reachable.Weights);
    }

    /// <summary>Nodes whose kept values are needed.</summary>
    private HashSet<Node> Values { get; } = [];

    /// <summary>Inputs whose values are needed.</summary>
    private HashSet<GraphInput> Inputs { get; } = [];

    /// <summary>Variables that are needed.</summary>
    private HashSet<Variable> Weights { get; } = [];

    /// <summary>Frees all else.</summary>
    public static void FreeOthers(RunContext context, ScriptProgram program, ReachableValues reachable)
    {
        var retention = new ValueRetention(context.Environment, reachable);
        retention.Inputs.UnionWith([program.Seed, program.Counter]);
        foreach (var node in reachable.Nodes)
            retention.Need(node);
        foreach (var node in retention.BetweenNamed())
        {
            foreach (var operand in node.Inputs)
                retention.Need(operand);
        }

        context.Environment.FreeOthers(retention.Values, retention.Inputs, retention.Weights);
        context.Data.FreeOthers(reachable.Data, retention.Inputs);
    }

    // What is kept is read; what is not is computed again from what it needs.
    private void Need(Node root)
    {
        var pending = new Stack<Node>();
        pending.Push(root);
        while (pending.TryPop(out var node))
        {
            if (!walked.Add(node))
                continue;
            if (node.Operator == SourceOperators.Input)
            {
                Inputs.Add(node.AttributesAs<InputAttributes>().Input);
                continue;
            }

            if (node.Operator == SourceOperators.Variable)
            {
                Weights.Add(node.AttributesAs<VariableAttributes>().Variable);
                continue;
            }

            if (environment.IsKept(node))
            {
                Values.Add(node);
                continue;
            }

            foreach (var input in node.Inputs)
                pending.Push(input);
        }
    }

    // Operations that named values were computed by, and that were themselves computed from a named value or a weight that has not changed since.
    private List<Node> BetweenNamed()
    {
        var depends = new Dictionary<Node, bool>();
        var pending = new Stack<Node>(reachable.Nodes);
        var between = new List<Node>();
        while (pending.TryPeek(out var node))
        {
            if (depends.ContainsKey(node))
            {
                pending.Pop();
                continue;
            }

            var isReady = true;
            foreach (var input in node.Inputs)
            {
                if (depends.ContainsKey(input))
                    continue;
                pending.Push(input);
                isReady = false;
            }

            if (!isReady)
                continue;
            pending.Pop();
            var follows = node.Inputs.Any(input => depends[input]);
            if (follows)
                between.Add(node);
            depends[node] = follows || reachable.Nodes.Contains(node) || IsCurrentWeight(node);
        }

        return between;
    }

    private bool IsCurrentWeight(Node node) =>
        node.Operator == SourceOperators.Variable && node.AttributesAs<VariableAttributes>() is var read && Weights.Contains(read.Variable) && reachable.IsCurrent(read.Variable, read.Version);
}
