using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <content>Positions and addresses, as 64-bit arithmetic.</content>
internal sealed partial class ElementKernelEmitter
{
    /// <summary>Computes the parts of an index that need branches or checks, so that pushing it is plain arithmetic.</summary>
    private void PrepareIndex(LinearIndex index)
    {
        foreach (var (atom, _) in index.Terms)
            PrepareAtom(atom);
    }

    private void PushIndex(LinearIndex index) => PushSum(index.Terms, index.Constant, 1);

    /// <summary>Adds up terms; those of absorbed variables are part of the variable that absorbed them.</summary>
    private void PushSum(IEnumerable<IndexTerm> terms, long constant, long scale)
    {
        il.Emit(OpCodes.Ldc_I8, constant * scale);
        foreach (var (atom, coefficient) in terms)
        {
            if (atom is LoopIndex loop && collapse.IsAbsorbed(loop.Variable))
                continue;
            PushAtom(atom);
            if (coefficient * scale != 1)
            {
                il.Emit(OpCodes.Ldc_I8, coefficient * scale);
                il.Emit(OpCodes.Mul);
            }

            il.Emit(OpCodes.Add);
        }
    }

    private void PushAtom(IndexExpression atom)
    {
        if (atom is LoopIndex loop)
            il.Emit(OpCodes.Ldloc, counters[loop.Variable]);
        else
            il.Emit(OpCodes.Ldloc, FindIndex(atom) ?? throw new InvalidOperationException($"{atom} was not prepared"));
    }

    private LocalBuilder? FindIndex(IndexExpression index)
    {
        for (var i = scopes.Count - 1; i >= 0; i--)
        {
            if (scopes[i].Indices.TryGetValue(index, out var local))
                return local;
        }

        return null;
    }

    private void PrepareAtom(IndexExpression atom)
    {
        if (atom is LoopIndex || FindIndex(atom) is not null)
            return;
        var local = Rent(typeof(long));
        switch (atom)
        {
            case FloorDivideIndex divide:
                PushDivision(divide.Index, divide.Divisor, OpCodes.Div_Un, ScalarMethods.FloorDivide);
                break;
            case ModuloIndex modulo:
                PushDivision(modulo.Index, modulo.Divisor, OpCodes.Rem_Un, ScalarMethods.Modulo);
                break;
            case LoadedIndex loaded:
                PushLoadedIndex(loaded, local);
                break;
            default:
                throw new InvalidOperationException($"{atom.GetType().Name} is not an atom");
        }

        il.Emit(OpCodes.Stloc, local);
        Scope.Indices.Add(atom, local);
    }

    private void PushDivision(IndexExpression dividend, long divisor, OpCode unsigned, System.Reflection.MethodInfo signed)
    {
        var index = LinearIndex.Of(dividend);
        PrepareIndex(index);
        PushIndex(index);
        il.Emit(OpCodes.Ldc_I8, divisor);
        if (dividend.Range is ( >= 0, _))
            il.Emit(unsigned);
        else
            il.Emit(OpCodes.Call, signed);
    }

    /// <summary>Checks a loaded index; one out of range is recorded and ends the kernel.</summary>
    private void PushLoadedIndex(LoadedIndex loaded, LocalBuilder position)
    {
        var value = EmitScalar(loaded.Value);
        var notNegative = il.DefineLabel();
        var inRange = il.DefineLabel();
        il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Stloc, position);
        il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Ldc_I8, 0L);
        il.Emit(OpCodes.Bge, notNegative);
        il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Ldc_I8, (long)loaded.Bound);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, position);
        il.MarkLabel(notNegative);
        il.Emit(OpCodes.Ldloc, position);
        il.Emit(OpCodes.Ldc_I8, (long)loaded.Bound);
        il.Emit(OpCodes.Blt_Un, inRange);
        il.LoadFault();
        il.Emit(OpCodes.Ldc_I4, (sequence?.FirstSite ?? 0) + FaultSites.Of(parts[0], loaded));
        il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Ldc_I8, (long)loaded.Bound);
        il.Emit(OpCodes.Call, FaultCell.RecordIndexMethod);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(inRange);
        il.Emit(OpCodes.Ldloc, position);
    }

    /// <summary>Compares, in 32-bit lanes, what an index changes by along the loop with what it lacks at the counter.</summary>
    private LaneValue CompareIndices(ScalarOperation operation, LinearIndex difference)
    {
        var stride = difference.StrideOf(lanes!.Variable)!.Value;
        var value = lanes.Code.NewValue(LaneForm.Mask.VectorType);
        for (var i = 0; i < value.Locals.Length; i++)
        {
            PushSum(difference.Terms, difference.Constant + (i * LaneForm.Lanes * stride), -1);
            il.Emit(OpCodes.Conv_I4);
            il.Emit(OpCodes.Ldc_I4, (int)stride);
            il.Emit(OpCodes.Call, LaneIndices.Comparison(operation));
            il.Emit(OpCodes.Stloc, value.Locals[i]);
        }

        return value;
    }

    private PartialAddress? FindAddress(LoadScalar load)
    {
        for (var i = scopes.Count - 1; i >= 0; i--)
        {
            if (scopes[i].Addresses.TryGetValue(load, out var address))
                return address;
        }

        return null;
    }

    /// <summary>Adds up, before a loop, the part of an address that the loop does not change.</summary>
    private void HoistAddress(LoadScalar load)
    {
        var known = FindAddress(load);
        var position = collapse.Position(load);
        var terms = known?.Remaining ?? [.. position.Terms.Where(term => term.Atom is not LoopIndex loop || !collapse.IsAbsorbed(loop.Variable))];
        foreach (var (atom, _) in terms)
        {
            if (atom is not LoopIndex && free.Of(atom).IsSubsetOf(bound))
                PrepareAtom(atom);
        }

        var (ready, remaining) = (new List<IndexTerm>(), new List<IndexTerm>());
        foreach (var term in terms)
            (IsReady(term) ? ready : remaining).Add(term);
        if (known is not null && ready.Count == 0)
            return;
        var size = load.Buffer.Element.ByteSize();
        var local = Rent(typeof(nint));
        il.Emit(OpCodes.Ldloc, known?.Local ?? bases[load.Buffer]);
        PushSum(ready, known is null ? position.Constant : 0, size);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, local);
        Scope.Addresses[load] = new PartialAddress(local, [.. remaining]);

        bool IsReady(IndexTerm term) =>
            term.Atom is LoopIndex loop ? bound.Contains(loop.Variable) : FindIndex(term.Atom) is not null;
    }

    private void PrepareAddress(LoadScalar load) => PrepareIndex(collapse.Position(load));

    /// <summary>Pushes the address of an element, plus so many bytes.</summary>
    private void PushAddress(LoadScalar load, long byteOffset)
    {
        var size = load.Buffer.Element.ByteSize();
        if (FindAddress(load) is { } partial)
        {
            il.Emit(OpCodes.Ldloc, partial.Local);
            foreach (var (atom, coefficient) in partial.Remaining)
            {
                PushAtom(atom);
                il.Emit(OpCodes.Ldc_I8, coefficient * size);
                il.Emit(OpCodes.Mul);
                il.Emit(OpCodes.Conv_I);
                il.Emit(OpCodes.Add);
            }
        }
        else
        {
            var position = collapse.Position(load);
            il.Emit(OpCodes.Ldloc, bases[load.Buffer]);
            PushSum(position.Terms, position.Constant, size);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
        }

        if (byteOffset != 0)
        {
            il.Emit(OpCodes.Ldc_I8, byteOffset);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
        }
    }
}
