namespace Dsl.Runtime.Training;

/// <summary>Watches a loss: keeps the weights of the best record, and says when it has not become better for too long.</summary>
/// <param name="patience">Records without a better loss after which to stop; null: never.</param>
/// <param name="minimumDelta">By how much a loss must be smaller than the best so far to count as better.</param>
/// <param name="snapshot">Takes the weights of the best record; null where nobody asks for them.</param>
internal sealed class BestRecord(long? patience, double minimumDelta, WeightSnapshot? snapshot)
{
    /// <summary>The best loss, infinite before the first record.</summary>
    public double Loss { get; private set; } = double.PositiveInfinity;

    /// <summary>The steps done when it was recorded.</summary>
    public long Step { get; private set; }

    /// <summary>How many records came since.</summary>
    public long RecordsSince { get; private set; }

    /// <summary>The weights of the best record.</summary>
    public WeightSnapshot? Snapshot => snapshot;

    /// <summary>Takes a record's loss, and the weights when it is the best; true when training should stop.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="step">The steps done.</param>
    public bool ShouldStop(double loss, long step)
    {
        if (loss < Loss - minimumDelta)
        {
            (Loss, Step, RecordsSince) = (loss, step, 0);
            snapshot?.Take();
            return false;
        }

        RecordsSince++;
        return patience is { } limit && RecordsSince >= limit;
    }

    /// <summary>Goes on from what was stored.</summary>
    /// <param name="loss">The best loss.</param>
    /// <param name="step">The steps done when it was recorded.</param>
    /// <param name="recordsSince">How many records came since.</param>
    /// <param name="isHere">Whether the weights as they are now are those of the best record; else the snapshot was filled with them, if there was one.</param>
    public void Restore(double loss, long step, long recordsSince, bool isHere)
    {
        (Loss, Step, RecordsSince) = (loss, step, recordsSince);
        if (isHere)
            snapshot?.Take();
        else if (double.IsFinite(loss))
            snapshot?.MarkTaken();
    }
}
