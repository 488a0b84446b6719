using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Embedding;

/// <summary>A compiled application of a model to an input of one shape.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Shape">The shape of the input.</param>
/// <param name="IsInteger">Whether the input's numbers are whole.</param>
/// <param name="Input">Where the input goes.</param>
/// <param name="Computation">Computes the result.</param>
internal sealed record PreparedCall(string Name, ImmutableArray<int> Shape, bool IsInteger, GraphInput Input, Computation Computation) : IDisposable
{
    public void Dispose() => Computation.Dispose();
}
