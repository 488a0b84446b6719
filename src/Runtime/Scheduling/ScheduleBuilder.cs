using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling.Limits;
using Dsl.Runtime.Scheduling.Sweeps;

namespace Dsl.Runtime.Scheduling;

/// <summary>Collects the kernels and buffers of one schedule.</summary>
internal sealed class ScheduleBuilder
{
    private readonly SchedulingOptions options;
    private readonly IReadOnlySet<Node> supplied;
    private readonly ImmutableArray<Node> order;
    private readonly HashSet<Node> inlined;
    private readonly HashSet<Node> compared;
    private readonly ImmutableArray<GraphInput> captures;
    private readonly Dictionary<Node, TensorBuffer> buffers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, TensorBuffer> sources = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TensorBuffer, BufferPlacement> placements = new(ReferenceEqualityComparer.Instance);
    private readonly List<TensorBuffer> bufferOrder = [];
    private readonly List<Kernel> kernels = [];
    private readonly Dictionary<Node, ImmutableArray<TensorBuffer>> scanResults = new(ReferenceEqualityComparer.Instance);
    private int destinationCount;

    /// <param name="options">What the schedule may do.</param>
    /// <param name="supplied">Nodes that are not computed.</param>
    /// <param name="order">All needed nodes, inputs before users.</param>
    /// <param name="roots">Nodes whose values are asked for.</param>
    /// <param name="captures">Inputs whose values stay the same over many runs.</param>
    public ScheduleBuilder(
        SchedulingOptions options, IReadOnlySet<Node> supplied, ImmutableArray<Node> order, ImmutableArray<Node> roots, ImmutableArray<GraphInput> captures)
    {
        this.captures = captures;
        this.options = options;
        this.supplied = supplied;
        this.order = order;
        compared = ComparedExtremes.Of(order);
        inlined = options.Fuse ? FusionPlan.Inlined(order, [.. roots, .. compared], supplied) : [];
    }

    /// <summary>Lowers every node that gets a buffer, inputs before users.</summary>
    public void LowerAll()
    {
        foreach (var node in order)
        {
            if (supplied.Contains(node))
                buffers.Add(node, AddBuffer($"supplied{node.Id}", node, new SuppliedPlacement(node)));
            else if (!inlined.Contains(node))
                Lower(node);
        }
    }

    /// <summary>The buffer to read an output from; a variable that the same run assigns is copied first.</summary>
    public TensorBuffer OutputBuffer(Node output, ImmutableArray<VariableAssignment> assignments)
    {
        var buffer = Buffer(output);
        return placements.GetValueOrDefault(buffer) is VariablePlacement variable && assignments.Any(a => a.Variable == variable.Variable)
            ? AddCopy(output, buffer, null)
            : buffer;
    }

    /// <summary>The buffer of the next output of a recurrence's body, placed where whoever runs the body says.</summary>
    public TensorBuffer DestinationBuffer(Node output)
    {
        var placement = new DestinationPlacement(destinationCount++);
        var buffer = Buffer(output);
        if (placements.ContainsKey(buffer) || !kernels.Exists(kernel => kernel.Writes.Contains(buffer)))
            return AddCopy(output, buffer, placement);
        placements.Add(buffer, placement);
        return buffer;
    }

    /// <summary>
    /// The buffer of a stacked output of a recurrence's body. What the body carries on, or was carried into it, needs no second buffer: whoever runs the body
    /// keeps that carried value in the stack itself, unless another output has it there already.
    /// </summary>
    public TensorBuffer StackedBuffer(Node output, ScanBody body, HashSet<int> stackedCarries)
    {
        var carried = body.CarryResults.IndexOf(output);
        if (carried < 0 && output.Attributes is InputAttributes { Input: var input })
            carried = body.Carries.IndexOf(input);
        return carried >= 0 && buffers.TryGetValue(output, out var buffer) && IsCarriedIn(buffer, body, carried) && stackedCarries.Add(carried)
            ? buffer
            : DestinationBuffer(output);
    }

    /// <summary>Places assignments and temporaries.</summary>
    public KernelProgram Finish(ImmutableArray<TensorBuffer> outputs, ImmutableArray<VariableAssignment> assignments)
    {
        var kept = outputs.ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var finalCopies = PlaceAssignments(assignments, kept);
        kernels.AddRange(finalCopies);
        var once = compared.Where(buffers.ContainsKey).Select(node => buffers[node]).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        if (options.Device is { } device)
        {
            JoinCopies(kept);
            SweepPlanner.Apply(kernels, MayRepeat, IsVariable, StorageOf, device);
            if (options.CutsSums)
                StorageOrders.Apply(kernels, MayRepeat, AddTemporary);
        }

        if (options.HasDeviceProducts)
        {
            CutProducts();
            Epilogues.Join(kernels, kernel => options.MayUseLibrary?.Invoke(kernel) == true, IsTemporary, placements.ContainsKey);
        }

        if (options is { FindContractions: true, Device: null, HasDeviceProducts: false })
        {
            SharedPacking.Apply(kernels);
            new ProductStarts(kernels, IsTemporary, placements.ContainsKey, AddTemporary).Join();
        }

        var privateBytes = options.Launch ? PlanLaunches(LaunchPolicy.For(options.Device), IsTemporary, MayRepeat) : 0;
        if (options is { Launch: true, Device: null })
        {
            privateBytes = Math.Max(privateBytes, ProductLimits.Apply(kernels, buffer => IsTemporary(buffer) || placements.GetValueOrDefault(buffer) is PrivatePlacement, placements));
            var padded = RowPadding.Apply(kernels, IsTemporary);
            for (var i = 0; padded.Count > 0 && i < bufferOrder.Count; i++)
                bufferOrder[i] = padded.GetValueOrDefault(bufferOrder[i], bufferOrder[i]);
        }

        return Complete(outputs, kept, privateBytes);

        bool IsTemporary(TensorBuffer buffer) => !placements.ContainsKey(buffer) && !kept.Contains(buffer);

        bool MayRepeat(TensorBuffer buffer) => IsTemporary(buffer) && !once.Contains(buffer);
    }

    /// <summary>How the turns of a recurrence could be one launch; null where they cannot.</summary>
    /// <param name="body">The recurrence's body.</param>
    public TurnPlan? PlanTurns(ScanBody body)
    {
        if (kernels.Exists(kernel => kernel.Reads.Any(buffer => placements.GetValueOrDefault(buffer) is ConstantPlacement)))
            return null;
        if (options.HasDeviceProducts)
            CutProducts();
        var carried = body.Carries.Where(sources.ContainsKey).Select(carry => sources[carry]).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var captured = body.Captures.Where(sources.ContainsKey).Select(capture => sources[capture]).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        return TurnLaunches.Plan(kernels, carried, captured, buffer => !placements.ContainsKey(buffer), options.Device!);
    }

    /// <summary>The turns of a recurrence as the launch of a plan.</summary>
    /// <param name="plan">The launch.</param>
    /// <param name="outputs">The buffers of the body's outputs.</param>
    public KernelProgram FinishInOneLaunch(TurnPlan plan, ImmutableArray<TensorBuffer> outputs)
    {
        kernels.Clear();
        kernels.Add(plan.Launch);
        foreach (var (buffer, place) in plan.Places)
            placements.Add(buffer, place);
        return Complete(outputs, outputs.ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance), plan.Bytes);
    }

    private KernelProgram Complete(ImmutableArray<TensorBuffer> outputs, HashSet<TensorBuffer> kept, long privateBytes)
    {
        var used = kernels.SelectMany(static kernel => kernel.Operands).Concat(outputs).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        bufferOrder.RemoveAll(buffer => !placements.ContainsKey(buffer) && !used.Contains(buffer));
        var temporaries = bufferOrder.Where(buffer => !placements.ContainsKey(buffer)).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var (offsets, bytes) = MemoryPlanner.Plan(kernels, temporaries, kept);
        foreach (var buffer in temporaries)
            placements.Add(buffer, new ArenaPlacement(offsets.GetValueOrDefault(buffer)));
        var firstWrite = kernels.FindIndex(kernel => kernel.Writes.Any(buffer => placements[buffer] is VariablePlacement));
        var program = new KernelProgram(
            [.. kernels], [.. bufferOrder.Select(buffer => new PlacedBuffer(buffer, placements[buffer]))], outputs, bytes, firstWrite < 0 ? kernels.Count : firstWrite)
        {
            PrivateBytes = privateBytes,
        };
        KernelVerifier.Verify(program);
        return program;
    }

    // A launch costs a device more than a small copy, such as that of a weight's first value. A number for all elements needs no buffer.
    private void JoinCopies(HashSet<TensorBuffer> kept)
    {
        for (var i = 0; i < kernels.Count; i++)
        {
            if (kernels[i] is CopyKernel copy)
                kernels[i] = copy.AsElements(placements.GetValueOrDefault(copy.Source) is ConstantPlacement { Values: [var value] } ? value : null);
        }

        var read = kernels.SelectMany(static kernel => kernel.Reads).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        bufferOrder.RemoveAll(buffer => placements.GetValueOrDefault(buffer) is ConstantPlacement && !read.Contains(buffer) && !kept.Contains(buffer));
    }

    /// <summary>Joins the kernels into launches.</summary>
    /// <returns>Bytes that each worker needs for itself.</returns>
    private long PlanLaunches(LaunchPolicy policy, Func<TensorBuffer, bool> isTemporary, Func<TensorBuffer, bool> mayRepeat)
    {
        var predecessors = options.Device is null ? Rematerialization.Apply(kernels, mayRepeat, StorageOf, AddTemporary) : ImmutableDictionary<TensorBuffer, TensorBuffer>.Empty;
        var launches = LaunchPlanner.Plan(policy, kernels, StorageOf, IsVariable, isTemporary, mayRepeat, bufferOrder.Add, predecessors);
        var (fused, places, bytes) = LaunchBuilder.Build(policy, launches, isTemporary);
        kernels.Clear();
        kernels.AddRange(fused);
        foreach (var (buffer, place) in places)
            placements.Add(buffer, place);
        return bytes;
    }

    // What reads tables in pieces has been found by now: what is left takes the form of a product by itself.
    private void CutProducts()
    {
        for (var place = kernels.Count - 1; place >= 0; place--)
        {
            if (kernels[place] is not ContractionKernel product)
                continue;
            kernels.RemoveAt(place);
            kernels.InsertRange(place, DeviceProducts.Lower(product, options.CutsSums, AddTemporary));
        }
    }

    private object StorageOf(TensorBuffer buffer) => placements.GetValueOrDefault(buffer) is VariablePlacement variable ? variable.Variable : buffer;

    private bool IsVariable(TensorBuffer buffer) => placements.GetValueOrDefault(buffer) is VariablePlacement;

    // Whether the buffer is the place of the carried value itself, not a copy.
    private bool IsCarriedIn(TensorBuffer buffer, ScanBody body, int carry) => placements.GetValueOrDefault(buffer) switch
    {
        InputPlacement place => place.Input == body.Carries[carry],
        DestinationPlacement place => place.Output == carry,
        _ => false,
    };

    private void Lower(Node node)
    {
        switch (node.Operator.Lowering)
        {
            case ElementLowering:
                LowerElements(node);
                break;
            case KernelLowering { Kind: KernelKind.Source }:
                LowerSource(node);
                break;
            case KernelLowering { Kind: KernelKind.Scan }:
                LowerScan(node);
                break;
            case KernelLowering { Kind: KernelKind.ScanResult }:
                buffers.Add(node, scanResults[node.Inputs[0]][node.AttributesAs<ScanResultAttributes>().Index]);
                break;
            case KernelLowering { Kind: KernelKind.ScatterAdd }:
                kernels.Add(new ScatterAddKernel(node, Buffer(node.Inputs[0]), Buffer(node.Inputs[1]), NodeBuffer(node)));
                break;
            case KernelLowering { Kind: KernelKind.WriteAt }:
                var axis = node.AttributesAs<AxisAttributes>().Axis;
                kernels.Add(new WriteAtKernel(node, Buffer(node.Inputs[0]), Buffer(node.Inputs[1]), Buffer(node.Inputs[2]), NodeBuffer(node), axis));
                break;
            case KernelLowering { Kind: KernelKind.Quantize }:
                kernels.Add(new QuantizeKernel(node, Buffer(node.Inputs[0]), Buffer(node.Inputs[1]), NodeBuffer(node)));
                break;
            case KernelLowering { Kind: KernelKind.QuantizedProduct }:
                var quantized = new QuantizedProductKernel(node, Buffer(node.Inputs[0]), Buffer(node.Inputs[1]), Buffer(node.Inputs[2]), NodeBuffer(node));
                kernels.AddRange(options.HasDeviceProducts ? DeviceProducts.Lower(quantized, options.CutsSums, AddTemporary) : [quantized]);
                break;
            case KernelLowering { Kind: KernelKind.Solve }:
                kernels.Add(new SolveKernel(node, Buffer(node.Inputs[0]), Buffer(node.Inputs[1]), NodeBuffer(node)));
                break;
            case KernelLowering { Kind: KernelKind.ArgSort }:
                var sort = new ArgSortKernel(node, Buffer(node.Inputs[0]), NodeBuffer(node));
                kernels.AddRange(options.HasDeviceProducts ? DeviceSorting.Lower(sort, AddTemporary) : [sort]);
                break;
            default:
                throw new InvalidOperationException($"{node} has a lowering of an unknown kind");
        }
    }

    private void LowerElements(Node node)
    {
        var output = NodeBuffer(node);
        var kernel = ElementLowerer.Lower(node, output, buffers);
        if (options.HasDeviceProducts && ContractionFinder.FindAny(LoopSplitting.Apply(kernel)) is { } product && DeviceProducts.IsWorthwhile(product))
            kernels.Add(product);
        else if (options is { FindContractions: true, HasDeviceProducts: false } && ContractionFinder.Find(LoopSplitting.Apply(kernel), IsCapture) is { } contraction)
            kernels.AddRange(ContractionPacking.Pack(contraction, AddTemporary, IsCapture));
        else if (options is { Device: not null, CutsSums: true })
            kernels.AddRange(DeviceReductions.Split(kernel, AddTemporary));
        else
            kernels.Add(kernel);
    }

    private bool IsCapture(TensorBuffer buffer) => CaptureIndex(buffer) >= 0;

    private int CaptureIndex(TensorBuffer buffer) =>
        placements.GetValueOrDefault(buffer) is InputPlacement input ? captures.IndexOf(input.Input) : -1;

    /// <summary>Takes out the kernels that bring captures into another layout: that is done once, before the first turn.</summary>
    public ImmutableArray<PackedCapture> TakeCapturePacks()
    {
        var packed = ImmutableArray.CreateBuilder<PackedCapture>();
        foreach (var pack in kernels.OfType<PackKernel>().Where(pack => IsCapture(pack.Source.Buffer)).ToArray())
        {
            var input = new GraphInput(pack.Output.Name, new TensorType(pack.Output.Element, new Shape([.. pack.Output.Shape.Select(static size => (Axis)size)])));
            kernels.Remove(pack);
            placements.Add(pack.Output, new InputPlacement(input));
            packed.Add(new PackedCapture(CaptureIndex(pack.Source.Buffer), input, pack));
        }

        return packed.ToImmutable();
    }

    private void LowerSource(Node node)
    {
        switch (node.Attributes)
        {
            case InputAttributes input:
                buffers.Add(node, SourceBuffer(input.Input, input.Input.Name, node, new InputPlacement(input.Input)));
                break;
            case VariableAttributes variable:
                buffers.Add(node, SourceBuffer(variable.Variable, variable.Variable.Path, node, new VariablePlacement(variable.Variable)));
                break;
            default:
                if (SourceValues.UniformOf(node) is null)
                    Buffer(node);
                break;
        }
    }

    private void LowerScan(Node node)
    {
        var attributes = node.AttributesAs<ScanAttributes>();
        var body = attributes.Body;
        var length = checked((int)(attributes.Length.ConstantValue ?? throw new InvalidOperationException($"the length of {node} is not known")));
        var schedule = Scheduler.BuildBody(body, length, options);
        var program = schedule.Program;
        var carries = node.Inputs.Take(body.Carries.Length).Select(Buffer).ToImmutableArray();
        var sequences = node.Inputs.Skip(body.Carries.Length).Take(body.Sequences.Length).Select(Buffer).ToImmutableArray();
        var captured = node.Inputs.Skip(body.Carries.Length + body.Sequences.Length).Select(Buffer).ToImmutableArray();
        captured = captured.AddRange(schedule.Packed.Select(packed => PackCapture(node, captured[packed.Capture], packed.Pack)).ToArray());
        var final = body.CarryResults.Select((result, i) => AddTemporary($"scan{node.Id}.carry{i}", result.Element, result.Shape.ToConstant())).ToImmutableArray();
        var stacked = body.Outputs.Select((output, i) => AddTemporary($"scan{node.Id}.output{i}", output.Element, output.Shape.ToConstant().Insert(0, length))).ToImmutableArray();
        var bytes = program.ArenaBytes;
        var carryOffsets = ImmutableArray.CreateBuilder<(long, long)>();
        foreach (var carry in final)
        {
            var size = (carry.ByteCount + 63) / 64 * 64;
            carryOffsets.Add((bytes, bytes + size));
            bytes += 2 * size;
        }

        var workspace = AddTemporary($"scan{node.Id}.workspace", ElementType.Int, [checked((int)((bytes + 7) / 8))]);
        kernels.Add(new ScanKernel(node, schedule.Body, length, attributes.Reverse, program, carries, sequences, captured, final, stacked, workspace, carryOffsets.ToImmutable()) { IsOneLaunch = schedule.IsOneLaunch });
        scanResults.Add(node, final.AddRange(stacked));
    }

    private TensorBuffer PackCapture(Node node, TensorBuffer captured, PackKernel pack)
    {
        var packed = AddTemporary($"{captured.Name}.packed", pack.Output.Element, pack.Output.Shape);
        kernels.Add(new PackKernel(node, pack.Source with { Buffer = captured }, packed, pack.Loops));
        return packed;
    }

    /// <summary>The buffer that holds a node's value; literals get one when they are asked for.</summary>
    private TensorBuffer Buffer(Node node)
    {
        if (buffers.TryGetValue(node, out var buffer))
            return buffer;
        var values = SourceValues.Of(node) ?? throw new InvalidOperationException($"{node} has no buffer");
        buffer = AddBuffer($"constant{node.Id}", node, new ConstantPlacement(values));
        buffers.Add(node, buffer);
        return buffer;
    }

    private TensorBuffer NodeBuffer(Node node)
    {
        var buffer = AddBuffer($"{node.Operator.Name}{node.Id}", node, null);
        buffers.Add(node, buffer);
        return buffer;
    }

    private TensorBuffer SourceBuffer(object identity, string name, Node node, BufferPlacement placement)
    {
        if (!sources.TryGetValue(identity, out var buffer))
        {
            buffer = AddBuffer(name, node, placement);
            sources.Add(identity, buffer);
        }

        return buffer;
    }

    private TensorBuffer AddBuffer(string name, Node node, BufferPlacement? placement)
    {
        var buffer = AddTemporary(name, node.Element, node.Shape.ToConstant());
        if (placement is not null)
            placements.Add(buffer, placement);
        return buffer;
    }

    private TensorBuffer AddTemporary(string name, ElementType element, ImmutableArray<int> shape)
    {
        var buffer = new TensorBuffer(name, element, shape);
        bufferOrder.Add(buffer);
        return buffer;
    }

    private TensorBuffer AddCopy(Node node, TensorBuffer source, BufferPlacement? placement)
    {
        var copy = AddTemporary($"{source.Name}.copy", source.Element, source.Shape);
        if (placement is not null)
            placements.Add(copy, placement);
        kernels.Add(new CopyKernel(node, source, copy));
        return copy;
    }

    /// <summary>
    /// Lets kernels write variables in place where every other reader of the old value comes earlier and they read it at their own
    /// position only; the copies that are needed otherwise come last.
    /// </summary>
    private List<Kernel> PlaceAssignments(ImmutableArray<VariableAssignment> assignments, HashSet<TensorBuffer> kept)
    {
        var direct = new Dictionary<TensorBuffer, VariableAssignment>(ReferenceEqualityComparer.Instance);
        var positions = new KernelPositions(kernels);
        foreach (var assignment in assignments)
        {
            var buffer = Buffer(assignment.Value);
            if (!placements.ContainsKey(buffer) && !kept.Contains(buffer) && positions.Writer(buffer) is var place and >= 0 && kernels[place] is ElementKernel or ContractionKernel or WriteAtKernel)
                direct.TryAdd(buffer, assignment);
        }

        AssignmentOrder.MoveLate(kernels, direct.Keys);
        positions = new KernelPositions(kernels);
        foreach (var (buffer, assignment) in direct)
        {
            var writer = kernels[positions.Writer(buffer)];
            if (!sources.TryGetValue(assignment.Variable, out var old) || AssignmentOrder.MayWriteOver(positions, writer, old))
                placements.Add(buffer, new VariablePlacement(assignment.Variable));
            else
                direct.Remove(buffer);
        }

        var copies = new List<Kernel>();
        foreach (var assignment in assignments)
        {
            var source = Buffer(assignment.Value);
            if (direct.TryGetValue(source, out var placed) && placed == assignment)
                continue;
            var place = placements.GetValueOrDefault(source);
            if (place is VariablePlacement { Variable: var same } && same == assignment.Variable && !direct.ContainsKey(source))
                continue;
            if (place is VariablePlacement && !direct.ContainsKey(source))
                source = AddEarlyCopy(assignment.Value, source);
            copies.Add(new CopyKernel(assignment.Value, source, VariableBuffer(assignment.Variable, assignment.Value)));
        }

        return copies;
    }

    private TensorBuffer VariableBuffer(Variable variable, Node value) =>
        SourceBuffer(variable, variable.Path, value, new VariablePlacement(variable));

    private TensorBuffer AddEarlyCopy(Node node, TensorBuffer source)
    {
        var copy = AddTemporary($"{source.Name}.old", source.Element, source.Shape);
        kernels.Insert(0, new CopyKernel(node, source, copy));
        return copy;
    }
}
