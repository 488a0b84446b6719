using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>
/// Gathers rows on a device that holds the data. The order of rows is brought there for many batches at once; from then on a batch is a launch, and nothing is
/// copied to the device.
/// </summary>
internal sealed class HeldFeed : IBatchFeed
{
    private const int MostOrderedRows = 1 << 18;

    private readonly ExecutionEnvironment environment;
    private readonly SourceLocation location;
    private readonly HeldData data;
    private readonly GatherPrograms programs;
    private readonly RowOrder order;
    private readonly long allRows;
    private readonly Tensor ordered;
    private readonly Tensor place = new(ElementType.Int, []);
    private readonly int[] numbers;
    private IDeferredProgram? program;
    private int programRows;
    private long next = -1;
    private long limit;

    private HeldFeed(ExecutionEnvironment environment, SourceLocation location, HeldData data, GatherPrograms programs, RowOrder order, long allRows, int orderRows)
    {
        this.environment = environment;
        this.location = location;
        this.data = data;
        this.programs = programs;
        this.order = order;
        this.allRows = allRows;
        ordered = new Tensor(ElementType.Int, [orderRows]);
        numbers = new int[orderRows];
    }

    /// <summary>A feed for batches of a data set.</summary>
    /// <param name="environment">Has the inputs.</param>
    /// <param name="location">The statement that asks.</param>
    /// <param name="data">What the device holds; not disposed of.</param>
    /// <param name="programs">Gather; not disposed of.</param>
    /// <param name="order">The order of rows.</param>
    /// <param name="allRows">Rows of all passes.</param>
    /// <param name="batch">Rows of the largest batch.</param>
    /// <param name="counted">Inputs that rise by 1 with each batch; before the first they have the number before its own.</param>
    /// <returns>Null where the device has no room for it.</returns>
    public static HeldFeed? TryMake(
        ExecutionEnvironment environment, SourceLocation location, HeldData data, GatherPrograms programs, RowOrder order, long allRows, int batch, ImmutableArray<GraphInput> counted)
    {
        var orderRows = (int)Math.Min(allRows, Math.Max(batch, MostOrderedRows / batch * batch));
        programs.Use(data, orderRows, counted);
        var feed = new HeldFeed(environment, location, data, programs, order, allRows, orderRows);
        if (feed.Switch(batch))
            return feed;
        feed.Dispose();
        return null;
    }

    public Diagnostic? Load(long start, int count)
    {
        if (start != next || start + count > limit)
            Bring(start);
        if (programRows != count && !Switch(count))
            return new Diagnostic(RuntimeErrors.OutOfMemory, location, $"the device has no memory left to gather a batch of {count} rows");
        program!.Start();
        if (program.Fault is { } fault)
            return FaultPlace.Report(fault.Descriptor, null, location, fault.Message);
        for (var i = 0; i < data.Fields.Length; i++)
        {
            // What was there before the first batch is nobody's any more.
            if (environment.ExchangeInput(data.Fields[i].Field.Input, program.Output(i)) is { } old && next < 0)
                old.Dispose();
        }

        next = start + count;
        return null;
    }

    /// <summary>Takes the inputs away from the environment, since their tensors belong to the programs.</summary>
    public void Dispose()
    {
        if (next >= 0)
        {
            foreach (var field in data.Fields)
                environment.TakeInput(field.Field.Input);
        }

        ordered.Dispose();
        place.Dispose();
    }

    private void Bring(long start)
    {
        var count = (int)Math.Min(numbers.Length, allRows - start);
        order(start, numbers.AsSpan(0, count));
        var places = ordered.AsSpan<long>();
        for (var i = 0; i < count; i++)
            places[i] = numbers[i];
        place.Clear();
        limit = start + count;
    }

    private bool Switch(int rows)
    {
        if (programs.For(rows, (ordered, place), environment) is not { } found)
            return false;
        (program, programRows) = (found, rows);
        return true;
    }
}
