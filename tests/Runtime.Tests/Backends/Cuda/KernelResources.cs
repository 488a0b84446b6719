namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>What a kernel takes of a card, as its machine code says.</summary>
/// <param name="Name">The kernel's name in its module.</param>
/// <param name="Registers">Registers of 32 bits of an item.</param>
/// <param name="FrameBytes">Memory of an item: values for which there were no registers, and local arrays that are indexed by variables.</param>
/// <param name="SharedBytes">Memory of a group that the text declares.</param>
/// <param name="CodeBytes">The length of its instructions.</param>
internal sealed record KernelResources(string Name, int Registers, int FrameBytes, int SharedBytes, int CodeBytes);
