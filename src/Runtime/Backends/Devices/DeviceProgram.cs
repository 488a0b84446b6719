using System.Collections.Immutable;
using System.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>
/// Kernels on a device. Bound tensors stay on the device from run to run: only what the host has changed is brought there, and what the device has computed comes back when
/// somebody asks for it. Small inputs go there in one transfer, and small outputs come back in one, together with the fault that a kernel may have met.
/// </summary>
internal sealed class DeviceProgram : IDeferredProgram
{
    private readonly DeviceContext context;
    private readonly KernelProgram program;
    private readonly DeviceSources sources;
    private readonly DeviceMachine machine;
    private readonly List<Kernel> numbered = [];
    private readonly List<nint> arena = [];
    private readonly ValueBlock report;
    private readonly ValueBlock parameters;
    private readonly BoundTensor[] bindings;
    private readonly Tensor?[] outputs;
    private readonly BoundTensor?[] boundOutputs;
    private readonly List<(BoundTensor Binding, nint Memory, long Bytes)> shadows = [];
    private readonly DeviceResults results;
    private readonly bool isDeferrable;
    private readonly List<(DeviceProgram Before, HaltPassing Passing)> followed = [];
    private RunHistory? history;
    private bool isFaultClear = true;

    /// <param name="program">What to run.</param>
    /// <param name="sources">The texts of its kernels.</param>
    /// <param name="holder">Where.</param>
    /// <param name="results">What becomes of its outputs.</param>
    /// <param name="started">When its making began.</param>
    /// <exception cref="DeviceException">The driver refuses a kernel, or there is too little memory.</exception>
    public DeviceProgram(KernelProgram program, DeviceSources sources, DeviceBackend holder, DeviceResults results, long started)
    {
        Holder = holder;
        context = holder.Context;
        this.program = program;
        this.sources = sources;
        var (built, loaded) = (context.Modules.Built, context.Modules.Loaded);
        context.Modules.Require(results.GuardOutput is null ? sources.All : [.. sources.All, RunHistory.Source, HaltPassing.Source]);
        var placed = new Dictionary<TensorBuffer, BufferPlacement>(ReferenceEqualityComparer.Instance);
        foreach (var (buffer, placement) in program.Buffers)
            placed.Add(buffer, placement);
        report = new ValueBlock(context, DeviceFault.Bytes, program.Outputs.Where(buffer => !results.StayOnDevice && placed[buffer] is ArenaPlacement && IsSmall(buffer)).Distinct<TensorBuffer>(ReferenceEqualityComparer.Instance));
        parameters = new ValueBlock(context, 0, program.Buffers.Where(static pair => IsParameter(pair)).Select(static pair => pair.Buffer));
        machine = new DeviceMachine(program, sources, context, report.Memory, numbered);
        PlaceArena();
        foreach (var buffer in report.Offsets.Keys)
            machine[machine.SlotOf(buffer)] = report.PlaceOf(buffer);
        foreach (var buffer in parameters.Offsets.Keys)
            machine[machine.SlotOf(buffer)] = parameters.PlaceOf(buffer);
        bindings = CollectBindings();
        (outputs, boundOutputs) = MakeOutputs();
        foreach (var buffer in sources.Unguarded)
            AddShadow(buffer);
        this.results = results;
        isDeferrable = shadows.Count == 0 && program.Outputs.Length > 0 && program.Outputs.All(report.Offsets.ContainsKey);
        var (newlyBuilt, newlyLoaded) = (context.Modules.Built - built, context.Modules.Loaded - loaded);
        var kernels = numbered.SelectMany(Members).ToList();
        Statistics = new ProgramStatistics(kernels.Count, kernels.Count(static kernel => kernel is ContractionKernel or EpilogueKernel), program.ArenaBytes, Stopwatch.GetElapsedTime(started))
        {
            Launches = numbered.Count(static kernel => kernel is not ScanKernel { IsOneLaunch: false }),
            ConstantBytes = machine.ConstantBytes,
            CompiledKernels = newlyBuilt,
            LoadedKernels = newlyLoaded,
            SharedKernels = Math.Max(0, sources.Count - newlyBuilt - newlyLoaded),
        };
    }

    public RuntimeFault? Fault { get; private set; }

    public ProgramStatistics Statistics { get; }

    public IDataHolder Holder { get; }

    public int Room => isDeferrable ? history?.Room ?? RunHistory.Rows : 0;

    public void BindInput(GraphInput input, Tensor tensor) => Bind(input, input.Type, tensor);

    public void BindSupplied(Node node, Tensor tensor) => Bind(node, node.Type, tensor);

    public void BindVariable(Variable variable, Tensor storage) => Bind(variable, variable.Type, storage);

    public RuntimeFault? Run(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Attempt(static program =>
        {
            program.Launch();
            program.ReadReport();
        });
        return Fault;
    }

    public void Follow(IDeferredProgram before)
    {
        if (results.GuardOutput is not null && before is DeviceProgram other && other.context == context)
            Attempt(program => program.Pass(other));
    }

    public void Start() => Attempt(static program => program.Launch());

    public void SetAside() => Attempt(static program => (program.history ??= program.MakeHistory()).Add());

    public void Collect() => Attempt(static program => program.isFaultClear &= program.history?.Collect() ?? true);

    public void Look(int run)
    {
        history!.Look(run);
        Fault = DeviceFault.Read(report.Host, numbered);
    }

    public void Wait() => context.Finish();

    public Tensor Output(int index) =>
        outputs[index] ?? boundOutputs[index]!.Tensor ?? throw new InvalidOperationException("the output is not bound");

    public void Dispose()
    {
        machine.Dispose();
        history?.Dispose();
        foreach (var (_, passing) in followed)
            passing.Dispose();
        foreach (var memory in arena)
            context.Free(memory);
        foreach (var output in outputs)
            output?.Dispose();
        report.Dispose();
        parameters.Dispose();
    }

    private static IEnumerable<Kernel> Members(Kernel kernel) => kernel switch
    {
        FusedKernel fused => fused.Segments.SelectMany(static segment => segment.Members.Select(static member => member.Kernel)),
        ScanKernel { IsOneLaunch: true } scan => scan.Body.Kernels.SelectMany(Members),
        _ => [kernel],
    };

    private static bool IsSmall(TensorBuffer buffer) => buffer.ByteCount <= ValueBlock.MostBytes;

    private static bool IsParameter(PlacedBuffer pair) => pair.Placement is InputPlacement or SuppliedPlacement && IsSmall(pair.Buffer);

    private static object? KeyOf(BufferPlacement placement) => placement switch
    {
        InputPlacement input => input.Input,
        SuppliedPlacement supplied => supplied.Node,
        VariablePlacement variable => variable.Variable,
        _ => null,
    };

    private void PlaceArena()
    {
        var planned = program.Buffers.Where(static pair => pair.Placement is ArenaPlacement).ToImmutableArray();
        var pieces = ArenaPieces.Cut([.. planned.Select(static pair => (((ArenaPlacement)pair.Placement).Offset, pair.Buffer.ByteCount))], context.Device.LargestBufferBytes);
        foreach (var bytes in pieces.Bytes)
            arena.Add(context.Allocate(bytes));
        for (var i = 0; i < planned.Length; i++)
            machine[machine.SlotOf(planned[i].Buffer)] = new DevicePlace(arena[pieces.Places[i].Piece], pieces.Places[i].Offset);
    }

    private BoundTensor[] CollectBindings()
    {
        var written = program.Kernels.SelectMany(static kernel => kernel.Writes).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var found = new Dictionary<object, BoundTensor>(ReferenceEqualityComparer.Instance);
        for (var slot = 0; slot < program.Buffers.Length; slot++)
        {
            var (buffer, placement) = program.Buffers[slot];
            if (KeyOf(placement) is not { } key)
                continue;
            if (!found.TryGetValue(key, out var binding))
                found.Add(key, binding = new BoundTensor(key));
            binding.Slots.Add(slot);
            binding.Buffers.Add(buffer);
            binding.IsWritten |= key is Variable && written.Contains(buffer);
            if (IsParameter(program.Buffers[slot]))
                binding.Parameter = parameters.Offsets[buffer];
        }

        return [.. found.Values];
    }

    private (Tensor?[] Outputs, BoundTensor?[] Bound) MakeOutputs()
    {
        var made = new Tensor?[program.Outputs.Length];
        var bound = new BoundTensor?[made.Length];
        for (var i = 0; i < made.Length; i++)
        {
            var buffer = program.Outputs[i];
            var slot = machine.SlotOf(buffer);
            bound[i] = bindings.FirstOrDefault(binding => binding.Slots.Contains(slot));
            if (bound[i] is not null)
                continue;
            made[i] = report.Offsets.ContainsKey(buffer) ? report.TensorOver(buffer) : new Tensor(buffer.Element, buffer.Shape);
            if (!report.Offsets.ContainsKey(buffer))
                made[i]!.Mirror = new DeviceMirror(context, machine[slot], isOwner: false);
        }

        return (made, bound);
    }

    // What might be written in spite of a fault is written elsewhere, and copied once it is known that there was none.
    private void AddShadow(TensorBuffer buffer)
    {
        var binding = bindings.First(binding => binding.Buffers.Contains(buffer, ReferenceEqualityComparer.Instance));
        var slot = machine.SlotOf(buffer);
        var memory = context.Allocate(buffer.ByteCount);
        arena.Add(memory);
        machine[slot] = new DevicePlace(memory, 0);
        binding.Slots.Remove(slot);
        shadows.Add((binding, memory, buffer.ByteCount));
    }

    private void Bind(object key, TensorType type, Tensor tensor)
    {
        BindingCheck.Verify(key, type, tensor);
        foreach (var binding in bindings)
        {
            if (ReferenceEquals(binding.Key, key))
                binding.Tensor = tensor;
        }
    }

    private unsafe void BringOperands()
    {
        var areParametersNew = false;
        foreach (var binding in bindings)
        {
            var tensor = binding.Tensor ?? throw new InvalidOperationException($"nothing is bound to {binding.Key}");
            if (binding.Parameter is { } offset && !context.IsNewest(tensor))
            {
                if (binding.Mirror is not null)
                    Place(binding, null, new DevicePlace(parameters.Memory, offset));
                var value = new ReadOnlySpan<byte>((void*)tensor.AddressToRead, (int)tensor.ByteCount);
                var held = parameters.Host.Slice((int)offset, value.Length);
                if (value.SequenceEqual(held))
                    continue;
                value.CopyTo(held);
                areParametersNew = true;
                continue;
            }

            var mirror = context.MirrorOf(tensor);
            if (!ReferenceEquals(binding.Mirror, mirror))
                Place(binding, mirror, mirror.Place);
            mirror.Update(tensor);
        }

        if (areParametersNew)
            parameters.Upload();
        context.FreeAbandoned();
    }

    private void Place(BoundTensor binding, DeviceMirror? mirror, DevicePlace place)
    {
        binding.Mirror = mirror;
        foreach (var slot in binding.Slots)
            machine[slot] = place;
    }

    private void Attempt(Action<DeviceProgram> work)
    {
        Fault = null;
        try
        {
            work(this);
        }
        catch (DeviceException exception)
        {
            // Kernels may have run before it; of a lost device nothing can be read any more.
            isFaultClear = false;
            if (exception.Trouble != DeviceTrouble.Lost)
                NoteResults();
            Fault = DeviceFaults.Describe(exception, context.Device);
        }
    }

    private void Launch()
    {
        BringOperands();
        if (!isFaultClear)
            ClearFault();
        machine.Run(0, program.Kernels.Length, CancellationToken.None);
        NoteResults();
    }

    // From here on the device has what is newest of all that the program writes.
    private void NoteResults()
    {
        foreach (var binding in bindings)
        {
            if (binding is { IsWritten: true, Mirror: { State: not MirrorState.Behind } mirror })
                mirror.State = MirrorState.Ahead;
        }

        foreach (var output in outputs)
            output?.Mirror?.State = MirrorState.Ahead;
    }

    private void Pass(DeviceProgram before)
    {
        if (!isFaultClear)
            ClearFault();
        foreach (var (known, passing) in followed)
        {
            if (known == before)
            {
                passing.Enqueue();
                return;
            }
        }

        var made = new HaltPassing(context, before.report.Memory, report.Memory);
        followed.Add((before, made));
        made.Enqueue();
    }

    private RunHistory MakeHistory() => new(context, report, results.GuardOutput is { } guard ? (int)report.Offsets[program.Outputs[guard]] : -1);

    private void ClearFault()
    {
        report.Host[..DeviceFault.Bytes].Clear();
        report.Upload();
        isFaultClear = true;
    }

    private void ReadReport()
    {
        if (sources.MayFail || report.Offsets.Count > 0)
        {
            report.Download();
            Fault = DeviceFault.Read(report.Host, numbered);
            isFaultClear = Fault is null;
        }

        if (Fault is not null)
            return;
        foreach (var (binding, memory, bytes) in shadows)
            context.Copy(memory, 0, binding.Mirror!.Place.Memory, binding.Mirror.Place.Offset, bytes);
    }

    /// <summary>A tensor that the program reads or writes.</summary>
    private sealed class BoundTensor(object key)
    {
        public object Key { get; } = key;

        public List<int> Slots { get; } = [];

        public List<TensorBuffer> Buffers { get; } = [];

        public bool IsWritten { get; set; }

        /// <summary>Where among the small inputs its value goes; null for one that has a place of its own.</summary>
        public long? Parameter { get; set; }

        public Tensor? Tensor { get; set; }

        public DeviceMirror? Mirror { get; set; }
    }
}
