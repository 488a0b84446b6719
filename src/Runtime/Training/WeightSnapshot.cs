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

    /// <summary>The copies that were taken.</summary>
    public IReadOnlyDictionary<Variable, Tensor> Copies() => variables.Select((v, i) => (Variable: v, Copy: copies[i]!)).ToDictionary(static c => c.Variable, static c => c.Copy);

    /// <summary>Room for copies that come from elsewhere, such as a file; whoever fills it says so by <see cref="MarkTaken"/>.</summary>
    public IReadOnlyDictionary<Variable, Tensor> Storage()
    {
        for (var i = 0; i < variables.Length; i++)
            copies[i] ??= environment.Variable(variables[i]).Copy();
        return Copies();
    }

    /// <summary>Says that the copies were filled from elsewhere.</summary>
    public void MarkTaken() => IsTaken = true;

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
