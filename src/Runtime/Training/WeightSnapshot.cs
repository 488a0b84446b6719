using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>A copy of parameters and states as they were, to be put back.</summary>
internal sealed class WeightSnapshot(ExecutionEnvironment environment, ImmutableArray<Variable> variables) : IDisposable
{
    private readonly Tensor?[] copies = new Tensor?[variables.Length];

    /// <summary>Whether anything was taken.</summary>
    public bool IsTaken { get; private set; }

    public void Take()
    {
        for (var i = 0; i < variables.Length; i++)
        {
            var tensor = environment.Variable(variables[i]);
            if (copies[i] is { } copy)
                copy.CopyFrom(tensor);
            else
                copies[i] = tensor.Copy();
        }

        IsTaken = true;
    }

    public void PutBack()
    {
        for (var i = 0; i < variables.Length; i++)
            environment.Variable(variables[i]).CopyFrom(copies[i]!);
    }

    public void Dispose()
    {
        foreach (var copy in copies)
            copy?.Dispose();
    }
}
