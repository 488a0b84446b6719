using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <content>What lanes take from memory and counters.</content>
internal sealed partial class ElementKernelEmitter
{
    private LaneValue LoadLanes(LoadScalar load)
    {
        var element = load.Buffer.Element;
        var (memory, form) = (LaneMemory.Of(element), LaneForm.Of(element));
        var stride = collapse.Position(load).StrideOf(lanes!.Variable);
        if (stride is not (1 or 2) || (stride == 2 && element != ElementType.Float32))
            return GatherLanes(load);
        PrepareAddress(load);
        var value = lanes.Code.NewValue(form.VectorType);
        for (var position = 0; position < value.Locals.Length; position++)
        {
            PushAddress(load, position * (long)LaneForm.Lanes / form.Vectors * stride.Value * element.ByteSize());
            if (stride == 2 && !lanes.IsGuarded)
            {
                PushActive(position);
                il.Emit(OpCodes.Call, LaneMemory.GatherEven);
            }
            else
            {
                var isMasked = PushMask(form, position);
                if (stride == 2)
                    il.Emit(OpCodes.Call, LaneMemory.GatherEvenMasked);
                else
                    memory.EmitLoad(il, isMasked);
            }

            il.Emit(OpCodes.Stloc, value.Locals[position]);
            if (stride == 1)
                AskAhead(load, position * (long)LaneForm.Lanes / form.Vectors * element.ByteSize());
        }

        return value;
    }

    /// <summary>Asks for what lies where a vector is loaded, one chunk later.</summary>
    private void AskAhead(LoadScalar load, long byteOffset)
    {
        if (!range.Memory.ReadsAheadOf(kernel.Operands.IndexOf(load.Buffer)))
            return;
        PushAddress(load, byteOffset + (load.Buffer.ByteCount / range.Positions * range.Chunk));
        il.Emit(OpCodes.Call, LaneMemory.AskFor);
    }

    /// <summary>Elements at positions that are computed for each lane.</summary>
    private LaneValue GatherLanes(LoadScalar load)
    {
        var position = collapse.Position(load);
        var positions = IndexWords(position);
        var value = lanes!.Code.NewValue(LaneForm.Single.VectorType);
        var isNear = !lanes.IsGuarded && new IndexLanesRule(lanes.Variable).IsNear(position);
        for (var step = 0; step < lanes.Steps; step++)
        {
            if (isNear)
            {
                il.Emit(OpCodes.Ldloc, bases[load.Buffer]);
                lanes.Code.Push(positions, step);
                PushActive(step);
                il.Emit(OpCodes.Call, LaneMemory.GatherNear);
                il.Emit(OpCodes.Stloc, value.Locals[step]);
                continue;
            }

            il.Emit(OpCodes.Ldloc, bases[load.Buffer]);
            lanes.Code.Push(positions, step);
            il.Emit(OpCodes.Call, PushMask(LaneForm.Single, step) ? LaneMemory.GatherMasked : LaneMemory.Gather);
            il.Emit(OpCodes.Stloc, value.Locals[step]);
        }

        return value;
    }

    /// <summary>Pushes how many lanes of a step exist.</summary>
    private void PushActive(int step)
    {
        if (lanes!.Masks[step] is null)
            il.Emit(OpCodes.Ldc_I4, LaneForm.Lanes);
        else if (lanes.Active is not null)
            il.Emit(OpCodes.Ldloc, lanes.Active);
        else
            il.Emit(OpCodes.Ldc_I4, lanes.ActiveCount % LaneForm.Lanes);
    }

    /// <summary>An index as 32-bit lanes, once a scope.</summary>
    private LaneValue IndexWords(LinearIndex index)
    {
        var key = index.ToExpression();
        for (var i = scopes.Count - 1; i >= 0; i--)
        {
            if (scopes[i].Words.TryGetValue(key, out var known))
                return known;
        }

        var code = lanes!.Code;
        var mark = code.Mark();
        var words = ComputeIndexWords(index);
        code.Release(mark, words);
        Scope.Rented.AddRange(code.Detach(mark));
        Scope.Words.Add(key, words);
        return words;
    }

    private LaneValue ComputeIndexWords(LinearIndex index)
    {
        var (code, rule) = (lanes!.Code, new IndexLanesRule(lanes.Variable));
        var (coefficient, uneven) = (0L, new List<IndexTerm>());
        var even = new List<IndexTerm>();
        foreach (var term in index.Terms)
        {
            if (term.Atom is LoopIndex loop && loop.Variable == lanes.Variable)
                coefficient = term.Coefficient;
            if (term.Atom is LoopIndex || !rule.Changes(term.Atom))
                even.Add(term);
            else
                uneven.Add(term);
        }

        foreach (var (atom, _) in even)
            PrepareAtom(atom);
        var start = Rent(typeof(int));
        PushSum(even, index.Constant, 1);
        il.Emit(OpCodes.Conv_I4);
        il.Emit(OpCodes.Stloc, start);
        var sum = code.NewValue(typeof(Vector512<int>));
        for (var step = 0; step < lanes.Steps; step++)
        {
            il.Emit(OpCodes.Ldloc, start);
            il.Emit(OpCodes.Ldc_I4, (int)(step * LaneForm.Lanes * coefficient));
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldc_I4, (int)coefficient);
            il.Emit(OpCodes.Call, LaneIndices.Sequence);
            il.Emit(OpCodes.Stloc, sum.Locals[step]);
        }

        foreach (var (atom, factor) in uneven)
            AddUneven(sum, atom, (int)factor);
        return sum;
    }

    /// <summary>Adds a multiple of a quotient or a remainder.</summary>
    private void AddUneven(LaneValue sum, IndexExpression atom, int factor)
    {
        var (inner, divisor) = atom switch
        {
            FloorDivideIndex divide => (divide.Index, (int)divide.Divisor),
            ModuloIndex modulo => (modulo.Index, (int)modulo.Divisor),
            _ => throw new InvalidOperationException($"{atom.GetType().Name} has no lanes"),
        };
        var dividend = IndexWords(LinearIndex.Of(inner));
        var quotient = lanes!.Code.Shift(LaneIndices.Quotient, dividend, divisor);
        if (atom is ModuloIndex)
        {
            AddMultiple(sum, dividend, factor);
            AddMultiple(sum, quotient, -factor * divisor);
        }
        else
        {
            AddMultiple(sum, quotient, factor);
        }
    }

    private void AddMultiple(LaneValue sum, LaneValue value, int factor)
    {
        for (var step = 0; step < lanes!.Steps; step++)
        {
            il.Emit(OpCodes.Ldloc, sum.Locals[step]);
            lanes.Code.Push(value, step);
            il.Emit(OpCodes.Ldc_I4, factor);
            il.Emit(OpCodes.Call, LaneIndices.AddMultiple);
            il.Emit(OpCodes.Stloc, sum.Locals[step]);
        }
    }

    /// <summary>The index at the counter, plus the stride times the lane.</summary>
    private LaneValue IndexLanes(IndexScalar index)
    {
        var position = LinearIndex.Of(index.Index);
        if (position.StrideOf(lanes!.Variable) is not { } stride)
            return lanes.Code.Split(LaneIndices.LowerIntegers, LaneIndices.UpperIntegers, IndexWords(position));
        var first = PushedIndex(position);
        var value = lanes.Code.NewValue(LaneForm.Integer.VectorType);
        var width = LaneForm.Lanes / LaneForm.Integer.Vectors;
        for (var i = 0; i < value.Locals.Length; i++)
        {
            il.Emit(OpCodes.Ldloc, first);
            il.Emit(OpCodes.Ldc_I8, i * width * stride);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldc_I8, stride);
            il.Emit(OpCodes.Call, LaneConversions.IntegerSequence);
            il.Emit(OpCodes.Stloc, value.Locals[i]);
        }

        return value;
    }

    private LocalBuilder PushedIndex(LinearIndex index)
    {
        PrepareIndex(index);
        var local = Rent(typeof(long));
        PushIndex(index);
        il.Emit(OpCodes.Stloc, local);
        return local;
    }

    /// <summary>The numbers of neighbouring elements, made together.</summary>
    private LaneValue RandomLanes(RandomScalar random)
    {
        var (seed, counter) = (EmitScalar(random.Seed), EmitScalar(random.Counter));
        var first = PushedIndex(LinearIndex.Of(random.ElementIndex));
        var (scratch, numbers) = (Rent(typeof(LaneScratch)), Rent(typeof(nint)));
        il.Emit(OpCodes.Ldloc, seed);
        PushStream(random);
        il.Emit(OpCodes.Ldloc, counter);
        il.Emit(OpCodes.Ldloc, first);
        il.Emit(OpCodes.Ldc_I4, lanes!.Steps * LaneForm.Lanes);
        il.Emit(OpCodes.Ldloca, scratch);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Call, PhiloxLanes.FillMethod);
        il.Emit(OpCodes.Stloc, numbers);
        var value = LoadScratch(numbers, LaneForm.Single);
        return random.Element == ElementType.Float64 ? lanes.Code.Split(LaneConversions.LowerDoubles, LaneConversions.UpperDoubles, value) : value;
    }

    private LaneValue LoadScratch(LocalBuilder address, LaneForm form)
    {
        var memory = LaneMemory.Of(form == LaneForm.Double ? ElementType.Float64 : form == LaneForm.Integer ? ElementType.Int : ElementType.Float32);
        var value = lanes!.Code.NewValue(form.VectorType);
        for (var position = 0; position < value.Locals.Length; position++)
        {
            PushScratch(address, position);
            memory.EmitLoad(il, isMasked: false);
            il.Emit(OpCodes.Stloc, value.Locals[position]);
        }

        return value;
    }

    /// <summary>Pushes the address of a vector within scratch memory.</summary>
    private void PushScratch(LocalBuilder address, int position)
    {
        il.Emit(OpCodes.Ldloc, address);
        il.Emit(OpCodes.Ldc_I4, position * 64);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    }

    private LocalBuilder NewScratch()
    {
        var (scratch, address) = (Rent(typeof(LaneScratch)), Rent(typeof(nint)));
        il.Emit(OpCodes.Ldloca, scratch);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Stloc, address);
        return address;
    }

    /// <summary>The body in the lanes in which the guards hold, the other expression elsewhere; neither loads in the other's lanes.</summary>
    private LaneValue GuardLanes(GuardedScalar guarded, LaneForm form)
    {
        var judge = new LaneJudge(collapse, free, lanes!.Variable);
        var fixedGuards = guarded.Guards.Where(guard => !judge.IsVarying(guard)).ToArray();
        var varyingGuards = guarded.Guards.Where(judge.IsVarying).ToArray();
        var results = lanes.Code.NewValue(form.VectorType);
        if (varyingGuards.Length == 0)
        {
            EmitGuarded(fixedGuards, () => Assign(results, EmitLanes(guarded.Body)), () => Assign(results, EmitLanes(guarded.Otherwise)));
            return results;
        }

        EmitGuarded(
            fixedGuards,
            () => SelectByGuards(guarded, varyingGuards, form, results),
            () => Assign(results, EmitLanes(guarded.Otherwise)));
        return results;
    }

    private void SelectByGuards(GuardedScalar guarded, IndexGuard[] guards, LaneForm form, LaneValue results)
    {
        var outer = lanes!;
        var holds = GuardMasks(guards);
        Assign(results, new LaneValue(form.VectorType, form == LaneForm.Mask ? [NoLanes()] : []));
        WhereAny(Limited(holds, outer.Masks), () => Assign(results, EmitLanes(guarded.Body)));
        if (!HasAccess(guarded.Otherwise))
        {
            SelectInto(results, holds, form, EmitLanes(guarded.Otherwise));
            return;
        }

        var fails = outer.Code.Apply(LaneOperations.Unary(LaneForm.Mask, ScalarOperation.Not)!, holds);
        WhereAny(Limited(fails, outer.Masks), () => SelectInto(results, holds, form, EmitLanes(guarded.Otherwise)));
    }

    private LocalBuilder NoLanes()
    {
        var local = Rent(LaneForm.Mask.VectorType);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Call, LaneForm.Mask.Broadcast);
        il.Emit(OpCodes.Stloc, local);
        return local;
    }

    /// <summary>Keeps the results where a mask is set and takes another value elsewhere.</summary>
    private void SelectInto(LaneValue results, LaneValue holds, LaneForm form, LaneValue otherwise) =>
        lanes!.Code.ApplyInto(results, LaneOperations.Select(form), Widened(form, holds), results, otherwise);

    /// <summary>The lanes in which all guards hold.</summary>
    private LaneValue GuardMasks(IndexGuard[] guards)
    {
        LaneValue? all = null;
        foreach (var guard in guards)
        {
            var index = IndexWords(LinearIndex.Of(guard.Index));
            var mask = lanes!.Code.NewValue(LaneForm.Mask.VectorType);
            for (var step = 0; step < lanes.Steps; step++)
            {
                lanes.Code.Push(index, step);
                il.Emit(OpCodes.Ldc_I4, (int)guard.Minimum);
                il.Emit(OpCodes.Ldc_I4, (int)Math.Clamp(guard.Limit - guard.Minimum, 0, int.MaxValue));
                il.Emit(OpCodes.Call, LaneIndices.IsWithin);
                il.Emit(OpCodes.Stloc, mask.Locals[step]);
            }

            all = all is null ? mask : lanes.Code.And(all, mask);
        }

        return all!;
    }

    private LaneValue Limited(LaneValue masks, LocalBuilder?[] outer)
    {
        if (Array.TrueForAll(outer, static mask => mask is null))
            return masks;
        var limited = Copy(LaneForm.Mask, masks);
        for (var step = 0; step < outer.Length; step++)
        {
            if (outer[step] is not { } mask)
                continue;
            il.Emit(OpCodes.Ldloc, limited.Locals[step]);
            il.Emit(OpCodes.Ldloc, mask);
            il.Emit(OpCodes.Call, LaneMethods.And);
            il.Emit(OpCodes.Stloc, limited.Locals[step]);
        }

        return limited;
    }

    /// <summary>Runs a part for some lanes only; not at all when there are none.</summary>
    private void WhereAny(LaneValue masks, Action body)
    {
        var outer = lanes!;
        var none = il.DefineLabel();
        outer.Code.Push(masks, 0);
        for (var step = 1; step < outer.Steps; step++)
        {
            outer.Code.Push(masks, step);
            il.Emit(OpCodes.Call, LaneMethods.Or);
        }

        il.Emit(OpCodes.Call, LaneMemory.AnyLane);
        il.Emit(OpCodes.Brfalse, none);
        lanes = outer with { Masks = masks.Locals, IsGuarded = true };
        InScope(body);
        lanes = outer;
        il.MarkLabel(none);
    }

    private static bool HasAccess(ScalarExpression expression)
    {
        var found = false;
        ExpressionWalker.Visit(expression, part => found |= part is LoadScalar, index => found |= index is LoadedIndex);
        return found;
    }
}
