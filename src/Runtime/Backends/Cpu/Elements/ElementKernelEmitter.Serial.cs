using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <content>Parts of a vectorised body for which there is no vector code: a loop over the lanes, through memory on the stack.</content>
internal sealed partial class ElementKernelEmitter
{
    private LaneValue ComputeSerially(ScalarExpression expression) =>
        LaneJudge.IsSerialWhole(expression) ? EvaluateSerially(expression) : ApplySerially(expression);

    /// <summary>The expression with all that is below it, for one value of the variable after another.</summary>
    private LaneValue EvaluateSerially(ScalarExpression expression)
    {
        var outer = lanes!;
        var form = LaneForm.Of(expression.Element);
        var (result, lane, counter, outerCounter) = (NewScratch(), Rent(typeof(int)), Rent(typeof(long)), counters[outer.Variable]);
        lanes = null;
        bound.Remove(outer.Variable);
        counters[outer.Variable] = counter;
        EachLane(outer, lane, () =>
        {
            il.Emit(OpCodes.Ldloc, outerCounter);
            il.Emit(OpCodes.Ldloc, lane);
            il.Emit(OpCodes.Conv_I8);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, counter);
            InScope(() =>
            {
                bound.Add(outer.Variable);
                var value = EmitScalar(expression);
                PushLane(result, lane, form.ScalarType);
                il.Emit(OpCodes.Ldloc, value);
                if (form == LaneForm.Mask)
                    il.Emit(OpCodes.Neg);
                StoreLane(form.ScalarType);
            });
        });
        counters[outer.Variable] = outerCounter;
        bound.Add(outer.Variable);
        lanes = outer;
        return LoadScratch(result, form);
    }

    /// <summary>One operation on operands that are vectors.</summary>
    private LaneValue ApplySerially(ScalarExpression expression)
    {
        ScalarExpression[] operands = expression switch
        {
            UnaryScalar unary => [unary.Operand],
            BinaryScalar binary => [binary.Left, binary.Right],
            _ => throw new InvalidOperationException($"{expression.GetType().Name} is no operation"),
        };
        var values = Array.ConvertAll(operands, EmitLanes);
        var addresses = new LocalBuilder[operands.Length];
        for (var i = 0; i < operands.Length; i++)
            addresses[i] = StoreScratch(values[i], LaneForm.Of(operands[i].Element));
        var form = LaneForm.Of(expression.Element);
        var (result, lane) = (NewScratch(), Rent(typeof(int)));
        EachLane(lanes!, lane, () =>
        {
            PushLane(result, lane, form.ScalarType);
            for (var i = 0; i < operands.Length; i++)
            {
                var type = LaneForm.Of(operands[i].Element).ScalarType;
                PushLane(addresses[i], lane, type);
                il.Emit(type == typeof(double) ? OpCodes.Ldind_R8 : type == typeof(long) ? OpCodes.Ldind_I8 : OpCodes.Ldind_R4);
            }

            if (expression is UnaryScalar unary)
                ApplyUnary(unary.Operation, unary.Operand.Element);
            else if (expression is BinaryScalar binary)
                ApplyBinary(binary.Operation, binary.Left.Element);
            StoreLane(form.ScalarType);
        });
        return LoadScratch(result, form);
    }

    private LocalBuilder StoreScratch(LaneValue value, LaneForm form)
    {
        var address = NewScratch();
        var memory = LaneMemory.Of(form == LaneForm.Double ? ElementType.Float64 : form == LaneForm.Integer ? ElementType.Int : ElementType.Float32);
        for (var position = 0; position < lanes!.Steps * form.Vectors; position++)
        {
            PushScratch(address, position);
            lanes.Code.Push(value, position);
            memory.EmitStore(il, isMasked: false);
        }

        return address;
    }

    /// <summary>Runs a body for every lane that exists.</summary>
    private void EachLane(LaneLoop loop, LocalBuilder lane, Action body)
    {
        var top = il.DefineLabel();
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Stloc, lane);
        il.MarkLabel(top);
        body();
        il.Emit(OpCodes.Ldloc, lane);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, lane);
        il.Emit(OpCodes.Ldloc, lane);
        if (loop.Active is { } active)
            il.Emit(OpCodes.Ldloc, active);
        else
            il.Emit(OpCodes.Ldc_I4, loop.ActiveCount);
        il.Emit(OpCodes.Blt, top);
    }

    /// <summary>Pushes the address of one lane in scratch memory.</summary>
    private void PushLane(LocalBuilder address, LocalBuilder lane, Type type)
    {
        il.Emit(OpCodes.Ldloc, address);
        il.Emit(OpCodes.Ldloc, lane);
        il.Emit(OpCodes.Ldc_I4, type == typeof(double) || type == typeof(long) ? 8 : 4);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    }

    private void StoreLane(Type type) => il.Emit(
        type == typeof(double) ? OpCodes.Stind_R8 : type == typeof(long) ? OpCodes.Stind_I8 : type == typeof(int) ? OpCodes.Stind_I4 : OpCodes.Stind_R4);
}
