using System.Collections.Immutable;
using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Runtime.Backends.Cpu.Lanes;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>
/// Emits an element kernel: collapses loops that walk evenly through memory, hoists what does not change out of loops, and runs the
/// innermost loop in vectors where that pays.
/// </summary>
internal sealed partial class ElementKernelEmitter
{
    private readonly ILGenerator il;
    private readonly LocalPool locals;
    private readonly Kernel kernel;
    private readonly ImmutableArray<ElementKernel> parts;
    private readonly ElementStore[] stores;
    private readonly ScalarExpression[] bodies;
    private readonly KernelRange range;
    private readonly Dictionary<TensorBuffer, LocalBuilder> bases;
    private readonly SequenceScope? sequence;
    private readonly Dictionary<LoopVariable, LocalBuilder> counters = [];
    private readonly HashSet<LoopVariable> bound = [];
    private readonly LoopCollapse collapse;
    private readonly FreeVariables free;
    private readonly UseCounts users;
    private readonly List<EmissionScope> scopes = [new()];

    private ElementKernelEmitter(ILGenerator il, Kernel kernel, KernelRange range, SequenceScope? sequence = null)
    {
        this.il = il;
        this.sequence = sequence;
        this.kernel = kernel;
        this.range = range;
        parts = JoinedElementKernel.PartsOf(kernel);
        bodies = EqualParts.Of([.. parts.Select(static part => part.Body)]);
        stores = [.. parts.Select((part, i) => new ElementStore(new LoadScalar(part.Output, part.OutputIndices), bodies[i]))];
        locals = sequence?.Locals ?? new LocalPool(il);
        bases = sequence?.Bases ?? OperandBases.Load(il, locals, kernel);
        collapse = new LoopCollapse(parts[0].Loops, stores, range.Loops);
        free = new FreeVariables(collapse.IsAbsorbed, combines: true);
        users = new UseCounts(bodies);
    }

    private EmissionScope Scope => scopes[^1];

    /// <summary>Emits the kernel's body; nothing when it has no elements.</summary>
    /// <param name="il">Receives the code.</param>
    /// <param name="kernel">An element kernel, or several joined.</param>
    /// <param name="range">Which positions a call may ask for.</param>
    /// <returns>The number of locals that the method has.</returns>
    public static int Emit(ILGenerator il, Kernel kernel, KernelRange range)
    {
        var count = 0;
        if (kernel.Writes[0].ElementCount > 0)
        {
            var emitter = new ElementKernelEmitter(il, kernel, range);
            emitter.EmitPositions();
            if (range.Memory.StoresPastCaches)
                il.Emit(OpCodes.Call, LaneMemory.EndStores);
            count = emitter.locals.Count;
        }

        il.Emit(OpCodes.Ret);
        return count;
    }

    /// <summary>What emits a member of a sequence.</summary>
    public static ElementKernelEmitter Of(SequenceScope sequence, FusedMember member) => new(sequence.Code, member.Kernel, sequence.Sequence.RangeOf(member), sequence);

    /// <summary>A local that is free again at the end of the scope.</summary>
    private LocalBuilder Rent(Type type)
    {
        var local = locals.Rent(type);
        Scope.Rented.Add(local);
        return local;
    }

    private void InScope(Action body)
    {
        scopes.Add(new EmissionScope());
        body();
        foreach (var local in Scope.Rented)
            locals.Return(local);
        scopes.RemoveAt(scopes.Count - 1);
    }

    private void EmitLoops(int level, LoopBounds? chosen = null)
    {
        if (level == collapse.Loops.Length)
        {
            StoreScalar();
            return;
        }

        var (variable, extent) = collapse.Loops[level];
        var bounds = chosen ?? new LoopBounds(0, extent);
        if (level == collapse.Loops.Length - 1 && Array.TrueForAll(stores, store => collapse.Position(store.Element).StrideOf(variable) == 1)
            && Judge(variable, bodies) is { IsWorthwhile: true } judgement && extent >= FewestLanes)
        {
            EmitLaneLoop(variable, bounds, extent, judgement);
            return;
        }

        HoistStores(forLanes: false);
        EmitLoop(variable, bounds, 1, () => EmitLoops(level + 1));
    }

    /// <summary>Runs the body for the first value, that plus the step, ... below the limit. The counter keeps its last value plus the step.</summary>
    private void EmitLoop(LoopVariable variable, LoopBounds bounds, long step, Action body)
    {
        var counter = Rent(typeof(long));
        bounds.PushFirst(il);
        il.Emit(OpCodes.Stloc, counter);
        EmitLoop(variable, counter, bounds, step, body);
    }

    private void EmitLoop(LoopVariable variable, LocalBuilder counter, LoopBounds bounds, long step, Action body)
    {
        counters[variable] = counter;
        var isNew = bound.Add(variable);
        var (top, test) = (il.DefineLabel(), il.DefineLabel());
        if (!bounds.IsKnown)
            il.Emit(OpCodes.Br, test);
        il.MarkLabel(top);
        InScope(body);
        if (!bounds.IsKnown || bounds.Limit - bounds.First > step)
        {
            il.Emit(OpCodes.Ldloc, counter);
            il.Emit(OpCodes.Ldc_I8, step);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, counter);
            il.MarkLabel(test);
            il.Emit(OpCodes.Ldloc, counter);
            bounds.PushLimit(il);
            il.Emit(OpCodes.Blt, top);
        }

        if (isNew)
            bound.Remove(variable);
    }

    private void StoreScalar()
    {
        var values = Array.ConvertAll(stores, store => EmitScalar(store.Body));
        for (var i = 0; i < stores.Length; i++)
        {
            PrepareAddress(stores[i].Element);
            PushAddress(stores[i].Element, 0);
            il.Emit(OpCodes.Ldloc, values[i]);
            StoreElement(stores[i].Element.Buffer.Element);
        }
    }

    private void HoistStores(bool forLanes)
    {
        foreach (var store in stores)
        {
            Hoist(store.Body, forLanes);
            HoistAddress(store.Element);
        }
    }

    /// <summary>Computes, before a loop begins, every part whose variables are all known by now.</summary>
    private void Hoist(ScalarExpression expression, bool forLanes)
    {
        var seen = new HashSet<ScalarExpression>(ReferenceEqualityComparer.Instance);
        Visit(expression);

        void Visit(ScalarExpression part)
        {
            if (!seen.Add(part))
                return;
            if (free.Of(part).IsSubsetOf(bound))
            {
                if (part is ConstantScalar)
                    return;
                EmitScalar(part);
                if (forLanes)
                    Broadcast(part);
                return;
            }

            if (part is LoadScalar load)
                HoistAddress(load);
            if (part is ReduceScalar reduce && LoopCollapse.IsEmpty(reduce))
                return;
            if (part is not GuardedScalar)
            {
                foreach (var operand in ExpressionWalker.Operands(part))
                    Visit(operand);
            }
        }
    }
}
