namespace Dsl.Language.Lowering;

/// <summary>A loop counter that runs over 0, 1, ..., <paramref name="extent"/> - 1. Identity is the object.</summary>
public sealed class LoopVariable(string name, int extent)
{
    public string Name { get; } = name;

    public int Extent { get; } = extent;

    public override string ToString() => Name;
}
