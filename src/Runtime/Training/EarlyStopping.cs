namespace Dsl.Runtime.Training;

/// <summary>Watches a loss: keeps the weights of the best record, and says when it has not become better for too long.</summary>
/// <param name="patience">Records without a better loss after which to stop; null: never.</param>
internal sealed class EarlyStopping(long? patience)
{
    private double best = double.PositiveInfinity;
    private long withoutBetter;

    public bool IsOn => patience is not null;

    /// <summary>Whether the last record was the best.</summary>
    public bool IsLastBest => withoutBetter == 0;

    /// <summary>Takes a record's loss, and the weights when it is the best; true when training should stop.</summary>
    public bool ShouldStop(double loss, WeightSnapshot snapshot)
    {
        if (patience is null)
            return false;
        if (loss < best)
        {
            best = loss;
            withoutBetter = 0;
            snapshot.Take();
            return false;
        }

        return ++withoutBetter >= patience;
    }
}
