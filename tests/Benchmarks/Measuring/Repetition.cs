namespace Dsl.Benchmarks.Measuring;

/// <summary>One repetition of a contestant.</summary>
/// <param name="Seconds">Seconds for one unit of work.</param>
/// <param name="Foreign">The share of one core that other programs of the machine used meanwhile; 0 where that is not known.</param>
internal readonly record struct Repetition(double Seconds, double Foreign);
