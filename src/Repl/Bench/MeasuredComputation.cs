using System.Collections.Immutable;
using System.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Repl.Bench;

/// <summary>A computation of the script: what it is, and how long its runs took.</summary>
internal sealed class MeasuredComputation
{
    private const int MostSamples = 100_000;
    private const int WarmUpRuns = 3;

    private readonly List<long> samples = [];

    public MeasuredComputation(CompileRequest request, ProgramStatistics figures, string kind)
    {
        Line = request.Location?.LineNumber ?? 0;
        Statement = request.Location is { } location ? string.Join(' ', location.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : string.Empty;
        Figures = figures;
        Kind = kind;
        IsRepeatable = request.Assignments.IsEmpty;
        var nodes = GraphTraversal.TopologicalOrder([.. request.Outputs, .. request.Assignments.Select(static assignment => assignment.Value)]);
        Operations = nodes.Sum(static node => (double)(node.Operator.Cost(new CostContext([.. node.Inputs.Select(static i => i.Type)], node.Attributes, node.Type)).ConstantValue ?? 0));
        var batches = nodes.Where(static node => node.Operator == SourceOperators.Input && node.Shape.Rank > 0 && node.Attributes is InputAttributes).ToList();
        Rows = batches.GroupBy(static node => node.Shape[0].Size.ConstantValue ?? 0).OrderByDescending(static group => group.Count()).FirstOrDefault()?.Key ?? 0;
        Tokens = batches.Where(node => node.Element == ElementType.Int && node.Shape.Rank == 2 && node.Shape[0].Size.ConstantValue == Rows)
            .Select(static node => node.Shape.ElementCount.ConstantValue ?? 0).FirstOrDefault();
    }

    /// <summary>The line of the script.</summary>
    public int Line { get; }

    /// <summary>The statement there.</summary>
    public string Statement { get; }

    /// <summary>What it is for: a step of training, a batch of an evaluation, something else.</summary>
    public string Kind { get; }

    /// <summary>Whether running it again changes nothing.</summary>
    public bool IsRepeatable { get; }

    /// <summary>What compiling it took and gave.</summary>
    public ProgramStatistics Figures { get; }

    /// <summary>The floating-point operations of a run.</summary>
    public double Operations { get; }

    /// <summary>The rows of a batch, for training and evaluation; 0 where there is none.</summary>
    public long Rows { get; }

    /// <summary>The tokens of a batch of sequences of them; 0 where there is none.</summary>
    public long Tokens { get; }

    /// <summary>The runs that the script made, without those that were repeated only to measure.</summary>
    public long Runs { get; private set; }

    /// <summary>The time of the runs that the script made, in seconds.</summary>
    public double TotalSeconds { get; private set; }

    /// <summary>Takes up a run.</summary>
    public void Add(long ticks, bool isOfScript)
    {
        if (isOfScript)
        {
            Runs++;
            TotalSeconds += (double)ticks / Stopwatch.Frequency;
        }

        if (samples.Count < MostSamples)
            samples.Add(ticks);
    }

    /// <summary>Times of a run in seconds, from the shortest to the longest; the first few, in which caches fill, do not count where there are more.</summary>
    public ImmutableArray<double> Times() =>
        [.. (samples.Count > 2 * WarmUpRuns ? samples.Skip(WarmUpRuns) : samples).Order().Select(static ticks => (double)ticks / Stopwatch.Frequency)];
}
