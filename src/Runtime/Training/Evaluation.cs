using Dsl.Language.Data;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Runtime.Data;

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
        using var loader = new BatchLoader(context.Environment, data, graph.Fields);
        var rows = new int[size];
        foreach (var result in results)
            result.Clear();
        var random = new CounterRandom(sample?.Seed ?? 0, SampleStream + (sample?.Draw ?? 0));
        var batches = sample?.Batches ?? ((data.Rows - 1) / size) + 1;
        for (var batch = 0L; batch < batches; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = sample is null ? (int)batch * size : 0;
            var count = Math.Min(size, data.Rows - start);
            for (var i = 0; i < count; i++)
                rows[i] = sample is null ? start + i : random.NextInteger(data.Rows);
            loader.Load(rows.AsSpan(0, count));
            var computation = computations.For(count);
            context.Environment.SetScalar(context.Counter, batch);
            if (computation.Run(cancellation) is { } fault)
                return fault;
            for (var i = 0; i < results.Length; i++)
                results[i].Add(computation.Output(i), count, data.Rows);
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
        computations.Dispose();
        foreach (var result in results)
            result.Dispose();
    }
}
