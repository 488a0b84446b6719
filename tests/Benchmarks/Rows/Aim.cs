using System.Globalization;

namespace Dsl.Benchmarks.Rows;

/// <summary>Something that a row is to reach.</summary>
internal abstract record Aim
{
    /// <summary>What is aimed at, in a few words.</summary>
    public abstract string Text { get; }

    /// <summary>Whether it was reached; null when what it compares with is missing.</summary>
    public abstract bool? IsMet(RowResult result);

    /// <summary>To be so many times as fast as a peer.</summary>
    /// <param name="Ratio">The peer's median over ours.</param>
    /// <param name="Peer">Null for the fastest.</param>
    internal sealed record Faster(double Ratio, string? Peer = null) : Aim
    {
        public override string Text => string.Create(CultureInfo.InvariantCulture, $">= {Ratio:0.##}x {Peer ?? "the fastest peer"}");

        public override bool? IsMet(RowResult result)
        {
            var peers = result.Contestants.Skip(1).Where(c => c.Times is not null && (Peer is null || c.Name == Peer)).ToList();
            return peers.Count == 0 ? null : peers.All(peer => peer.Times!.Median >= Ratio * result.Ours.Median);
        }
    }

    /// <summary>To reach a share of what the processor's multipliers can do.</summary>
    internal sealed record Ceiling(double Share) : Aim
    {
        public override string Text => string.Create(CultureInfo.InvariantCulture, $">= {Share:0%} of the FMA ceiling");

        public override bool? IsMet(RowResult result) => result.CeilingShare >= Share;
    }

    /// <summary>To take at most so many times as long as a plain copy of the same bytes.</summary>
    internal sealed record NearCopy(double Factor) : Aim
    {
        public override string Text => string.Create(CultureInfo.InvariantCulture, $"within {Factor:0.##}x of a copy");

        public override bool? IsMet(RowResult result) =>
            result.Contestants.FirstOrDefault(static c => c.Name == "copy")?.Times is { } copy ? result.Ours.Median <= Factor * copy.Median : null;
    }

    /// <summary>To take no longer than so many seconds.</summary>
    internal sealed record Within(double Seconds) : Aim
    {
        public override string Text => string.Create(CultureInfo.InvariantCulture, $"<= {Seconds:0.###} s");

        public override bool? IsMet(RowResult result) => result.Ours.Median <= Seconds;
    }
}
