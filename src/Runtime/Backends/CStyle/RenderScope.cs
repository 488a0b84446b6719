using System.Text;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>A block of statements while it is written: what it computed already has a name in it and in the blocks within.</summary>
/// <param name="outer">The block around it; null for a kernel's outermost.</param>
/// <param name="variables">The loop variables that it binds.</param>
/// <param name="isGuarded">Whether it runs under a condition, so that what belongs into it must stay there.</param>
internal sealed class RenderScope(RenderScope? outer, IEnumerable<LoopVariable> variables, bool isGuarded)
{
    private readonly HashSet<LoopVariable> bound = [.. variables];
    private readonly Dictionary<object, string> names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> values = [];

    public RenderScope? Outer { get; } = outer;

    public bool IsGuarded { get; } = isGuarded;

    /// <summary>Whether this block or one around it runs for some items only, or not equally often for all.</summary>
    public bool IsConditional { get; init; } = outer?.IsConditional ?? false;

    public int Depth { get; } = outer is null ? 1 : outer.Depth + 1;

    public StringBuilder Text { get; } = new();

    public bool Binds(IReadOnlySet<LoopVariable> free) => bound.Overlaps(free);

    /// <summary>The name of a computed part in this block or those around it; null when it has none.</summary>
    public string? NameOf(object part) => names.GetValueOrDefault(part) ?? Outer?.NameOf(part);

    /// <summary>The name that this block has for a value; null when it has none.</summary>
    public string? NameOfValue(string value) => values.GetValueOrDefault(value);

    public void NameValue(string value, string name) => values.Add(value, name);

    public void Name(object part, string name) => names.Add(part, name);

    public void Line(string statement) => Text.Append(' ', Depth * 2).Append(statement).Append('\n');

    /// <summary>Adds a finished inner block.</summary>
    public void Block(string head, RenderScope inner)
    {
        Line(head + " {");
        Text.Append(inner.Text);
        Line("}");
    }
}
