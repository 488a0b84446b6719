namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>Blocks of a row that lie side by side in the source.</summary>
/// <param name="Count">Blocks of a row.</param>
/// <param name="Output">Bytes from block to block in the destination.</param>
/// <param name="Bytes">Of a block.</param>
internal readonly record struct PackBlocks(long Count, long Output, long Bytes);
