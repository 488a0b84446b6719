using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Runtime.Kernels;

/// <summary>Where a buffer's memory comes from.</summary>
public abstract record BufferPlacement;

/// <summary>At this byte offset of the arena, multiple of 64.</summary>
public sealed record ArenaPlacement(long Offset) : BufferPlacement;

/// <summary>The tensor bound to an input.</summary>
public sealed record InputPlacement(GraphInput Input) : BufferPlacement;

/// <summary>The tensor bound to a node whose value is given.</summary>
public sealed record SuppliedPlacement(Node Node) : BufferPlacement;

/// <summary>A variable's storage.</summary>
public sealed record VariablePlacement(Variable Variable) : BufferPlacement;

/// <summary>Memory that holds these values from the start; a single value stands for every element.</summary>
public sealed record ConstantPlacement(ImmutableArray<double> Values) : BufferPlacement;

/// <summary>The destination of an output, chosen by whoever runs the program: a result of a recurrence's body.</summary>
public sealed record DestinationPlacement(int Output) : BufferPlacement;

/// <summary>In the memory that each worker has for itself, at this byte offset, multiple of 64; it holds the positions of one chunk.</summary>
/// <param name="BytesPerPosition">Bytes that one position takes; 0 for memory that does not depend on positions.</param>
public sealed record PrivatePlacement(long Offset, long BytesPerPosition) : BufferPlacement;
