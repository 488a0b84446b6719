using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using Dsl.Runtime.Backends.Cpu.Elements;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>
/// Emits operations on several independent vectors, operation by operation: while one vector's result is on its way, the others' are computed.
/// </summary>
/// <param name="il">Receives the code.</param>
/// <param name="locals">Where results are kept.</param>
/// <param name="steps">How many times sixteen lanes are computed side by side.</param>
internal sealed class LaneCode(ILGenerator il, LocalPool locals, int steps)
{
    // The runtime does not optimize methods of 60,000 bytes, and an operation by halves is three times as long as one of the whole.
    private const int LongestByHalves = 40_000;

    private readonly List<LocalBuilder> temporaries = [];

    public static LaneValue Literal(float value) => new(typeof(Vector512<float>), [], value);

    public static LaneValue Literal(int value) => new(typeof(Vector512<int>), [], value);

    public LaneValue Apply(MethodInfo method, params ReadOnlySpan<LaneValue> operands)
    {
        var result = NewValue(method.ReturnType);
        ApplyInto(result, method, operands);
        return result;
    }

    /// <summary>Stores in a value, which may be an operand.</summary>
    public void ApplyInto(LaneValue result, MethodInfo method, params ReadOnlySpan<LaneValue> operands)
    {
        if (HalfOf(method) is { } half)
        {
            ApplyToHalves(result, half, operands);
            return;
        }

        for (var position = 0; position < result.Locals.Length; position++)
        {
            foreach (var operand in operands)
                Push(operand, position);
            il.Emit(OpCodes.Call, method);
            il.Emit(OpCodes.Stloc, result.Locals[position]);
        }
    }

    /// <summary>Applies a method to each vector of sixteen lanes and another one to it again: two vectors from one.</summary>
    public LaneValue Split(MethodInfo lower, MethodInfo upper, LaneValue operand)
    {
        var result = NewValue(lower.ReturnType);
        for (var step = 0; step < steps; step++)
        {
            Push(operand, step);
            il.Emit(OpCodes.Call, lower);
            il.Emit(OpCodes.Stloc, result.Locals[2 * step]);
            Push(operand, step);
            il.Emit(OpCodes.Call, upper);
            il.Emit(OpCodes.Stloc, result.Locals[(2 * step) + 1]);
        }

        return result;
    }

    /// <summary>One vector of sixteen lanes from two.</summary>
    public LaneValue Join(MethodInfo method, LaneValue operand)
    {
        var result = NewValue(method.ReturnType);
        for (var step = 0; step < steps; step++)
        {
            Push(operand, 2 * step);
            Push(operand, (2 * step) + 1);
            il.Emit(OpCodes.Call, method);
            il.Emit(OpCodes.Stloc, result.Locals[step]);
        }

        return result;
    }

    /// <summary>Applies a method that takes a constant number after its vector.</summary>
    public LaneValue Shift(MethodInfo method, LaneValue value, int count)
    {
        var result = NewValue(method.ReturnType);
        if (HalfOf(method) is { } half)
        {
            ForEachHalf(result, (position, isUpper) =>
            {
                PushHalf(value, position, isUpper);
                il.Emit(OpCodes.Ldc_I4, count);
                il.Emit(OpCodes.Call, half);
            });
            return result;
        }

        for (var position = 0; position < steps; position++)
        {
            Push(value, position);
            il.Emit(OpCodes.Ldc_I4, count);
            il.Emit(OpCodes.Call, method);
            il.Emit(OpCodes.Stloc, result.Locals[position]);
        }

        return result;
    }

    /// <summary>What a method without parameters gives, once for all vectors.</summary>
    public LaneValue Constant(MethodInfo method)
    {
        var local = locals.Rent(method.ReturnType);
        temporaries.Add(local);
        il.Emit(OpCodes.Call, method);
        il.Emit(OpCodes.Stloc, local);
        return new LaneValue(method.ReturnType, [local]);
    }

    /// <summary>Lanes of a table of eight numbers, where vectors are computed by halves.</summary>
    /// <param name="table">Gives the table.</param>
    /// <param name="indices">From 0 to 7.</param>
    public LaneValue LookUpOfEight(MethodInfo table, LaneValue indices)
    {
        var result = NewValue(typeof(Vector512<float>));
        ForEachHalf(result, (position, isUpper) =>
        {
            il.Emit(OpCodes.Call, table);
            PushHalf(indices, position, isUpper);
            il.Emit(OpCodes.Call, CoarseErrorFunctionTable.LookUp);
        });
        return result;
    }

    /// <summary>The polynomial c0 + c1 x + c2 x^2 + ..., by Horner's rule.</summary>
    public LaneValue Polynomial(LaneValue x, params ReadOnlySpan<float> coefficients)
    {
        var sum = Apply(LaneMethods.FusedMultiplyAdd, Literal(coefficients[^1]), x, Literal(coefficients[^2]));
        for (var i = coefficients.Length - 3; i >= 0; i--)
            ApplyInto(sum, LaneMethods.FusedMultiplyAdd, sum, x, Literal(coefficients[i]));
        return sum;
    }

    public LaneValue FusedMultiplyAdd(LaneValue a, LaneValue b, LaneValue c) => Apply(LaneMethods.FusedMultiplyAdd, a, b, c);

    public LaneValue Add(LaneValue a, LaneValue b) => Apply(LaneMethods.Add, a, b);

    public LaneValue Subtract(LaneValue a, LaneValue b) => Apply(LaneMethods.Subtract, a, b);

    public LaneValue Multiply(LaneValue a, LaneValue b) => Apply(LaneMethods.Multiply, a, b);

    public LaneValue Divide(LaneValue a, LaneValue b) => Apply(LaneMethods.Divide, a, b);

    public LaneValue And(LaneValue a, LaneValue b) => Apply(LaneMethods.And, a, b);

    public LaneValue Or(LaneValue a, LaneValue b) => Apply(LaneMethods.Or, a, b);

    public LaneValue Select(LaneValue condition, LaneValue whenTrue, LaneValue whenFalse) => Apply(LaneMethods.Select, condition, whenTrue, whenFalse);

    /// <summary>Chooses by a comparison; written as one expression, so that the comparison never leaves the mask registers.</summary>
    public LaneValue SelectIf(MethodInfo comparison, LaneValue left, LaneValue right, LaneValue whenTrue, LaneValue whenFalse)
    {
        var result = NewValue(typeof(Vector512<float>));
        if (HalfOf(comparison) is { } half && HalfOf(LaneMethods.Select) is { } select)
        {
            ForEachHalf(result, (position, isUpper) =>
            {
                PushHalf(left, position, isUpper);
                PushHalf(right, position, isUpper);
                il.Emit(OpCodes.Call, half);
                PushHalf(whenTrue, position, isUpper);
                PushHalf(whenFalse, position, isUpper);
                il.Emit(OpCodes.Call, select);
            });
            return result;
        }

        for (var position = 0; position < steps; position++)
        {
            Push(left, position);
            Push(right, position);
            il.Emit(OpCodes.Call, comparison);
            Push(whenTrue, position);
            Push(whenFalse, position);
            il.Emit(OpCodes.Call, LaneMethods.Select);
            il.Emit(OpCodes.Stloc, result.Locals[position]);
        }

        return result;
    }

    /// <summary>The smaller one; the value, when that is NaN.</summary>
    public LaneValue AtMost(LaneValue value, float bound) => Apply(LaneMethods.MinNative, Literal(bound), value);

    /// <summary>The larger one; the value, when that is NaN.</summary>
    public LaneValue AtLeast(LaneValue value, float bound) => Apply(LaneMethods.MaxNative, Literal(bound), value);

    public LaneValue Abs(LaneValue value) => Apply(LaneMethods.Abs, value);

    public void Push(LaneValue value, int position)
    {
        if (!value.IsLiteral)
        {
            il.Emit(OpCodes.Ldloc, value[position]);
            return;
        }

        if (value.VectorType == typeof(Vector512<int>))
        {
            il.Emit(OpCodes.Ldc_I4, (int)value.Literal);
            il.Emit(OpCodes.Call, LaneMethods.BroadcastWord);
        }
        else if (value.VectorType == typeof(Vector512<double>))
        {
            il.Emit(OpCodes.Ldc_R8, value.Literal);
            il.Emit(OpCodes.Call, LaneForm.Double.Broadcast);
        }
        else if (value.VectorType == typeof(Vector512<long>))
        {
            il.Emit(OpCodes.Ldc_I8, (long)value.Literal);
            il.Emit(OpCodes.Call, LaneForm.Integer.Broadcast);
        }
        else
        {
            il.Emit(OpCodes.Ldc_R4, (float)value.Literal);
            il.Emit(OpCodes.Call, LaneMethods.Broadcast);
        }
    }

    /// <summary>Replaces vectors by what a slow method gives for them, where some lane is larger than the bound.</summary>
    public void ReplaceWhereAnyGreater(LaneValue result, LaneValue tested, float bound, MethodInfo slow, LaneValue argument)
    {
        for (var position = 0; position < steps; position++)
        {
            var end = il.DefineLabel();
            Push(tested, position);
            Push(Literal(bound), position);
            il.Emit(OpCodes.Call, LaneMethods.AnyGreater);
            il.Emit(OpCodes.Brfalse, end);
            Push(argument, position);
            il.Emit(OpCodes.Call, slow);
            il.Emit(OpCodes.Stloc, result.Locals[position]);
            il.MarkLabel(end);
        }
    }

    /// <summary>A place to which <see cref="Release"/> goes back.</summary>
    public int Mark() => temporaries.Count;

    /// <summary>Gives up all values made since the mark but one.</summary>
    public void Release(int mark, LaneValue? keep = null)
    {
        for (var i = temporaries.Count - 1; i >= mark; i--)
        {
            if (keep is not null && Array.IndexOf(keep.Locals, temporaries[i]) >= 0)
                continue;
            locals.Return(temporaries[i]);
            temporaries.RemoveAt(i);
        }
    }

    /// <summary>Values made since the mark are no longer temporaries.</summary>
    public IReadOnlyList<LocalBuilder> Detach(int mark)
    {
        var detached = temporaries[mark..];
        temporaries.RemoveRange(mark, temporaries.Count - mark);
        return detached;
    }

    /// <summary>Locals for a value.</summary>
    public LaneValue NewValue(Type type)
    {
        var created = new LocalBuilder[steps * LaneForm.VectorsOf(type)];
        for (var i = 0; i < created.Length; i++)
        {
            created[i] = locals.Rent(type);
            temporaries.Add(created[i]);
        }

        return new LaneValue(type, created);
    }

    private MethodInfo? HalfOf(MethodInfo operation) => il.ILOffset < LongestByHalves ? LaneHalves.Of(operation) : null;

    private void ApplyToHalves(LaneValue result, MethodInfo method, ReadOnlySpan<LaneValue> operands)
    {
        var parameters = method.GetParameters();
        for (var position = 0; position < result.Locals.Length; position++)
        {
            foreach (var isUpper in (ReadOnlySpan<bool>)[false, true])
            {
                il.Emit(OpCodes.Ldloca, result.Locals[position]);
                for (var i = 0; i < operands.Length; i++)
                {
                    // A table is looked up by halves, and is there whole.
                    if (parameters[i].ParameterType == operands[i].VectorType)
                        Push(operands[i], position);
                    else
                        PushHalf(operands[i], position, isUpper);
                }

                il.Emit(OpCodes.Call, method);
                il.Emit(OpCodes.Stfld, LaneHalves.Of(result.VectorType, isUpper)!);
            }
        }
    }

    private void ForEachHalf(LaneValue result, Action<int, bool> push)
    {
        for (var position = 0; position < result.Locals.Length; position++)
        {
            foreach (var isUpper in (ReadOnlySpan<bool>)[false, true])
            {
                il.Emit(OpCodes.Ldloca, result.Locals[position]);
                push(position, isUpper);
                il.Emit(OpCodes.Stfld, LaneHalves.Of(result.VectorType, isUpper)!);
            }
        }
    }

    private void PushHalf(LaneValue value, int position, bool isUpper)
    {
        if (!value.IsLiteral)
        {
            il.Emit(OpCodes.Ldloca, value[position]);
            il.Emit(OpCodes.Ldfld, LaneHalves.Of(value.VectorType, isUpper)!);
        }
        else if (value.VectorType == typeof(Vector512<int>))
        {
            il.Emit(OpCodes.Ldc_I4, (int)value.Literal);
            il.Emit(OpCodes.Call, LaneHalves.Of(LaneMethods.BroadcastWord)!);
        }
        else
        {
            il.Emit(OpCodes.Ldc_R4, (float)value.Literal);
            il.Emit(OpCodes.Call, LaneHalves.Of(LaneMethods.Broadcast)!);
        }
    }
}
