namespace Dsl.Benchmarks.Contestants;

/// <summary>One who does a row's work, a repetition at a time, ready and warm once made.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>By which reports name it.</summary>
    string Name { get; }

    /// <summary>Why it cannot take part; null when it can.</summary>
    string? Missing { get; }

    /// <summary>Versions and settings that matter.</summary>
    string Details { get; }

    /// <summary>The process that works besides this one; null when this one does.</summary>
    int? ProcessId { get; }

    /// <summary>Does one repetition.</summary>
    /// <returns>Seconds for one unit of work.</returns>
    double Repeat();
}
