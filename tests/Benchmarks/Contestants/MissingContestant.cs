namespace Dsl.Benchmarks.Contestants;

/// <summary>Stands for a peer that this machine does not have.</summary>
internal sealed class MissingContestant(string name, string reason) : IContestant
{
    public string Name => name;

    public string? Missing => reason;

    public string Details => string.Empty;

    public int? ProcessId => null;

    public double Repeat() => throw new InvalidOperationException(reason);

    public void Dispose()
    {
    }
}
