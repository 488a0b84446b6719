using System.Collections.Immutable;
using Dsl.Benchmarks.Contestants;

namespace Dsl.Benchmarks.Rows;

/// <summary>One row of the table: the work, who does it, and what is aimed at.</summary>
/// <param name="Name">By which <c>--rows</c> chooses it.</param>
/// <param name="Configuration">What is computed.</param>
/// <param name="Unit">What the seconds are for: a step, an epoch, a product.</param>
/// <param name="Ours">This project's contestant.</param>
/// <param name="Peers">The others.</param>
/// <param name="Aims">What is to be reached.</param>
internal sealed record BenchmarkRow(
    string Name, string Configuration, string Unit, Func<BenchmarkSettings, IContestant> Ours, ImmutableArray<PeerReference> Peers, ImmutableArray<Aim> Aims)
{
    /// <summary>Amount of work in a unit, for a rate; 0 when a rate says nothing.</summary>
    public double Amount { get; init; }

    /// <summary>What the amount counts.</summary>
    public string AmountUnit { get; init; } = string.Empty;

    /// <summary>Floating-point operations of a unit's matrix products; 0 when memory is what counts.</summary>
    public double Flops { get; init; }

    /// <summary>Threads that all contestants may use; null for the usual number.</summary>
    public int? Threads { get; init; }

    /// <summary>Repetitions that count; null for the usual number.</summary>
    public int? Repetitions { get; init; }
}

/// <summary>Another who does a row's work, made when its turn comes.</summary>
internal sealed record PeerReference(string Name, Func<BenchmarkSettings, IContestant> Make);
