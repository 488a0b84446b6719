using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Reference;

/// <summary>A recurrence: copies values in, runs the body, copies values out, once a turn.</summary>
internal sealed class ReferenceScan
{
    private readonly ScanKernel scan;
    private readonly IReadOnlyDictionary<TensorBuffer, ReferenceBuffer> outer;
    private readonly FaultRecorder faults;
    private readonly ReferenceMachine body;
    private readonly Dictionary<GraphInput, TensorBuffer> bodyInputs = new(ReferenceEqualityComparer.Instance);

    public ReferenceScan(ScanKernel scan, IReadOnlyDictionary<TensorBuffer, ReferenceBuffer> outer, FaultRecorder faults, bool rounds)
    {
        this.scan = scan;
        this.outer = outer;
        this.faults = faults;
        body = new ReferenceMachine(scan.Body, faults, rounds);
        foreach (var (buffer, placement) in scan.Body.Buffers)
        {
            if (placement is InputPlacement input)
                bodyInputs.Add(input.Input, buffer);
        }
    }

    public void Run(CancellationToken cancellation)
    {
        CopyWhole(scan.InitialCarries, scan.FinalCarries);
        for (var i = 0; i < scan.Captures.Length; i++)
            Set(scan.Source.Captures[i], outer[scan.Captures[i]], 0);
        for (var turn = 0; turn < scan.Length; turn++)
        {
            var index = scan.Reverse ? scan.Length - 1 - turn : turn;
            if (bodyInputs.TryGetValue(scan.Source.Index, out var indexBuffer))
                body.Buffer(indexBuffer).Integers[0] = index;
            for (var i = 0; i < scan.FinalCarries.Length; i++)
                Set(scan.Source.Carries[i], outer[scan.FinalCarries[i]], 0);
            for (var i = 0; i < scan.Sequences.Length; i++)
                Set(scan.Source.Sequences[i], outer[scan.Sequences[i]], index);
            body.Run(cancellation);
            if (faults.HasFault)
                return;
            Take(index);
        }
    }

    private void Set(GraphInput input, ReferenceBuffer source, int slice)
    {
        if (!bodyInputs.TryGetValue(input, out var buffer))
            return;
        var destination = body.Buffer(buffer);
        destination.Copy(0, source, slice * destination.Count, destination.Count);
    }

    private void Take(int index)
    {
        var carries = scan.FinalCarries.Length;
        for (var i = 0; i < carries; i++)
        {
            var value = body.Buffer(scan.Body.Outputs[i]);
            outer[scan.FinalCarries[i]].Copy(0, value, 0, value.Count);
        }

        for (var i = 0; i < scan.Stacked.Length; i++)
        {
            var value = body.Buffer(scan.Body.Outputs[carries + i]);
            outer[scan.Stacked[i]].Copy(index * value.Count, value, 0, value.Count);
        }
    }

    private void CopyWhole(IReadOnlyList<TensorBuffer> from, IReadOnlyList<TensorBuffer> to)
    {
        for (var i = 0; i < from.Count; i++)
            outer[to[i]].Copy(0, outer[from[i]], 0, outer[from[i]].Count);
    }
}
