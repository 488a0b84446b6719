using System.Collections.Immutable;
using System.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>Kernels on a device over one piece of its memory. What is bound is brought there before a run, what was assigned is brought back after it.</summary>
internal sealed unsafe class DeviceProgram : ICompiledProgram
{
    private const int FaultNumbers = 7;

    private readonly DeviceContext context;
    private readonly KernelProgram program;
    private readonly DeviceMachine machine;
    private readonly List<Kernel> numbered = [];
    private readonly nint arena;
    private readonly nint fault;
    private readonly Dictionary<object, BoundTensor> bindings = new(ReferenceEqualityComparer.Instance);
    private readonly ImmutableArray<Tensor> outputs;
    private readonly HashSet<Language.Lowering.TensorBuffer> written = new(ReferenceEqualityComparer.Instance);

    public DeviceProgram(KernelProgram program, DeviceContext context, long started)
    {
        this.program = program;
        this.context = context;
        fault = context.Allocate(FaultNumbers * sizeof(int));
        arena = context.Allocate(program.ArenaBytes);
        var sources = new DeviceSources(program, context.Device);
        var (built, loaded) = (context.Modules.Built, context.Modules.Loaded);
        context.Modules.Require(sources.All);
        machine = new DeviceMachine(program, sources, context, fault, numbered);
        machine.PlaceArena(new DevicePlace(arena, 0));
        foreach (var kernel in program.Kernels)
            written.UnionWith(kernel.Writes);
        for (var slot = 0; slot < program.Buffers.Length; slot++)
        {
            if (KeyOf(program.Buffers[slot].Placement) is not { } key)
                continue;
            if (!bindings.TryGetValue(key, out var binding))
                bindings.Add(key, binding = new BoundTensor(context.Allocate(program.Buffers[slot].Buffer.ByteCount)));
            binding.IsWritten |= key is Variable && written.Contains(program.Buffers[slot].Buffer);
            machine[slot] = new DevicePlace(binding.Memory, 0);
        }

        outputs = [.. program.Outputs.Select(static buffer => new Tensor(buffer.Element, buffer.Shape))];
        Statistics = new ProgramStatistics(numbered.Count, numbered.Count(static kernel => kernel is ContractionKernel), program.ArenaBytes, Stopwatch.GetElapsedTime(started))
        {
            Launches = numbered.Count(static kernel => kernel is not ScanKernel),
            CompiledKernels = context.Modules.Built - built,
            LoadedKernels = context.Modules.Loaded - loaded,
            SharedKernels = sources.All.Count() - (context.Modules.Built - built) - (context.Modules.Loaded - loaded),
        };
    }

    public RuntimeFault? Fault { get; private set; }

    public ProgramStatistics Statistics { get; }

    public void BindInput(GraphInput input, Tensor tensor) => Bind(input, input.Type, tensor);

    public void BindSupplied(Node node, Tensor tensor) => Bind(node, node.Type, tensor);

    public void BindVariable(Variable variable, Tensor storage) => Bind(variable, variable.Type, storage);

    public void Run(CancellationToken cancellation)
    {
        Fault = null;
        var cell = stackalloc int[FaultNumbers];
        new Span<int>(cell, FaultNumbers).Clear();
        context.Write(fault, 0, (nint)cell, FaultNumbers * sizeof(int));
        foreach (var (key, binding) in bindings)
        {
            var tensor = binding.Tensor ?? throw new InvalidOperationException($"nothing is bound to {key}");
            context.Write(binding.Memory, 0, tensor.Address, tensor.ByteCount);
        }

        machine.Run(0, program.FirstVariableWrite, cancellation);
        context.Read(fault, 0, (nint)cell, FaultNumbers * sizeof(int));
        if (cell[0] == 0)
        {
            cancellation.ThrowIfCancellationRequested();
            machine.Run(program.FirstVariableWrite, program.Kernels.Length, CancellationToken.None);
            context.Read(fault, 0, (nint)cell, FaultNumbers * sizeof(int));
        }

        if (cell[0] != 0)
        {
            Fault = Describe(new ReadOnlySpan<int>(cell, FaultNumbers));
            return;
        }

        foreach (var binding in bindings.Values)
        {
            if (binding.IsWritten)
                context.Read(binding.Memory, 0, binding.Tensor!.Address, binding.Tensor.ByteCount);
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            var place = machine.PlaceOf(program.Outputs[i]);
            context.Read(place.Memory, place.Offset, outputs[i].Address, outputs[i].ByteCount);
        }
    }

    public Tensor Output(int index) => outputs[index];

    public void Dispose()
    {
        machine.Dispose();
        foreach (var binding in bindings.Values)
            context.Free(binding.Memory);
        context.Free(arena);
        context.Free(fault);
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

    private static long Join(int low, int high) => ((long)high << 32) | (uint)low;

    private void Bind(object key, TensorType type, Tensor tensor)
    {
        BindingCheck.Verify(key, type, tensor);
        if (bindings.TryGetValue(key, out var binding))
            binding.Tensor = tensor;
    }

    private RuntimeFault Describe(ReadOnlySpan<int> cell)
    {
        var kernel = numbered[cell[1]];
        if (kernel is SolveKernel)
            return RuntimeFaults.SingularSystem(kernel.Node);
        var node = kernel is ElementKernel element && cell[2] < element.Sites.Length ? element.Sites[cell[2]].Node : kernel.Node;
        return RuntimeFaults.IndexOutOfRange(node, Join(cell[3], cell[4]), Join(cell[5], cell[6]));
    }

    /// <summary>A tensor and its memory on the device.</summary>
    private sealed class BoundTensor(nint memory)
    {
        public nint Memory { get; } = memory;

        public Tensor? Tensor { get; set; }

        public bool IsWritten { get; set; }
    }
}
