namespace Dsl.Language.Compilation.Incremental;

/// <summary>Statements that share names, directly or through others, and are therefore checked together.</summary>
/// <param name="size">How many there are.</param>
internal sealed class StatementGroup(int size)
{
    public int Size { get; } = size;
}
