using Dsl.Language.Data;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>Measures over a whole data set, batch by batch, in the order of its rows; compiled once however often it is run.</summary>
public sealed class Evaluation : IDisposable
{
    /// <summary>Rows of a batch when the script names no number.</summary>
    public const int DefaultBatchSize = 256;

    private const long SampleStream = 0x73616D706C65;

    private readonly TrainingContext context;
    private readonly EvaluationGraph graph;
    private readonly SourceLocation location;
    private readonly BatchComputations computations;
    private readonly CombinedValue[] results;
    private readonly GatherPrograms gathering = new();
    private readonly StepWindow window = new();
    private readonly DeferredRuns runs = new();
    private HeldData? held;
    private DataSet? classified;

    public Evaluation(TrainingContext context, EvaluationGraph graph, SourceLocation location)
    {
        this.context = context;
        this.graph = graph;
        this.location = location;
        computations = new BatchComputations(context, location, graph.Batch, [.. graph.Outputs.Select(static o => o.Value)], []);
        results = [.. graph.Outputs.Select(static o => new CombinedValue(o.Combination))];
    }

    /// <summary>Whether it is run once only.</summary>
    public bool RunsOnce { get; init; }

    /// <summary>Runs over all rows.</summary>
    /// <param name="batchSize">Rows of a batch; null for <see cref="DefaultBatchSize"/>.</param>
    /// <param name="cancellation">Ends it between batches.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Diagnostic? Run(long? batchSize, CancellationToken cancellation) => Run(batchSize, null, cancellation);

    /// <summary>Runs over all rows, or over rows drawn at random, with putting back.</summary>
    /// <param name="batchSize">Rows of a batch; null for <see cref="DefaultBatchSize"/>.</param>
    /// <param name="sample">Which rows are drawn; null: all, in order.</param>
    /// <param name="cancellation">Ends it between batches.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal Diagnostic? Run(long? batchSize, EvaluationSample? sample, CancellationToken cancellation)
    {
        var data = context.DataSetOf(graph.Data);
        if (data.Rows == 0)
            return new Diagnostic(DataErrors.NoRows, location, $"{data.Description} has no rows, so there is nothing to measure");
        if (FindWrongClass() is { } wrongClass)
            return wrongClass;
        var size = (int)Math.Clamp(batchSize ?? DefaultBatchSize, 1, data.Rows);
        foreach (var result in results)
            result.Clear();
        var random = new CounterRandom(sample?.Seed ?? 0, SampleStream + (sample?.Draw ?? 0));
        RowOrder order = sample is null ? InOrder : (_, drawn) => Draw(ref random, data.Rows, drawn);
        var batches = sample?.Batches ?? ((data.Rows - 1) / size) + 1;
        var rows = sample is null ? data.Rows : batches * size;
        IBatchFeed? feed = null;
        try
        {
            for (var batch = 0L; batch < batches;)
            {
                cancellation.ThrowIfCancellationRequested();
                var computation = computations.For((int)Math.Min(size, rows - (batch * size)), RunsOnce && batches == 1);
                if (computation.Compile() is { } refusal)
                    return refusal;
                feed ??= MakeFeed(data, order, rows, size, computation.Deferred);
                if (Measure(feed, (batch, batches, size, rows), data.Rows, out var done, cancellation) is { } fault)
                    return fault;
                batch += done;
            }
        }
        finally
        {
            feed?.Dispose();
        }

        return null;
    }

    /// <summary>The first row whose class the output has no room for, as a report; null when there is none.</summary>
    internal Diagnostic? FindWrongClass()
    {
        var data = context.DataSetOf(graph.Data);
        if (ReferenceEquals(classified, data))
            return null;
        if (ClassLabels.Check(graph.Classes, data, location) is { } wrongClass)
            return wrongClass;
        classified = data;
        return null;
    }

    /// <summary>The first element of an output over the data set: its value when it is a scalar.</summary>
    public double Scalar(int output) => results[output].Scalar;

    /// <summary>Gives an output's value to an input.</summary>
    public void Supply(int output, GraphInput input) =>
        results[output].WriteTo(context.Environment.InputStorage(input, results[output].Shape));

    public void Dispose()
    {
        gathering.Dispose();
        held?.Dispose();
        computations.Dispose();
        foreach (var result in results)
            result.Dispose();
    }

    private static void InOrder(long start, Span<int> rows)
    {
        for (var i = 0; i < rows.Length; i++)
            rows[i] = (int)start + i;
    }

    private static void Draw(ref CounterRandom random, int most, Span<int> rows)
    {
        for (var i = 0; i < rows.Length; i++)
            rows[i] = random.NextInteger(most);
    }

    private IBatchFeed MakeFeed(DataSet data, RowOrder order, long rows, int batch, IDeferredProgram? deferred)
    {
        if (deferred is { Holder: var holder })
        {
            if (held is null || !ReferenceEquals(held.Data, data) || held.Holder != holder)
            {
                held?.Dispose();
                held = HeldData.TryMake(holder, data, graph.Fields, rows);
            }

            context.Environment.SetScalar(context.Counter, -1);
            if (held is not null && HeldFeed.TryMake(context.Environment, location, held, gathering, order, rows, batch, [context.Counter]) is { } feed)
                return feed;
        }

        return new HostFeed(new BatchLoader(context.Environment, data, graph.Fields), order, batch);
    }

    // One batch, or several where a device need not be waited for. The first is compiled; another one joins if it is compiled too.
    private Diagnostic? Measure(
        IBatchFeed feed, (long First, long Count, int Size, long Rows) batches, int totalRows, out long done, CancellationToken cancellation)
    {
        done = 0;
        window.Begin();
        runs.Clear();
        for (var batch = batches.First; batch < batches.Count && done < window.Steps; batch++, done++)
        {
            var start = batch * batches.Size;
            var rows = (int)Math.Min(batches.Size, batches.Rows - start);
            var isDeferred = computations.Find(rows) is { } known && DeferredRuns.HasRoom(known, 1);
            if (!isDeferred && done > 0)
                break;
            if (feed is HostFeed)
                context.Environment.SetScalar(context.Counter, batch);
            var computation = computations.For(rows);
            if ((feed.Load(start, rows) ?? (isDeferred ? runs.Start(computation) : computation.Run(cancellation))) is { } fault)
                return fault;
            if (isDeferred)
                continue;
            done = 1;
            Add(computation, rows, totalRows);
            return null;
        }

        if (runs.Collect() is { } missing)
            return missing;
        window.End((int)done);
        for (var run = 0; run < runs.Count; run++)
        {
            if (runs.Look(run, out var computation) is { } fault)
                return fault;
            Add(computation, (int)Math.Min(batches.Size, batches.Rows - ((batches.First + run) * batches.Size)), totalRows);
        }

        return null;
    }

    private void Add(Computation computation, int rows, int totalRows)
    {
        for (var i = 0; i < results.Length; i++)
            results[i].Add(computation.Output(i), rows, totalRows);
    }
}
