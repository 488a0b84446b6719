namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>What a compiler for a graphics processor makes of a kernel.</summary>
/// <param name="Name">The kernel's name in its module.</param>
/// <param name="Vector">Registers of 32 bits of an item.</param>
/// <param name="Scalar">Registers that the items of a warp share, for what is the same for all of them.</param>
/// <param name="Spilled">Registers of an item that had to be kept in memory.</param>
/// <param name="ScratchBytes">Memory of an item, for these and for local arrays that are indexed by variables.</param>
/// <param name="GroupBytes">Memory of a group that the text declares.</param>
internal sealed record KernelRegisters(string Name, int Vector, int Scalar, int Spilled, int ScratchBytes, int GroupBytes);
