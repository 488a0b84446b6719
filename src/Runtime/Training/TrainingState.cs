namespace Dsl.Runtime.Training;

/// <summary>
/// Where a training is, besides the numbers in its tensors. Together with them it says how the training goes on, bit by bit: random draws and the order of rows are functions
/// of the seed and of the number of the step.
/// </summary>
/// <param name="Step">The steps done.</param>
/// <param name="IsFinished">Whether it ended by itself, so that nothing is left to do.</param>
/// <param name="Seed">The seed that it draws by.</param>
/// <param name="Fingerprint">A checksum of what is computed: network, loss, optimizer, data and batches.</param>
/// <param name="Curves">What was recorded, and what was gathered since.</param>
/// <param name="BestLoss">The best recorded loss.</param>
/// <param name="BestStep">The steps done when it was recorded.</param>
/// <param name="RecordsSinceBest">How many records came since.</param>
/// <param name="IsConvergenceSaid">Whether it was said that the loss no longer changes.</param>
internal sealed record TrainingState(
    long Step,
    bool IsFinished,
    long Seed,
    string Fingerprint,
    CurveState Curves,
    double BestLoss,
    long BestStep,
    long RecordsSinceBest,
    bool IsConvergenceSaid);
