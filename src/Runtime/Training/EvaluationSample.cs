namespace Dsl.Runtime.Training;

/// <summary>Which rows an evaluation draws: a function of the seed and the number of the evaluation, so that it is the same in each run.</summary>
/// <param name="Batches">How many batches.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Draw">The number of the evaluation.</param>
internal sealed record EvaluationSample(long Batches, long Seed, long Draw);
