using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>
/// Emits an element kernel: collapses loops that walk evenly through memory, hoists what does not change out of loops, and runs the
/// innermost loop in vectors where every access allows it.
/// </summary>
internal sealed partial class ElementKernelEmitter
{
    private readonly ILGenerator il;
    private readonly ElementKernel kernel;
    private readonly FaultSites faultSites;
    private readonly LoadScalar outputElement;
    private readonly Dictionary<TensorBuffer, LocalBuilder> bases = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<LoopVariable, LocalBuilder> counters = [];
    private readonly HashSet<LoopVariable> bound = [];
    private readonly LoopCollapse collapse;
    private readonly FreeVariableTable free;
    private readonly List<EmissionScope> scopes = [new()];

    private ElementKernelEmitter(ILGenerator il, ElementKernel kernel, FaultSites faultSites)
    {
        this.il = il;
        this.kernel = kernel;
        this.faultSites = faultSites;
        outputElement = new LoadScalar(kernel.Output, kernel.OutputIndices);
        collapse = new LoopCollapse(kernel, outputElement);
        free = new FreeVariableTable(collapse);
    }

    private EmissionScope Scope => scopes[^1];

    /// <summary>Emits the kernel's body; nothing when it has no elements.</summary>
    public static void Emit(ILGenerator il, ElementKernel kernel, IReadOnlyDictionary<TensorBuffer, int> slots, FaultSites faultSites)
    {
        if (kernel.Output.ElementCount > 0)
        {
            var emitter = new ElementKernelEmitter(il, kernel, faultSites);
            emitter.LoadBases(slots);
            emitter.EmitLoops(0);
        }

        il.Emit(OpCodes.Ret);
    }

    private void LoadBases(IReadOnlyDictionary<TensorBuffer, int> slots)
    {
        foreach (var buffer in kernel.Reads.Append(kernel.Output))
        {
            var local = il.DeclareLocal(typeof(nint));
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, slots[buffer] * sizeof(long));
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
            il.Emit(OpCodes.Stloc, local);
            bases[buffer] = local;
        }
    }

    private void EmitLoops(int level)
    {
        if (level == collapse.Loops.Length)
        {
            StoreScalar();
            return;
        }

        var (variable, extent) = collapse.Loops[level];
        if (level == collapse.Loops.Length - 1 && ChooseVectors(kernel.Body, variable, extent, kernel.Output.Element) is { } methods
            && collapse.Position(outputElement).StrideOf(variable) == 1)
        {
            EmitVectorLoop(variable, extent, methods);
            return;
        }

        Hoist(kernel.Body, broadcastFor: null);
        HoistAddress(outputElement);
        EmitLoop(variable, 0, extent, 1, () => EmitLoops(level + 1));
    }

    /// <summary>Runs the body for start, start + step, ... below the limit, which it reaches exactly.</summary>
    private void EmitLoop(LoopVariable variable, long start, long limit, long step, Action body)
    {
        var counter = il.DeclareLocal(typeof(long));
        il.Emit(OpCodes.Ldc_I8, start);
        il.Emit(OpCodes.Stloc, counter);
        counters[variable] = counter;
        bound.Add(variable);
        var top = il.DefineLabel();
        il.MarkLabel(top);
        scopes.Add(new EmissionScope());
        body();
        scopes.RemoveAt(scopes.Count - 1);
        if (limit - start > step)
        {
            il.Emit(OpCodes.Ldloc, counter);
            il.Emit(OpCodes.Ldc_I8, step);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, counter);
            il.Emit(OpCodes.Ldloc, counter);
            il.Emit(OpCodes.Ldc_I8, limit);
            il.Emit(OpCodes.Blt, top);
        }

        bound.Remove(variable);
    }

    private void StoreScalar()
    {
        var value = EmitScalar(kernel.Body);
        PrepareAddress(outputElement);
        PushAddress(outputElement, 0);
        il.Emit(OpCodes.Ldloc, value);
        StoreElement(kernel.Output.Element);
    }

    /// <summary>Computes, before a loop begins, every part whose variables are all known by now.</summary>
    private void Hoist(ScalarExpression expression, VectorMethods? broadcastFor)
    {
        var seen = new HashSet<ScalarExpression>(ReferenceEqualityComparer.Instance);
        Visit(expression);

        void Visit(ScalarExpression part)
        {
            if (!seen.Add(part))
                return;
            if (free.Of(part).IsSubsetOf(bound))
            {
                if (part is not ConstantScalar)
                    EmitScalar(part);
                if (broadcastFor is not null && VectorMethods.For(part.Element) == broadcastFor)
                    Broadcast(part, broadcastFor);
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
