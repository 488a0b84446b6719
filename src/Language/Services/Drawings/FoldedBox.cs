using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Services.Drawings;

/// <summary>A box while it is gathered: the operations of all turns of a loop that do the same.</summary>
/// <param name="key">What its operations have in common.</param>
/// <param name="kind">What it stands for.</param>
/// <param name="label">Its name.</param>
/// <param name="place">The models around it, outermost first.</param>
internal sealed class FoldedBox(string key, DrawnKind kind, string label, ImmutableArray<FoldedPlace> place)
{
    private readonly HashSet<object> instances = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Operator, int> operations = [];

    public string Key { get; } = key;

    public DrawnKind Kind { get; } = kind;

    public string Label { get; set; } = label;

    public ImmutableArray<FoldedPlace> Place { get; set; } = place;

    public string Shape { get; set; } = string.Empty;

    public long Parameters { get; set; }

    /// <summary>Whether it depends on nothing and is worth showing all the same: chance.</summary>
    public bool IsSource { get; set; }

    /// <summary>How many turns of loops there are in it.</summary>
    public int Count => instances.Count > 0 ? instances.Count : operations.Count > 0 ? operations.Values.Min() : 1;

    public void AddInstance(object instance) => instances.Add(instance);

    public void AddOperation(Operator @operator) => operations[@operator] = operations.GetValueOrDefault(@operator) + 1;
}
