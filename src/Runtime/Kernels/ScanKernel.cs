using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>
/// Runs the body once for each position. The body's outputs are first the new values of the carries, then the values to stack.
/// </summary>
/// <param name="Source">The body's inputs; bindings of <paramref name="Body"/> name them.</param>
/// <param name="InitialCarries">Values of the carries before the first turn.</param>
/// <param name="Sequences">Read one slice of the leading axis a turn.</param>
/// <param name="Captures">Read whole in every turn.</param>
/// <param name="FinalCarries">Receive the carries after the last turn.</param>
/// <param name="Stacked">Receive one slice a turn.</param>
/// <param name="Workspace">Memory for the body's temporaries and for two values of each carry, as bytes.</param>
/// <param name="CarryOffsets">Where in the workspace the two values of each carry lie.</param>
public sealed record ScanKernel(
    Node Node,
    ScanBody Source,
    int Length,
    bool Reverse,
    KernelProgram Body,
    ImmutableArray<TensorBuffer> InitialCarries,
    ImmutableArray<TensorBuffer> Sequences,
    ImmutableArray<TensorBuffer> Captures,
    ImmutableArray<TensorBuffer> FinalCarries,
    ImmutableArray<TensorBuffer> Stacked,
    TensorBuffer Workspace,
    ImmutableArray<(long First, long Second)> CarryOffsets) : Kernel(Node)
{
    public override ImmutableArray<TensorBuffer> Reads =>
        [.. InitialCarries.Concat(Sequences).Concat(Captures).Distinct(ReferenceEqualityComparer.Instance).Cast<TensorBuffer>()];

    public override ImmutableArray<TensorBuffer> Writes => [.. FinalCarries, .. Stacked, Workspace];
}
