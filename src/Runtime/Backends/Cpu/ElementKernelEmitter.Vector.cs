using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <content>The innermost loop in vectors; bools are masks of all ones or all zeros.</content>
internal sealed partial class ElementKernelEmitter
{
    private const int MaximumInterleaving = 4;
    private const int FunctionInterleaving = 2;
    private const int InterleavedOperationBudget = 240;

    private VectorMethods? vectors;
    private LoopVariable? vectorVariable;
    private int vectorParts;

    /// <summary>The vector methods for running this loop in vectors; null when some access or operation does not allow it.</summary>
    private VectorMethods? ChooseVectors(ScalarExpression body, LoopVariable variable, long extent, ElementType element)
    {
        if (vectors is not null || VectorMethods.For(element) is not { } methods || extent < methods.Lanes)
            return null;
        return new VectorEligibility(collapse, free, methods, element, variable).Accepts(body) ? methods : null;
    }

    private void EmitVectorLoop(LoopVariable variable, long extent, VectorMethods methods)
    {
        Hoist(kernel.Body, methods);
        HoistAddress(outputElement);
        var parts = Interleaving(kernel.Body, extent, methods, MaximumInterleaving);
        VectorPhases(variable, extent, methods, parts, count =>
        {
            var value = EmitVector(kernel.Body);
            PrepareAddress(outputElement);
            for (var part = 0; part < count; part++)
            {
                PushVector(kernel.Body, value, part);
                PushAddress(outputElement, (long)part * methods.Lanes * methods.ElementSize);
                il.Emit(OpCodes.Call, methods.Store);
            }
        }, StoreScalar);
    }

    /// <summary>How many vectors to compute side by side: as many as hide latencies, fewer for long bodies.</summary>
    private int Interleaving(ScalarExpression body, long extent, VectorMethods methods, int maximum)
    {
        var operations = VectorEligibility.OperationCount(body);

        // The constants of a function leave registers for no more.
        var parts = VectorEligibility.HasFunction(body) ? Math.Min(maximum, FunctionInterleaving) : maximum;
        while (parts > 1 && (extent < (long)parts * methods.Lanes || operations * parts > InterleavedOperationBudget))
            parts /= 2;
        return parts;
    }

    /// <summary>Several vectors at a time, then one at a time, then scalars.</summary>
    private void VectorPhases(LoopVariable variable, long extent, VectorMethods methods, int parts, Action<int> emitVectors, Action emitScalar)
    {
        var done = 0L;
        for (var count = parts; count >= 1; count = count > 1 ? 1 : 0)
        {
            var step = (long)count * methods.Lanes;
            var limit = done + ((extent - done) / step * step);
            if (limit > done)
            {
                (vectors, vectorVariable, vectorParts) = (methods, variable, count);
                EmitLoop(variable, done, limit, step, () => emitVectors(count));
                (vectors, vectorVariable, vectorParts) = (null, null, 0);
            }

            done = limit;
        }

        if (done < extent)
            EmitLoop(variable, done, extent, 1, emitScalar);
    }

    private LocalBuilder[] DeclareVectors(VectorMethods methods, int count)
    {
        var locals = new LocalBuilder[count];
        for (var i = 0; i < count; i++)
            locals[i] = il.DeclareLocal(methods.VectorType);
        return locals;
    }

    private bool IsVarying(ScalarExpression expression) => vectorVariable is not null && free.Of(expression).Contains(vectorVariable);

    /// <summary>Pushes one vector of a value; scalars are copied to all lanes.</summary>
    private void PushVector(ScalarExpression expression, EmittedValue value, int part)
    {
        if (value.IsVector)
            il.Emit(OpCodes.Ldloc, value.Parts[part]);
        else
            il.Emit(OpCodes.Ldloc, Broadcast(expression, vectors!));
    }

    private LocalBuilder Broadcast(ScalarExpression expression, VectorMethods methods)
    {
        for (var i = scopes.Count - 1; i >= 0; i--)
        {
            if (scopes[i].Broadcasts.TryGetValue(expression, out var known))
                return known;
        }

        var scalar = EmitScalar(expression);
        var local = il.DeclareLocal(methods.VectorType);
        il.Emit(OpCodes.Ldloc, scalar);
        if (expression.Element == ElementType.Bool)
        {
            il.Emit(methods.ElementSize == sizeof(float) ? OpCodes.Conv_R4 : OpCodes.Conv_R8);
            il.Emit(OpCodes.Call, methods.Broadcast);
            PushConstantVector(0, methods);
            il.Emit(OpCodes.Call, methods.Binary(ScalarOperation.Greater)!);
        }
        else
        {
            il.Emit(OpCodes.Call, methods.Broadcast);
        }

        il.Emit(OpCodes.Stloc, local);
        Scope.Broadcasts.Add(expression, local);
        return local;
    }

    private void PushConstantVector(double value, VectorMethods methods)
    {
        PushConstant(value, methods.ElementSize == sizeof(float) ? ElementType.Float32 : ElementType.Float64);
        il.Emit(OpCodes.Call, methods.Broadcast);
    }

    /// <summary>Computes an expression for all interleaved vectors; a scalar when it does not change along the loop.</summary>
    private EmittedValue EmitVector(ScalarExpression expression)
    {
        if (Find(expression) is { } known)
            return known;
        if (!IsVarying(expression))
        {
            EmitScalar(expression);
            return Find(expression)!;
        }

        var parts = DeclareVectors(vectors!, vectorParts);
        ComputeVectors(expression, parts);
        var value = new EmittedValue(parts, IsVector: true);
        Scope.Values.Add(expression, value);
        return value;
    }

    private void ComputeVectors(ScalarExpression expression, LocalBuilder[] results)
    {
        switch (expression)
        {
            case LoadScalar load:
                PrepareAddress(load);
                ForEachPart(results, part => LoadVector(load, part));
                break;
            case UnaryScalar unary:
                var operand = EmitVector(unary.Operand);
                if (LaneFunctions.Has(unary.Operation))
                {
                    var code = new LaneCode(il, pool, vectorParts);
                    var value = LaneFunctions.Emit(code, unary.Operation, new LaneValue(vectors!.VectorType, operand.Parts));
                    ForEachPart(results, part => code.Push(value, part));
                    code.Release(0);
                    break;
                }

                ForEachPart(results, part => ApplyUnaryVector(unary, operand, part));
                break;
            case BinaryScalar binary:
                var (left, right) = (EmitVector(binary.Left), EmitVector(binary.Right));
                PrepareBroadcasts((binary.Left, left), (binary.Right, right));
                ForEachPart(results, part =>
                {
                    PushVector(binary.Left, left, part);
                    PushVector(binary.Right, right, part);
                    ApplyBinaryVector(binary.Operation);
                });
                break;
            case SelectScalar select:
                var (condition, whenTrue, whenFalse) = (EmitVector(select.Condition), EmitVector(select.WhenTrue), EmitVector(select.WhenFalse));
                PrepareBroadcasts((select.Condition, condition), (select.WhenTrue, whenTrue), (select.WhenFalse, whenFalse));
                ForEachPart(results, part =>
                {
                    PushVector(select.Condition, condition, part);
                    PushVector(select.WhenTrue, whenTrue, part);
                    PushVector(select.WhenFalse, whenFalse, part);
                    il.Emit(OpCodes.Call, vectors!.Select);
                });
                break;
            case CastScalar cast:
                var converted = EmitVector(cast.Operand);
                ForEachPart(results, part => CastVector(cast, converted, part));
                break;
            case GuardedScalar guarded:
                EmitGuarded(guarded, () => AssignVectors(results, guarded.Body), () => AssignVectors(results, guarded.Otherwise));
                break;
            case ReduceScalar reduce:
                EmitColumnReduce(reduce, results);
                break;
            default:
                throw new InvalidOperationException($"{expression.GetType().Name} cannot be computed in vectors");
        }
    }

    /// <summary>Copies to all lanes before several vectors use them, while the evaluation stack is empty.</summary>
    private void PrepareBroadcasts(params ReadOnlySpan<(ScalarExpression Expression, EmittedValue Value)> values)
    {
        foreach (var (expression, value) in values)
        {
            if (!value.IsVector)
                Broadcast(expression, vectors!);
        }
    }

    private void ForEachPart(LocalBuilder[] results, Action<int> compute)
    {
        for (var part = 0; part < results.Length; part++)
        {
            compute(part);
            il.Emit(OpCodes.Stloc, results[part]);
        }
    }

    private void AssignVectors(LocalBuilder[] results, ScalarExpression expression)
    {
        var value = EmitVector(expression);
        PrepareBroadcasts((expression, value));
        ForEachPart(results, part => PushVector(expression, value, part));
    }

    private void LoadVector(LoadScalar load, int part)
    {
        var isMask = load.Buffer.Element == ElementType.Bool;
        PushAddress(load, (long)part * vectors!.Lanes * (isMask ? 1 : vectors.ElementSize));
        il.Emit(OpCodes.Call, isMask ? vectors.LoadMask! : vectors.Load);
    }

    private void ApplyUnaryVector(UnaryScalar unary, EmittedValue operand, int part)
    {
        PushVector(unary.Operand, operand, part);
        switch (unary.Operation)
        {
            case ScalarOperation.Not:
                il.Emit(OpCodes.Call, vectors!.OnesComplement);
                break;
            case ScalarOperation.IsNaN:
                PushVector(unary.Operand, operand, part);
                il.Emit(OpCodes.Call, vectors!.Binary(ScalarOperation.Equal)!);
                il.Emit(OpCodes.Call, vectors.OnesComplement);
                break;
            default:
                il.Emit(OpCodes.Call, vectors!.Unary(unary.Operation)!);
                break;
        }
    }

    private void ApplyBinaryVector(ScalarOperation operation)
    {
        switch (operation)
        {
            case ScalarOperation.And:
                il.Emit(OpCodes.Call, vectors!.BitwiseAnd);
                break;
            case ScalarOperation.Or:
                il.Emit(OpCodes.Call, vectors!.BitwiseOr);
                break;
            case ScalarOperation.NotEqual:
                il.Emit(OpCodes.Call, vectors!.Binary(ScalarOperation.Equal)!);
                il.Emit(OpCodes.Call, vectors.OnesComplement);
                break;
            default:
                il.Emit(OpCodes.Call, vectors!.Binary(operation)!);
                break;
        }
    }

    private void CastVector(CastScalar cast, EmittedValue operand, int part)
    {
        PushVector(cast.Operand, operand, part);
        if (cast.Operand.Element == cast.Element)
            return;
        if (cast.Element == ElementType.Bool)
        {
            PushConstantVector(0, vectors!);
            ApplyBinaryVector(ScalarOperation.NotEqual);
        }
        else
        {
            PushConstantVector(1, vectors!);
            il.Emit(OpCodes.Call, vectors!.BitwiseAnd);
        }
    }

    private void CombineVectors(ReductionKind kind) => ApplyBinaryVector(kind switch
    {
        ReductionKind.Sum => ScalarOperation.Add,
        ReductionKind.Product => ScalarOperation.Multiply,
        ReductionKind.Maximum => ScalarOperation.Maximum,
        _ => ScalarOperation.Minimum,
    });

    /// <summary>A reduction over other loops, for as many neighbouring results as there are lanes.</summary>
    private void EmitColumnReduce(ReduceScalar reduce, LocalBuilder[] results)
    {
        ForEachPart(results, _ =>
        {
            PushIdentity(reduce.Kind, reduce.Element);
            il.Emit(OpCodes.Call, vectors!.Broadcast);
        });
        if (LoopCollapse.IsEmpty(reduce))
            return;
        EmitColumnLoops(reduce, 0, results);
    }

    private void EmitColumnLoops(ReduceScalar reduce, int level, LocalBuilder[] results)
    {
        var loops = collapse.LoopsOf(reduce);
        if (level < loops.Length)
        {
            HoistVaryingAddresses(reduce.Body);
            EmitLoop(loops[level].Variable, 0, loops[level].Extent, 1, () => EmitColumnLoops(reduce, level + 1, results));
            return;
        }

        var value = EmitVector(reduce.Body);
        PrepareBroadcasts((reduce.Body, value));
        for (var part = 0; part < results.Length; part++)
        {
            il.Emit(OpCodes.Ldloc, results[part]);
            PushVector(reduce.Body, value, part);
            CombineVectors(reduce.Kind);
            il.Emit(OpCodes.Stloc, results[part]);
        }
    }

    private void HoistVaryingAddresses(ScalarExpression body)
    {
        foreach (var load in LoadsOutsideGuards(body))
            HoistAddress(load);
    }

    private static IEnumerable<LoadScalar> LoadsOutsideGuards(ScalarExpression body)
    {
        var seen = new HashSet<ScalarExpression>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<ScalarExpression>();
        pending.Push(body);
        while (pending.TryPop(out var part))
        {
            if (!seen.Add(part))
                continue;
            if (part is LoadScalar load)
                yield return load;
            if (part is GuardedScalar)
                continue;
            foreach (var operand in ExpressionWalker.Operands(part))
                pending.Push(operand);
        }
    }
}
