using Dsl.Language.Binding.Generation;
using Dsl.Language.Graph;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private readonly Dictionary<(Variable Matrix, int Version), QuantizedMatrix> quantizedMatrices = [];

    /// <summary>Notes that a matrix, as it is now, has been rounded to 8 bits.</summary>
    internal void NoteQuantized(Variable matrix, QuantizedMatrix quantized) => quantizedMatrices[(matrix, VersionOf(matrix))] = quantized;

    /// <summary>The matrix in 8 bits; null where it is not rounded or has changed since.</summary>
    internal QuantizedMatrix? QuantizedFormOf(Variable matrix, int version) => quantizedMatrices.GetValueOrDefault((matrix, version));
}
