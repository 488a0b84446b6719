namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>Which rows of a panel read the left operand's elements for four steps at once: some, spread evenly.</summary>
/// <param name="First">The number, within the panel, of the row that is counted as 0.</param>
/// <param name="Rows">Rows of the panel; 0 for none.</param>
/// <param name="Count">Rows that read so.</param>
internal readonly record struct RowsByFours(int First, int Rows, int Count)
{
    /// <summary>No row.</summary>
    public static RowsByFours None => default;

    /// <summary>Whether a row is one of them.</summary>
    public bool Contains(int row) => Count > 0 && (First + row + 1) * Count / Rows > (First + row) * Count / Rows;
}
