using System.Collections.Immutable;
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
    private readonly LocalPool pool;
    private readonly ElementKernel kernel;
    private readonly LoadScalar outputElement;
    private readonly Dictionary<TensorBuffer, LocalBuilder> bases = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<LoopVariable, LocalBuilder> counters = [];
    private readonly HashSet<LoopVariable> bound = [];
    private readonly LoopCollapse collapse;
    private readonly FreeVariableTable free;
    private readonly List<EmissionScope> scopes = [new()];

    private ElementKernelEmitter(ILGenerator il, ElementKernel kernel, KernelRange range)
    {
        this.il = il;
        pool = new LocalPool(il);
        this.kernel = kernel;
        outputElement = new LoadScalar(kernel.Output, kernel.OutputIndices);
        collapse = new LoopCollapse(kernel, outputElement, range.Loops);
        free = new FreeVariableTable(collapse);
    }

    private EmissionScope Scope => scopes[^1];

    /// <summary>Emits the kernel's body; nothing when it has no elements.</summary>
    /// <param name="range">Which positions a call may ask for.</param>
    public static void Emit(ILGenerator il, ElementKernel kernel, KernelRange range)
    {
        if (kernel.Output.ElementCount > 0)
        {
            var emitter = new ElementKernelEmitter(il, kernel, range);
            emitter.LoadBases();
            emitter.EmitPositions();
        }

        il.Emit(OpCodes.Ret);
    }

    private void LoadBases()
    {
        var operands = kernel.Operands;
        for (var i = 0; i < operands.Length; i++)
        {
            var local = il.DeclareLocal(typeof(nint));
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, i * sizeof(long));
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
            il.Emit(OpCodes.Stloc, local);
            bases[operands[i]] = local;
        }
    }

    /// <summary>The loops over the positions asked for, then the others inside.</summary>
    private void EmitPositions()
    {
        if (collapse.PositionLoops == 0)
        {
            EmitLoops(0);
            return;
        }

        Hoist(kernel.Body, broadcastFor: null);
        HoistAddress(outputElement);
        var position = il.DeclareLocal(typeof(long));
        var (top, end) = (il.DefineLabel(), il.DefineLabel());
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Stloc, position);
        il.MarkLabel(top);
        il.Emit(OpCodes.Ldloc, position);
        il.Emit(OpCodes.Ldarg_3);
        il.Emit(OpCodes.Bge, end);
        scopes.Add(new EmissionScope());
        SplitPosition(position);
        EmitLoops(collapse.PositionLoops);
        scopes.RemoveAt(scopes.Count - 1);
        il.Emit(OpCodes.Ldloc, position);
        il.Emit(OpCodes.Ldc_I8, 1L);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, position);
        il.Emit(OpCodes.Br, top);
        il.MarkLabel(end);
    }

    /// <summary>The counters of the position loops, of which the last is innermost.</summary>
    private void SplitPosition(LocalBuilder position)
    {
        for (var level = collapse.PositionLoops - 1; level >= 0; level--)
        {
            var (variable, extent) = collapse.Loops[level];
            var counter = position;
            if (collapse.PositionLoops > 1)
            {
                counter = il.DeclareLocal(typeof(long));
                PushQuotient(position, collapse.Loops[(level + 1)..collapse.PositionLoops]);
                if (level > 0)
                {
                    il.Emit(OpCodes.Ldc_I8, extent);
                    il.Emit(OpCodes.Rem_Un);
                }

                il.Emit(OpCodes.Stloc, counter);
            }

            counters[variable] = counter;
            bound.Add(variable);
        }
    }

    private void PushQuotient(LocalBuilder position, ImmutableArray<(LoopVariable Variable, long Extent)> inner)
    {
        il.Emit(OpCodes.Ldloc, position);
        if (inner.IsEmpty)
            return;
        il.Emit(OpCodes.Ldc_I8, inner.Aggregate(1L, static (product, loop) => product * loop.Extent));
        il.Emit(OpCodes.Div_Un);
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
