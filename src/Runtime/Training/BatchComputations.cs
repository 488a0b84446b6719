using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>One computation for each number of rows that batches have: the full one, and the smaller last one.</summary>
internal sealed class BatchComputations(
    TrainingContext context, SourceLocation location, DimensionSymbol batch, ImmutableArray<Node> outputs, ImmutableArray<VariableAssignment> assignments, int? guardOutput = null) : IDisposable
{
    private const int MaximumSizes = 4;

    private readonly List<(int Rows, Computation Computation)> computations = [];

    /// <summary>How often anything was compiled.</summary>
    public int Compilations => computations.Sum(static c => c.Computation.Compilations);

    /// <summary>The computation for batches of that many rows, made when first asked for.</summary>
    /// <param name="rows">The rows of a batch.</param>
    /// <param name="runsOnce">Whether there is one such batch and no more; see <see cref="CompileRequest.RunsOnce"/>.</param>
    public Computation For(int rows, bool runsOnce = false)
    {
        if (Find(rows) is { } found)
            return found;
        if (computations.Count == MaximumSizes)
        {
            computations[0].Computation.Dispose();
            computations.RemoveAt(0);
        }

        var made = Make(rows, runsOnce);
        computations.Add((rows, made));
        return made;
    }

    /// <summary>The computation for batches of that many rows; null where nobody has asked for it yet.</summary>
    public Computation? Find(int rows)
    {
        foreach (var (known, computation) in computations)
        {
            if (known == rows)
                return computation;
        }

        return null;
    }

    /// <summary>What batches of that many rows would take; null where that is not known.</summary>
    public MemoryNeed? Measure(int rows)
    {
        using var computation = Make(rows, runsOnce: false);
        return computation.Measure();
    }

    public void Dispose()
    {
        foreach (var (_, computation) in computations)
            computation.Dispose();
        computations.Clear();
    }

    private Computation Make(int rows, bool runsOnce) =>
        new(context.Backend, context.Environment, location, outputs, assignments, new Dictionary<DimensionSymbol, Dimension> { [batch] = rows })
        {
            GuardOutput = guardOutput,
            RunsOnce = runsOnce,
        };
}
