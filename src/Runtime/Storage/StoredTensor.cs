using System.Collections.Immutable;

namespace Dsl.Runtime.Storage;

/// <summary>One tensor of a safetensors file: its name, element type as the file writes it, sizes, and where its bytes lie behind the header.</summary>
public sealed record StoredTensor(string Name, string ElementName, ImmutableArray<long> Shape, long Start, long End);
