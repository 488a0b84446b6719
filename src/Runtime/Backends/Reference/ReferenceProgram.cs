using System.Collections.Immutable;
using System.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.Reference;

/// <summary>A program of interpreted kernels. Bound tensors are converted when a run begins, assigned variables when it ends.</summary>
internal sealed class ReferenceProgram : ICompiledProgram
{
    private readonly KernelProgram program;
    private readonly FaultRecorder faults = new();
    private readonly ReferenceMachine? machine;
    private readonly RuntimeFault? standingFault;
    private readonly Dictionary<object, Tensor> bindings = new(ReferenceEqualityComparer.Instance);
    private readonly ImmutableArray<Tensor> outputs = [];
    private readonly HashSet<Variable> assigned;

    /// <param name="request">What is asked for.</param>
    /// <param name="program">Its schedule, one kernel an operation.</param>
    /// <param name="started">When its making began.</param>
    /// <param name="rounds">Whether each value is rounded to its element type.</param>
    public ReferenceProgram(CompileRequest request, KernelProgram program, long started, bool rounds)
    {
        this.program = program;
        assigned = request.Assignments.Select(static a => a.Variable).ToHashSet();
        standingFault = MemoryCheck.Check(MemoryCheck.Measure(program, bytesPerStoredByte: 2));
        if (standingFault is null)
        {
            machine = new ReferenceMachine(program, faults, rounds);
            outputs = [.. program.Outputs.Select(static buffer => new Tensor(buffer.Element, buffer.Shape))];
        }

        Statistics = new ProgramStatistics(program.Kernels.Length, 0, program.ArenaBytes, Stopwatch.GetElapsedTime(started)) { IsEvaluated = rounds };
    }

    public ProgramStatistics Statistics { get; }

    /// <summary>A program whose values are rounded to their element types, as a backend that computes in these types rounds them.</summary>
    public static ReferenceProgram Rounding(CompileRequest request, long started) =>
        new(request, Scheduler.Build(request, SchedulingOptions.OneKernelPerOperation), started, rounds: true);

    public void BindInput(GraphInput input, Tensor tensor) => Bind(input, input.Type, tensor);

    public void BindSupplied(Node node, Tensor tensor) => Bind(node, node.Type, tensor);

    public void BindVariable(Variable variable, Tensor storage) => Bind(variable, variable.Type, storage);

    public RuntimeFault? Run(CancellationToken cancellation)
    {
        if (machine is null)
            return standingFault;
        faults.Clear();
        foreach (var (buffer, placement) in program.Buffers)
        {
            if (KeyOf(placement) is { } key)
            {
                machine.Buffer(buffer).Read(bindings.GetValueOrDefault(key)
                    ?? throw new InvalidOperationException($"nothing is bound to {buffer}"));
            }
        }

        machine.Run(cancellation);
        if (faults.Fault is { } fault)
            return fault;
        foreach (var (buffer, placement) in program.Buffers)
        {
            if (placement is VariablePlacement { Variable: var variable } && assigned.Contains(variable) && IsWritten(buffer))
                machine.Buffer(buffer).Write(bindings[variable]);
        }

        for (var i = 0; i < outputs.Length; i++)
            machine.Buffer(program.Outputs[i]).Write(outputs[i]);
        return null;
    }

    public Tensor Output(int index) => outputs[index];

    public void Dispose()
    {
        foreach (var output in outputs)
            output.Dispose();
    }

    private static object? KeyOf(BufferPlacement placement) => placement switch
    {
        InputPlacement input => input.Input,
        SuppliedPlacement supplied => supplied.Node,
        VariablePlacement variable => variable.Variable,
        _ => null,
    };

    private bool IsWritten(Language.Lowering.TensorBuffer buffer) => program.Kernels.Any(kernel => kernel.Writes.Contains(buffer));

    private void Bind(object key, TensorType type, Tensor tensor)
    {
        BindingCheck.Verify(key, type, tensor);
        bindings[key] = tensor;
    }
}
