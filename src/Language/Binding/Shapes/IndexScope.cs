using Dsl.Language.Types;

namespace Dsl.Language.Binding.Shapes;

/// <summary>The index names of one statement in index notation, or of a reduction within it, and the sizes that their uses have fixed so far.</summary>
internal sealed class IndexScope(IEnumerable<string> names, IndexScope? outer = null)
{
    private readonly HashSet<string> names = [.. names];
    private readonly Dictionary<string, Axis> sizes = [];
    private readonly Dictionary<string, string> places = [];

    /// <summary>Whether something is indexed whose shape only the use of a generic declaration tells.</summary>
    public bool IsOpen { get; set; } = outer?.IsOpen ?? false;

    public bool Contains(string name) => names.Contains(name) || outer?.Contains(name) == true;

    public Axis? Size(string name) => names.Contains(name) ? sizes.GetValueOrDefault(name) : outer?.Size(name);

    /// <summary>Where the size of an index comes from, in words; null where nobody said.</summary>
    public string? Place(string name) => names.Contains(name) ? places.GetValueOrDefault(name) : outer?.Place(name);

    public void SetSize(string name, Axis size, string? place = null)
    {
        if (outer is not null && !names.Contains(name))
        {
            outer.SetSize(name, size, place);
            return;
        }

        sizes[name] = size;
        if (place is not null)
            places[name] = place;
    }

    /// <summary>The scope within a reduction, whose own indices have no size yet, also where indices outside are called the same.</summary>
    public IndexScope With(IEnumerable<string> more) => new(more, this);
}
