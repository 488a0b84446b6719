using Dsl.Language.Graph;

namespace Dsl.Language.Binding.Generation;

/// <summary>What is kept of a matrix in 8 bits.</summary>
/// <param name="Codes">Its whole numbers, eight columns in each int.</param>
/// <param name="Scales">What one step stands for in each column.</param>
internal sealed record QuantizedMatrix(Variable Codes, Variable Scales);
