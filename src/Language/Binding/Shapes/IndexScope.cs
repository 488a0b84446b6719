using Dsl.Language.Types;

namespace Dsl.Language.Binding.Shapes;

/// <summary>The index names of one statement in index notation, and the sizes that their uses have fixed so far.</summary>
internal sealed class IndexScope
{
    private readonly HashSet<string> names;
    private readonly Dictionary<string, Axis> sizes;

    public IndexScope(IEnumerable<string> names)
        : this([.. names], [])
    {
    }

    private IndexScope(HashSet<string> names, Dictionary<string, Axis> sizes)
    {
        this.names = names;
        this.sizes = sizes;
    }

    /// <summary>Whether something is indexed whose shape only the use of a generic declaration tells.</summary>
    public bool IsOpen { get; set; }

    public bool Contains(string name) => names.Contains(name);

    public Axis? Size(string name) => sizes.GetValueOrDefault(name);

    public void SetSize(string name, Axis size) => sizes[name] = size;

    /// <summary>The scope within a reduction, whose own indices have no size yet.</summary>
    public IndexScope With(IEnumerable<string> more)
    {
        var inner = new HashSet<string>(names);
        foreach (var name in more)
        {
            inner.Add(name);
            sizes.Remove(name);
        }

        return new IndexScope(inner, sizes) { IsOpen = IsOpen };
    }
}
