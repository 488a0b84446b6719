using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Runtime.Execution;

/// <summary>
/// What one action computes, compiled once for each set of sizes it meets and kept for the next time. Nodes that earlier actions keep
/// are read, not computed again.
/// </summary>
public sealed class Computation : IDisposable
{
    private const int MaximumVariants = 8;

    private readonly IBackend backend;
    private readonly ExecutionEnvironment environment;
    private readonly SourceLocation location;
    private readonly ImmutableArray<Node> outputs;
    private readonly ImmutableArray<VariableAssignment> assignments;
    private readonly IReadOnlyDictionary<DimensionSymbol, Dimension> localSizes;
    private readonly List<CompiledVariant> variants = [];
    private CompiledVariant? current;
    private long checkedVersion = -1;

    /// <param name="backend">Compiles.</param>
    /// <param name="environment">Holds what is read and, for variables, written.</param>
    /// <param name="location">The statement that asks; faults without a place of their own point at it.</param>
    /// <param name="outputs">Values to read back.</param>
    /// <param name="assignments">New values of variables.</param>
    /// <param name="localSizes">Sizes that hold for this computation only, such as a batch's.</param>
    public Computation(
        IBackend backend,
        ExecutionEnvironment environment,
        SourceLocation location,
        ImmutableArray<Node> outputs,
        ImmutableArray<VariableAssignment> assignments,
        IReadOnlyDictionary<DimensionSymbol, Dimension>? localSizes = null)
    {
        this.backend = backend;
        this.environment = environment;
        this.location = location;
        this.outputs = outputs;
        this.assignments = assignments;
        this.localSizes = localSizes ?? ImmutableDictionary<DimensionSymbol, Dimension>.Empty;
    }

    /// <summary>How often it was executed since the seed was set: what the program's counter is supplied with.</summary>
    public long Executions { get; set; }

    /// <summary>How often the seed had been set when it was executed last.</summary>
    public long Seeding { get; set; }

    /// <summary>How often it was compiled.</summary>
    public int Compilations { get; private set; }

    /// <summary>The number of the output that tells whether later runs may change something; null where none does. See <see cref="CompileRequest.GuardOutput"/>.</summary>
    public int? GuardOutput { get; init; }

    /// <summary>See <see cref="CompileRequest.RunsOnce"/>.</summary>
    public bool RunsOnce { get; init; }

    /// <summary>What it was compiled to, where runs need not be waited for; null elsewhere, and before it was compiled.</summary>
    internal IDeferredProgram? Deferred => current?.Program as IDeferredProgram;

    private bool IsPrepared
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => current is { } variant && checkedVersion == environment.ShapeVersion && variant.IsBound(environment);
    }

    /// <summary>Compiles, if it must, and binds; nothing is computed yet.</summary>
    /// <returns>Null, or why it cannot be computed.</returns>
    public Diagnostic? Prepare()
    {
        if (Compile() is { } fault)
            return fault;
        current!.Bind(environment);
        return null;
    }

    /// <summary>Compiles, if it must; inputs need not be there yet.</summary>
    /// <returns>Null, or why it cannot be computed.</returns>
    public Diagnostic? Compile()
    {
        if (current is not null && checkedVersion == environment.ShapeVersion)
            return null;
        if (FindVariant() is { } fault)
            return fault;
        checkedVersion = environment.ShapeVersion;
        return null;
    }

    /// <summary>Computes outputs and assignments.</summary>
    /// <returns>Null, or the fault that stopped it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Diagnostic? Run(CancellationToken cancellation)
    {
        if (!IsPrepared && Prepare() is { } problem)
            return problem;
        Executions++;
        if (current!.Program is not { } program)
            return null;
        return program.Run(cancellation) is { } fault ? Describe(fault) : null;
    }

    /// <summary>Begins a run of <see cref="Deferred"/> and sets its results aside.</summary>
    /// <param name="before">Another computation that was begun before: what halts that halts this one too. Null where nothing but this one has begun.</param>
    /// <returns>Null, or the fault that stopped it.</returns>
    internal Diagnostic? Start(Computation? before = null)
    {
        if (Prepare() is { } problem)
            return problem;
        Executions++;
        var program = Deferred!;
        if (before?.Deferred is { } other)
            program.Follow(other);
        program.Start();
        if (program.Fault is null)
            program.SetAside();
        return FaultOfDeferred();
    }

    /// <summary>Brings the results of all runs that were begun.</summary>
    /// <returns>Null, or why they cannot be had.</returns>
    internal Diagnostic? Collect()
    {
        Deferred!.Collect();
        return FaultOfDeferred();
    }

    /// <summary>Makes the outputs those of one of the runs that were collected, from 0.</summary>
    /// <returns>Null, or the fault that stopped it.</returns>
    internal Diagnostic? Look(int run)
    {
        Deferred!.Look(run);
        return FaultOfDeferred();
    }

    /// <summary>What it would take with the sizes of now, without compiling it; null where that is not known.</summary>
    public MemoryNeed? Measure()
    {
        var sizes = new RecordingSizes(environment.Sizes, localSizes);
        return Specialization.Specialize(GraphCutter.Cut([.. outputs, .. assignments.Select(static a => a.Value)], environment, []), sizes, location, out var specialized) is null
            ? backend.Measure(Request(specialized, outputs.Length))
            : null;
    }

    /// <summary>An output's value, valid until the next run of anything.</summary>
    public Tensor Output(int index) => current!.Output(index, environment);

    public void Dispose()
    {
        foreach (var variant in variants)
            variant.Dispose();
        variants.Clear();
        current = null;
    }

    private Diagnostic? FindVariant()
    {
        foreach (var variant in variants)
        {
            if (!variant.Fits(environment))
                continue;
            current = variant;
            for (var i = 0; i < assignments.Length; i++)
                environment.VariableStorage(assignments[i].Variable, variant.AssignedShapes[i]);
            return null;
        }

        if (MakeVariant(out var compiled) is { } fault)
            return fault;
        if (variants.Count == MaximumVariants)
        {
            variants[0].Dispose();
            variants.RemoveAt(0);
        }

        variants.Add(compiled!);
        current = compiled;
        return null;
    }

    private Diagnostic? MakeVariant(out CompiledVariant? variant)
    {
        variant = null;
        Compilations++;
        var sources = ImmutableArray.CreateBuilder<OutputSource>(outputs.Length);
        var roots = ImmutableArray.CreateBuilder<Node>();
        foreach (var output in outputs)
        {
            var direct = assignments.IsEmpty ? OutputSource.Direct(output, environment) : null;
            sources.Add(direct ?? new OutputSource(OutputSourceKind.Computed, output, roots.Count));
            if (direct is null)
                roots.Add(output);
        }

        var computed = roots.Count;
        roots.AddRange(assignments.Select(static a => a.Value));
        if (roots.Count == 0)
        {
            variant = new CompiledVariant(null, sources.MoveToImmutable(), [], [], [], [], []);
            return null;
        }

        var cuts = new List<(Node Original, GraphInput Input)>();
        var cut = GraphCutter.Cut(roots.ToImmutable(), environment, cuts);
        var sizes = new RecordingSizes(environment.Sizes, localSizes);
        if (Specialization.Specialize(cut, sizes, location, out var specialized) is { } fault)
            return fault;
        var (inputs, variables) = CollectSources(specialized, cuts);
        if (AllocateVariables(sizes, out var shapes) is { } allocationFault)
            return allocationFault;
        variant = new CompiledVariant(
            backend.Compile(Request(specialized, computed)), sources.MoveToImmutable(), inputs, [.. cuts], [.. variables.Union(assignments.Select(static a => a.Variable))],
            shapes, sizes.Asked());
        return null;
    }

    private CompileRequest Request(ImmutableArray<Node> specialized, int computed) =>
        new(specialized[..computed], [.. assignments.Select((assignment, i) => assignment with { Value = specialized[computed + i] })], []) { Location = location, GuardOutput = GuardOutput, RunsOnce = RunsOnce };

    private Diagnostic? FaultOfDeferred() => Deferred!.Fault is { } fault ? Describe(fault) : null;

    private Diagnostic Describe(RuntimeFault fault)
    {
        var report = FaultPlace.Report(fault.Descriptor, fault.Location, location, fault.Message);
        var place = fault.Index is { } index ? IndexedTable.Place(fault.Node, index, input => environment.TryGetInput(input, out var tensor) ? tensor : null) : null;
        return report with { Notes = [.. fault.Notes, .. place is null ? [] : new[] { place }, .. report.Notes] };
    }

    private Diagnostic? AllocateVariables(RecordingSizes sizes, out ImmutableArray<ImmutableArray<int>> shapes)
    {
        var assigned = ImmutableArray.CreateBuilder<ImmutableArray<int>>(assignments.Length);
        shapes = [];
        if (TensorSizes.FindMissingMemory(assignments.Select(static a => a.Variable).Where(v => !environment.Variables.ContainsKey(v)), sizes, location) is { } missing)
            return missing;
        foreach (var (variable, _) in assignments)
        {
            var (shape, fault) = TensorSizes.ToAllocate(variable.Type, sizes, variable.Location ?? location);
            if (fault is not null)
                return fault;
            environment.VariableStorage(variable, shape);
            assigned.Add(shape);
        }

        shapes = assigned.MoveToImmutable();
        return null;
    }

    private static (ImmutableArray<GraphInput> Inputs, ImmutableArray<Variable> Variables) CollectSources(
        ImmutableArray<Node> roots, List<(Node Original, GraphInput Input)> cuts)
    {
        var own = new HashSet<GraphInput>();
        foreach (var (_, input) in cuts)
            own.Add(input);
        var inputs = new List<GraphInput>();
        var variables = new List<Variable>();
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>(roots);
        while (pending.TryPop(out var node))
        {
            if (!seen.Add(node))
                continue;
            if (node.Attributes is InputAttributes { Input: var input } && node.Operator == SourceOperators.Input && !own.Contains(input) && !inputs.Contains(input))
                inputs.Add(input);
            else if (node.Attributes is VariableAttributes { Variable: var variable } && node.Operator == SourceOperators.Variable && !variables.Contains(variable))
                variables.Add(variable);
            foreach (var operand in node.Inputs)
                pending.Push(operand);
        }

        return ([.. inputs], [.. variables]);
    }
}
