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
    private HeldData? held;

    public Evaluation(TrainingContext context, EvaluationGraph graph, SourceLocation location)
    {
        this.context = context;
        this.graph = graph;
        this.location = location;
        computations = new BatchComputations(context, location, graph.Batch, [.. graph.Outputs.Select(static o => o.Value)], []);
        results = [.. graph.Outputs.Select(static o => new CombinedValue(o.Combination))];
    }

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
                var count = (int)Math.Min(size, rows - (batch * size));
                var computation = computations.For(count);
                if (computation.Compile() is { } refusal)
                    return refusal;
                feed ??= MakeFeed(data, order, rows, size, computation.Deferred);

                // All batches but the last one have the same size.
                var equal = count == size ? Math.Min(batches, rows / size) - batch : 1;
                if (Measure(feed, computation, (batch, equal, (long)batch * size, count), data.Rows, out var done, cancellation) is { } fault)
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

    // One batch, or several where a device need not be waited for.
    private Diagnostic? Measure(
        IBatchFeed feed, Computation computation, (long First, long Most, long Start, int Rows) batches, int totalRows, out long done, CancellationToken cancellation)
    {
        done = 0;
        var room = computation.Deferred?.Room ?? 0;
        var most = room == 0 ? 1 : Math.Min(batches.Most, Math.Min(window.Steps, room));
        window.Begin();
        for (; done < most; done++)
        {
            if (feed is HostFeed)
                context.Environment.SetScalar(context.Counter, batches.First + done);
            if ((feed.Load(batches.Start + (done * batches.Rows), batches.Rows) ?? (room == 0 ? computation.Run(cancellation) : computation.Start())) is { } fault)
                return fault;
        }

        if (room > 0 && computation.Collect() is { } missing)
            return missing;
        window.End((int)done);
        for (var batch = 0; batch < done; batch++)
        {
            if (room > 0 && computation.Look(batch) is { } fault)
                return fault;
            for (var i = 0; i < results.Length; i++)
                results[i].Add(computation.Output(i), batches.Rows, totalRows);
        }

        return null;
    }
}
