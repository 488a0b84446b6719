using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Reference;

/// <summary>Runs the kernels of one schedule over buffers of its own; a recurrence's body is a machine inside it.</summary>
internal sealed class ReferenceMachine
{
    private readonly Dictionary<TensorBuffer, ReferenceBuffer> buffers = new(ReferenceEqualityComparer.Instance);
    private readonly FaultRecorder faults;
    private readonly bool rounds;
    private readonly Action<CancellationToken>[] steps;

    /// <param name="program">What to run.</param>
    /// <param name="faults">Takes what goes wrong.</param>
    /// <param name="rounds">Whether each value is rounded to its element type; otherwise floats stay doubles.</param>
    public ReferenceMachine(KernelProgram program, FaultRecorder faults, bool rounds)
    {
        this.faults = faults;
        this.rounds = rounds;
        Program = program;
        var workspaces = program.Kernels.OfType<ScanKernel>().Select(static scan => scan.Workspace).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var variables = new Dictionary<object, ReferenceBuffer>(ReferenceEqualityComparer.Instance);
        foreach (var (buffer, placement) in program.Buffers)
        {
            if (workspaces.Contains(buffer))
                continue;
            if (placement is VariablePlacement { Variable: var variable })
            {
                if (!variables.TryGetValue(variable, out var storage))
                    variables.Add(variable, storage = new ReferenceBuffer(buffer));
                buffers.Add(buffer, storage);
                continue;
            }

            var created = new ReferenceBuffer(buffer);
            if (placement is ConstantPlacement constant)
                created.Fill(constant.Values.AsSpan());
            if (rounds)
                created.Round();
            buffers.Add(buffer, created);
        }

        steps = [.. program.Kernels.Select(Prepare)];
    }

    public KernelProgram Program { get; }

    public ReferenceBuffer Buffer(TensorBuffer buffer) => buffers[buffer];

    public void Run(CancellationToken cancellation)
    {
        for (var i = 0; i < steps.Length && !faults.HasFault; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            steps[i](cancellation);
        }
    }

    private Action<CancellationToken> Prepare(Kernel kernel)
    {
        switch (kernel)
        {
            case ElementKernel element:
                return PrepareElements(element);
            case CopyKernel copy:
                var (source, destination) = (buffers[copy.Source], buffers[copy.Destination]);
                return _ => destination.Copy(0, source, 0, source.Count);
            case ScatterAddKernel scatter:
                return Rounded(scatter.Output, output => ReferenceKernels.ScatterAdd(buffers[scatter.Indices], buffers[scatter.Updates], output, scatter, faults));
            case WriteAtKernel write:
                return _ => ReferenceKernels.WriteAt(buffers[write.Old], buffers[write.Row], buffers[write.Index], buffers[write.Output], write);
            case QuantizeKernel quantize:
                return _ => ReferenceKernels.Quantize(buffers[quantize.Weights], buffers[quantize.Scales], buffers[quantize.Output]);
            case QuantizedProductKernel product:
                return Rounded(product.Output, output => ReferenceKernels.QuantizedProduct(buffers[product.Input], buffers[product.Codes], buffers[product.Scales], output));
            case SolveKernel solve:
                return Rounded(solve.Output, output => ReferenceKernels.Solve(buffers[solve.Matrix], buffers[solve.RightHandSide], output, solve, faults));
            case ArgSortKernel sort:
                return _ => ReferenceKernels.ArgSort(buffers[sort.Input], buffers[sort.Output], sort);
            case ScanKernel scan:
                return new ReferenceScan(scan, buffers, faults, rounds).Run;
            default:
                throw new InvalidOperationException($"{kernel.GetType().Name} is not known");
        }
    }

    private Action<CancellationToken> Rounded(TensorBuffer output, Action<ReferenceBuffer> compute)
    {
        var buffer = buffers[output];
        return _ =>
        {
            compute(buffer);
            if (rounds)
                buffer.Round();
        };
    }

    private Action<CancellationToken> PrepareElements(ElementKernel kernel)
    {
        var interpreter = new ExpressionInterpreter(buffers, kernel.Sites, kernel.Node, faults, rounds);
        var output = buffers[kernel.Output];
        var loops = kernel.Loops.Select(loop => (Slot: interpreter.SlotOf(loop), loop.Extent)).ToImmutableArray();
        var isFloat = output.Floats.Length > 0;
        if (output.Count == 0)
            return static _ => { };
        var position = interpreter.Index(LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices).ToExpression());
        var computeFloat = isFloat ? interpreter.Stored(kernel.Body, kernel.Output.Element) : null;
        var computeInteger = isFloat ? null : interpreter.Integer(kernel.Body);
        var frame = new long[interpreter.FrameSize];
        Action store = isFloat
            ? () => output.Floats[position(frame)] = computeFloat!(frame)
            : () => output.Integers[position(frame)] = computeInteger!(frame);
        return _ => LoopNest.Run(frame, loops, store);
    }
}
