using Dsl.Language.Programs;

namespace Dsl.Runtime.Training;

/// <summary>How many steps of which size, and after which steps something is recorded.</summary>
/// <param name="Rows">The rows of the data set.</param>
/// <param name="Batch">Rows of a batch.</param>
/// <param name="StepRows">Rows of a step: several batches where gradients are gathered.</param>
/// <param name="StepsPerEpoch">Steps of one pass.</param>
/// <param name="TotalSteps">Steps in all.</param>
/// <param name="TotalEpochs">Passes in all; null where steps are counted.</param>
/// <param name="RecordEvery">Steps between two records.</param>
internal sealed record TrainingPlan(int Rows, int Batch, int StepRows, long StepsPerEpoch, long TotalSteps, long? TotalEpochs, long RecordEvery)
{
    /// <summary>The most records of a training whose schedule looks at them.</summary>
    public const int MostRecordsForSchedules = 100_000;

    private const int LeastRecords = 20;

    /// <summary>The plan for a data set of that many rows, or a sentence on why there is none.</summary>
    /// <param name="settings">What the script asks for.</param>
    /// <param name="rows">The rows of the data set.</param>
    /// <param name="validates">Whether a record measures a validation. Without one it costs nothing, so that a training counted in steps records about twenty times even in a single pass.</param>
    public static (TrainingPlan? Plan, string? Problem) Make(TrainingSettings settings, int rows, bool validates)
    {
        if (settings.BatchSize is < 1)
            return (null, $"batch is {settings.BatchSize}; a batch has at least one row");
        if (settings.Epochs is < 1)
            return (null, $"epochs is {settings.Epochs}; it must be at least 1");
        if (settings.Steps is < 1)
            return (null, $"steps is {settings.Steps}; it must be at least 1");
        var batch = (int)Math.Min(settings.BatchSize ?? rows, rows);
        var batches = Math.Max(settings.Accumulate, 1);
        var stepRows = batches <= rows / batch ? (int)(batches * batch) : rows;
        var perEpoch = ((long)rows + stepRows - 1) / stepRows;
        var epochs = settings.Epochs ?? 1;
        var total = settings.Steps ?? (epochs <= long.MaxValue / perEpoch ? epochs * perEpoch : long.MaxValue);
        var recordEvery = settings.Steps is null ? perEpoch
            : settings.EvaluateEvery is { } every ? Math.Max(every, 1)
            : validates ? perEpoch
            : Math.Min(perEpoch, ((total - 1) / LeastRecords) + 1);
        return (new TrainingPlan(rows, batch, stepRows, perEpoch, total, settings.Steps is null ? settings.Epochs ?? 1 : null, recordEvery), null);
    }

    /// <summary>The rows of a step: the last of an epoch may have fewer.</summary>
    public int RowsOf(long stepInEpoch) => (int)Math.Min(StepRows, Rows - (stepInEpoch * StepRows));

    /// <summary>Whether a checkpoint is stored after so many steps.</summary>
    /// <param name="steps">The steps done.</param>
    /// <param name="every">How many passes, or steps where those are counted, lie between two; null: one a record.</param>
    public bool StoresAfter(long steps, long? every) => every is { } count
        ? steps == TotalSteps || (TotalEpochs is null ? steps % count == 0 : steps % StepsPerEpoch == 0 && steps / StepsPerEpoch % count == 0)
        : RecordsAfter(steps);

    /// <summary>Whether something is recorded after so many steps.</summary>
    public bool RecordsAfter(long steps) => steps == TotalSteps || steps % RecordEvery == 0;

    /// <summary>How many records there will be if nothing stops the training.</summary>
    public long Records => ((TotalSteps - 1) / RecordEvery) + 1;
}
