using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Embedding;

/// <summary>How an engine works.</summary>
public sealed record ScriptEngineOptions
{
    /// <summary>Where file names of scripts begin that are given as text; null for the current folder.</summary>
    public string? ScriptFolder { get; init; }

    /// <summary>A folder to look for data in, after the script's own and before those of the environment variable NN_DATA.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The seed of all that is random, until a script sets one.</summary>
    public long Seed { get; init; }

    /// <summary>What computes: auto, cpu, reference, cuda, opencl, or a further device such as cuda:1; null for the environment variable NN_DEVICE, else auto.</summary>
    public string? Device { get; init; }

    /// <summary>Threads that compute; 0 for as many as the process may use. Results are the same for every number.</summary>
    public int Threads { get; init; }

    /// <summary>Told after every step of a training, on the thread that trains.</summary>
    public Action<TrainingProgress>? Progress { get; init; }

    /// <summary>Told of every printed line at once, on the thread that runs.</summary>
    public Action<string>? Line { get; init; }
}
