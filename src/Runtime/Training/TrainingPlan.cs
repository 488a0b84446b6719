using Dsl.Language.Programs;

namespace Dsl.Runtime.Training;

/// <summary>How many steps of which size, and after which steps something is recorded.</summary>
internal sealed record TrainingPlan(int Rows, int Batch, long StepsPerEpoch, long TotalSteps, long? TotalEpochs, long RecordEvery)
{
    /// <summary>The plan for a data set of that many rows, or a sentence on why there is none.</summary>
    public static (TrainingPlan? Plan, string? Problem) Make(TrainingSettings settings, int rows)
    {
        if (settings.BatchSize is < 1)
            return (null, $"batch is {settings.BatchSize}; a batch has at least one row");
        if (settings.Epochs is < 1)
            return (null, $"epochs is {settings.Epochs}; it must be at least 1");
        if (settings.Steps is < 1)
            return (null, $"steps is {settings.Steps}; it must be at least 1");
        var batch = (int)Math.Min(settings.BatchSize ?? rows, rows);
        var perEpoch = ((long)rows + batch - 1) / batch;
        var total = settings.Steps ?? (long)Int128.Min((Int128)(settings.Epochs ?? 1) * perEpoch, long.MaxValue);
        var recordEvery = settings.Steps is not null && settings.EvaluateEvery is { } every ? Math.Max(every, 1) : perEpoch;
        return (new TrainingPlan(rows, batch, perEpoch, total, settings.Steps is null ? settings.Epochs ?? 1 : null, recordEvery), null);
    }

    /// <summary>The rows of a step's batch: the last of an epoch may have fewer.</summary>
    public int RowsOf(long stepInEpoch) => (int)Math.Min(Batch, Rows - (stepInEpoch * Batch));

    /// <summary>Whether something is recorded after so many steps.</summary>
    public bool RecordsAfter(long steps) => steps == TotalSteps || steps % RecordEvery == 0;

    /// <summary>How many records there will be if nothing stops the training.</summary>
    public long Records => ((TotalSteps - 1) / RecordEvery) + 1;
}
