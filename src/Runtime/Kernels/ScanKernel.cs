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
    /// <summary>Whether all turns are one launch: the body is a single launch of one segment, whose chunks depend over all turns on themselves only.</summary>
    public bool IsOneLaunch { get; init; }

    public override ImmutableArray<TensorBuffer> Reads =>
        [.. InitialCarries.Concat(Sequences).Concat(Captures).Distinct(ReferenceEqualityComparer.Instance).Cast<TensorBuffer>()];

    public override ImmutableArray<TensorBuffer> Writes => [.. FinalCarries, .. Stacked, Workspace];

    /// <summary>The body's buffer of one of its inputs; null where the body does not read it.</summary>
    public TensorBuffer? InputOf(GraphInput input)
    {
        foreach (var (buffer, placement) in Body.Buffers)
        {
            if (placement is InputPlacement place && place.Input == input)
                return buffer;
        }

        return null;
    }

    /// <summary>The stack in which a carried value has its place, and whether it holds what turns carry on, rather than what is carried into them; null where there is none.</summary>
    /// <param name="carry">Which carried value.</param>
    public (int Stack, bool HoldsResults)? StackOf(int carry)
    {
        (int, bool)? found = null;
        var (read, written) = (InputOf(Source.Carries[carry]), Body.Outputs[carry]);
        for (var stack = 0; stack < Stacked.Length; stack++)
        {
            var output = Body.Outputs[FinalCarries.Length + stack];
            if (output == read || output == written)
                found = (stack, output == written);
        }

        return found;
    }
}
