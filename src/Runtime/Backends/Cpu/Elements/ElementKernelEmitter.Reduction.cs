using System.Collections.Immutable;
using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <content>Reductions to one scalar. The order of combination depends on the shape only.</content>
internal sealed partial class ElementKernelEmitter
{
    private void EmitReduce(ReduceScalar reduce, LocalBuilder result)
    {
        var loops = collapse.LoopsOf(reduce);
        if (LoopCollapse.IsEmpty(reduce))
        {
            PushIdentity(reduce.Kind, reduce.Element);
            il.Emit(OpCodes.Stloc, result);
            return;
        }

        if (loops.Length > 0 && loops[^1] is var (inner, extent) && extent >= FewestLanes && Judge(inner, reduce.Body) is { IsWorthwhile: true } judgement)
        {
            if (LaneOperations.Combining(reduce.Kind) is not null)
            {
                EmitRowReduce(reduce, loops, judgement, result);
                return;
            }

            if (loops.Length == 1 && LaneForm.Of(reduce.Body.Element) == LaneForm.Single)
            {
                EmitRowArgReduce(reduce, inner, extent, judgement, result);
                return;
            }
        }

        if (reduce.Kind is ReductionKind.ArgMaximum or ReductionKind.ArgMinimum)
        {
            EmitArgReduce(reduce, loops, result);
            return;
        }

        // Scalar sums of 32-bit floats are kept in double: one long chain would lose digits.
        var isWide = reduce.Kind == ReductionKind.Sum && reduce.Element.IsFloat() && reduce.Element != ElementType.Float64;
        var total = isWide ? Rent(typeof(double)) : result;
        PushIdentity(reduce.Kind, isWide ? ElementType.Float64 : reduce.Element);
        il.Emit(OpCodes.Stloc, total);
        EmitReduceLoops(reduce.Body, loops, 0, () =>
        {
            var value = EmitScalar(reduce.Body);
            il.Emit(OpCodes.Ldloc, total);
            il.Emit(OpCodes.Ldloc, value);
            if (isWide)
                il.Emit(OpCodes.Conv_R8);
            Combine(reduce.Kind, isWide ? ElementType.Float64 : reduce.Element);
            il.Emit(OpCodes.Stloc, total);
        });
        if (isWide)
        {
            il.Emit(OpCodes.Ldloc, total);
            il.Emit(OpCodes.Conv_R4);
            il.Emit(OpCodes.Stloc, result);
        }
    }

    private void EmitReduceLoops(ScalarExpression body, ImmutableArray<(LoopVariable Variable, long Extent)> loops, int level, Action innermost)
    {
        if (level == loops.Length)
        {
            innermost();
            return;
        }

        Hoist(body, forLanes: false);
        EmitLoop(loops[level].Variable, new LoopBounds(0, loops[level].Extent), 1, () => EmitReduceLoops(body, loops, level + 1, innermost));
    }

    private void EmitArgReduce(ReduceScalar reduce, ImmutableArray<(LoopVariable Variable, long Extent)> loops, LocalBuilder result)
    {
        var element = reduce.Body.Element;
        var wantsMaximum = reduce.Kind == ReductionKind.ArgMaximum;
        var best = Rent(StackType(element));
        var position = Rent(typeof(long));
        PushIdentity(wantsMaximum ? ReductionKind.Maximum : ReductionKind.Minimum, element);
        il.Emit(OpCodes.Stloc, best);
        il.Emit(OpCodes.Ldc_I8, 0L);
        il.Emit(OpCodes.Stloc, position);
        il.Emit(OpCodes.Ldc_I8, 0L);
        il.Emit(OpCodes.Stloc, result);
        EmitReduceLoops(reduce.Body, loops, 0, () =>
        {
            var value = EmitScalar(reduce.Body);
            var keep = il.DefineLabel();
            il.Emit(OpCodes.Ldloc, value);
            il.Emit(OpCodes.Ldloc, best);
            ApplyComparison(wantsMaximum ? ScalarOperation.Greater : ScalarOperation.Less, element.IsFloat());
            il.Emit(OpCodes.Brfalse, keep);
            Assign(best, value);
            Assign(result, position);
            il.MarkLabel(keep);
            il.Emit(OpCodes.Ldloc, position);
            il.Emit(OpCodes.Ldc_I8, 1L);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, position);
        });
    }

    private void PushIdentity(ReductionKind kind, ElementType element)
    {
        switch (kind, element)
        {
            case (ReductionKind.Maximum, ElementType.Int):
                il.Emit(OpCodes.Ldc_I8, long.MinValue);
                break;
            case (ReductionKind.Minimum, ElementType.Int):
                il.Emit(OpCodes.Ldc_I8, long.MaxValue);
                break;
            case (ReductionKind.Maximum, ElementType.Bool):
                il.Emit(OpCodes.Ldc_I4_M1);
                break;
            case (ReductionKind.Minimum, ElementType.Bool):
                il.Emit(OpCodes.Ldc_I4_2);
                break;
            case (ReductionKind.Maximum, _):
                PushConstant(double.NegativeInfinity, element);
                break;
            case (ReductionKind.Minimum, _):
                PushConstant(double.PositiveInfinity, element);
                break;
            case (ReductionKind.Product or ReductionKind.All, _):
                PushConstant(1, element);
                break;
            default:
                PushConstant(0, element);
                break;
        }
    }

    private void Combine(ReductionKind kind, ElementType element) => ApplyBinary(
        kind switch
        {
            ReductionKind.Sum => ScalarOperation.Add,
            ReductionKind.Product => ScalarOperation.Multiply,
            ReductionKind.Maximum => ScalarOperation.Maximum,
            ReductionKind.Minimum => ScalarOperation.Minimum,
            ReductionKind.Any => ScalarOperation.Or,
            _ => ScalarOperation.And,
        },
        element);
}
