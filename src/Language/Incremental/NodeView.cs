using System.Collections.Immutable;

namespace Dsl.Language.Incremental;

/// <summary>What is wanted of every axis of a value; compared by value.</summary>
internal sealed record NodeView(ImmutableArray<AxisView> Axes)
{
    public AxisView this[int axis] => Axes[axis];

    /// <summary>Whether any axis is wanted with all its positions.</summary>
    public bool HasHistory => Axes.Any(static a => a.Kind == AxisViewKind.History);

    /// <summary>Whether any axis is wanted at its newest positions only.</summary>
    public bool HasRows => Axes.Any(static a => a.Kind == AxisViewKind.Rows);

    /// <summary>The axis wanted with all positions, or -1.</summary>
    public int HistoryAxis => Axes.IndexOf(AxisView.History);

    public NodeView With(int axis, AxisView view) => new(Axes.SetItem(axis, view));

    public bool Equals(NodeView? other) => other is not null && Axes.SequenceEqual(other.Axes);

    public override int GetHashCode() => Axes.Aggregate(17, static (hash, axis) => HashCode.Combine(hash, axis));
}
