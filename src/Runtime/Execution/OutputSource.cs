using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Execution;

/// <summary>Where an output's value is found after a run.</summary>
internal sealed record OutputSource(OutputSourceKind Kind, Node Node, int Index = 0, GraphInput? Input = null, Variable? Variable = null)
{
    /// <summary>The source of a node that needs no computation, or null.</summary>
    public static OutputSource? Direct(Node node, ExecutionEnvironment environment)
    {
        if (environment.IsKept(node))
            return new OutputSource(OutputSourceKind.Kept, node);
        return node.Attributes switch
        {
            InputAttributes input when node.Operator == SourceOperators.Input => new OutputSource(OutputSourceKind.Input, node, Input: input.Input),
            VariableAttributes variable when node.Operator == SourceOperators.Variable => new OutputSource(OutputSourceKind.Variable, node, Variable: variable.Variable),
            _ => null,
        };
    }
}

/// <summary>The places where values are.</summary>
internal enum OutputSourceKind
{
    /// <summary>An output of the compiled program.</summary>
    Computed,

    /// <summary>An input that was supplied.</summary>
    Input,

    /// <summary>A variable's storage.</summary>
    Variable,

    /// <summary>A value that an earlier action keeps.</summary>
    Kept,
}
