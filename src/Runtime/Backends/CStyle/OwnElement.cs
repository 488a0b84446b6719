using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>The element that an item computes.</summary>
/// <param name="Index">Its position in the loops of its kernel.</param>
/// <param name="Name">What the position is called in the text.</param>
internal sealed record OwnElement(LinearIndex Index, string Name);
