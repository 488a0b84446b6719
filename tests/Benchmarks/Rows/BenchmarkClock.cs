namespace Dsl.Benchmarks.Rows;

/// <summary>What is read before and after a repetition.</summary>
internal enum BenchmarkClock
{
    /// <summary>The time that passes: what a user waits for.</summary>
    Wall,

    /// <summary>The processor's time of the process: on one thread it means something on a busy machine, too.</summary>
    Processor,
}
