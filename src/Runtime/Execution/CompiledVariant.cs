using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Runtime.Execution;

/// <summary>One compilation of a computation: good while the sizes and the kept nodes it was made for are the same.</summary>
internal sealed class CompiledVariant : IDisposable
{
    private readonly Tensor?[] boundInputs;
    private readonly Tensor?[] boundCuts;
    private readonly Tensor?[] boundVariables;
    private long boundVersion = -1;

    public CompiledVariant(
        ICompiledProgram? program,
        ImmutableArray<OutputSource> outputs,
        ImmutableArray<GraphInput> inputs,
        ImmutableArray<(Node Original, GraphInput Input)> cuts,
        ImmutableArray<Variable> variables,
        ImmutableArray<ImmutableArray<int>> assignedShapes,
        (DimensionSymbol Symbol, Dimension? Value)[] sizes)
    {
        Program = program;
        Outputs = outputs;
        Inputs = inputs;
        Cuts = cuts;
        Variables = variables;
        AssignedShapes = assignedShapes;
        Sizes = sizes;
        boundInputs = new Tensor?[inputs.Length];
        boundCuts = new Tensor?[cuts.Length];
        boundVariables = new Tensor?[variables.Length];
    }

    /// <summary>Null when there is nothing to compute.</summary>
    public ICompiledProgram? Program { get; }

    /// <summary>Where each output's value is found.</summary>
    public ImmutableArray<OutputSource> Outputs { get; }

    public ImmutableArray<GraphInput> Inputs { get; }

    public ImmutableArray<(Node Original, GraphInput Input)> Cuts { get; }

    public ImmutableArray<Variable> Variables { get; }

    /// <summary>The shapes of the variables that the program writes, in the order of its assignments.</summary>
    public ImmutableArray<ImmutableArray<int>> AssignedShapes { get; }

    public (DimensionSymbol Symbol, Dimension? Value)[] Sizes { get; }

    public bool Fits(ExecutionEnvironment environment)
    {
        foreach (var (original, _) in Cuts)
        {
            if (!environment.IsKept(original))
                return false;
        }

        foreach (var output in Outputs)
        {
            if (output.Kind == OutputSourceKind.Kept && !environment.IsKept(output.Node))
                return false;
        }

        foreach (var (symbol, value) in Sizes)
        {
            environment.Sizes.TryGetValue(symbol, out var present);
            if (present is null ? value is not null : !present.Equals(value))
                return false;
        }

        return true;
    }

    /// <summary>Hands the program the tensors it reads and writes, where they changed since the last run.</summary>
    public void Bind(ExecutionEnvironment environment)
    {
        if (!IsBound(environment))
            BindAnew(environment);
    }

    /// <summary>Whether the program has the tensors of now.</summary>
    public bool IsBound(ExecutionEnvironment environment) => boundVersion == environment.StorageVersion;

    public Tensor Output(int index, ExecutionEnvironment environment)
    {
        var output = Outputs[index];
        return output.Kind switch
        {
            OutputSourceKind.Computed => Program!.Output(output.Index),
            OutputSourceKind.Input => environment.Input(output.Input!),
            OutputSourceKind.Variable => environment.Variable(output.Variable!),
            _ => environment.TryGetValue(output.Node, out var tensor)
                ? tensor
                : throw new InvalidOperationException($"the value of {output.Node} is out of date"),
        };
    }

    public void Dispose() => Program?.Dispose();

    private void BindAnew(ExecutionEnvironment environment)
    {
        for (var i = 0; i < Inputs.Length; i++)
        {
            var tensor = environment.Input(Inputs[i]);
            if (!ReferenceEquals(boundInputs[i], tensor))
                Program?.BindInput(Inputs[i], tensor);
            boundInputs[i] = tensor;
        }

        for (var i = 0; i < Cuts.Length; i++)
        {
            if (!environment.TryGetValue(Cuts[i].Original, out var tensor))
                throw new InvalidOperationException($"the value of {Cuts[i].Original} is out of date");
            if (!ReferenceEquals(boundCuts[i], tensor))
                Program?.BindInput(Cuts[i].Input, tensor);
            boundCuts[i] = tensor;
        }

        for (var i = 0; i < Variables.Length; i++)
        {
            var tensor = environment.Variable(Variables[i]);
            if (!ReferenceEquals(boundVariables[i], tensor))
                Program?.BindVariable(Variables[i], tensor);
            boundVariables[i] = tensor;
        }

        boundVersion = environment.StorageVersion;
    }
}
