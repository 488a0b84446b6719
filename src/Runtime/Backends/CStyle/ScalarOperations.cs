using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>How each scalar operation is written, in the words of the preambles.</summary>
internal static class ScalarOperations
{
    public static string Unary(ScalarOperation operation, ElementType element, string x)
    {
        var suffix = CType.Of(element).Suffix;
        return operation switch
        {
            ScalarOperation.Negate => element.IsFloat() ? $"-{x}" : $"(i64)(0 - (u64){x})",
            ScalarOperation.Exp => $"nn_exp_{suffix}({x})",
            ScalarOperation.Log => $"nn_log_{suffix}({x})",
            ScalarOperation.Log1P => $"nn_log1p_{suffix}({x})",
            ScalarOperation.ExpM1 => $"nn_expm1_{suffix}({x})",
            ScalarOperation.Sqrt => $"nn_sqrt_{suffix}({x})",
            ScalarOperation.Abs => $"nn_abs_{suffix}({x})",
            ScalarOperation.Sign => $"nn_sign_{suffix}({x})",
            ScalarOperation.Sin => $"nn_sin_{suffix}({x})",
            ScalarOperation.Cos => $"nn_cos_{suffix}({x})",
            ScalarOperation.Tanh => $"nn_tanh_{suffix}({x})",
            ScalarOperation.Sigmoid => $"nn_sigmoid_{suffix}({x})",
            ScalarOperation.Erf => $"nn_erf_{suffix}({x})",
            ScalarOperation.Floor => element.IsFloat() ? $"nn_floor_{suffix}({x})" : x,
            ScalarOperation.Ceiling => element.IsFloat() ? $"nn_ceiling_{suffix}({x})" : x,
            ScalarOperation.Round => element.IsFloat() ? $"nn_round_{suffix}({x})" : x,
            ScalarOperation.Not => $"!{x}",
            ScalarOperation.IsNaN => element.IsFloat() ? $"({x} != {x})" : "0",
            _ => throw Unknown(operation),
        };
    }

    public static string Binary(ScalarOperation operation, ElementType element, string a, string b)
    {
        var suffix = CType.Of(element).Suffix;
        var isFloat = element.IsFloat();
        return operation switch
        {
            ScalarOperation.Add => isFloat ? $"{a} + {b}" : $"(i64)((u64){a} + (u64){b})",
            ScalarOperation.Subtract => isFloat ? $"{a} - {b}" : $"(i64)((u64){a} - (u64){b})",
            ScalarOperation.Multiply => isFloat ? $"{a} * {b}" : $"(i64)((u64){a} * (u64){b})",
            ScalarOperation.Divide => $"nn_divide_{suffix}({a}, {b})",
            ScalarOperation.Power => $"nn_power_{suffix}({a}, {b})",
            ScalarOperation.FloorDivide => $"nn_floor_divide_{suffix}({a}, {b})",
            ScalarOperation.Modulo => $"nn_modulo_{suffix}({a}, {b})",
            ScalarOperation.Maximum => $"nn_maximum_{suffix}({a}, {b})",
            ScalarOperation.Minimum => $"nn_minimum_{suffix}({a}, {b})",
            ScalarOperation.Equal => $"{a} == {b}",
            ScalarOperation.NotEqual => $"{a} != {b}",
            ScalarOperation.Less => $"{a} < {b}",
            ScalarOperation.LessOrEqual => $"{a} <= {b}",
            ScalarOperation.Greater => $"{a} > {b}",
            ScalarOperation.GreaterOrEqual => $"{a} >= {b}",
            ScalarOperation.And => $"{a} & {b}",
            ScalarOperation.Or => $"{a} | {b}",
            _ => throw Unknown(operation),
        };
    }

    public static string Cast(ElementType from, ElementType to, string x) => to switch
    {
        ElementType.Bool => $"{x} != 0",
        ElementType.Int => from.IsFloat() ? $"nn_{CType.Of(from).Suffix}_to_int({x})" : x,
        ElementType.Float64 => $"(double){x}",
        ElementType.Float16 when from != ElementType.Float16 => $"nn_round_to_f16((float){x})",
        ElementType.BFloat16 when from != ElementType.BFloat16 => $"nn_round_to_bf16((float){x})",
        _ => $"(float){x}",
    };

    /// <summary>Where a reduction begins.</summary>
    public static string Neutral(ReductionKind kind, ElementType element) => (kind, element.IsFloat()) switch
    {
        (ReductionKind.Sum or ReductionKind.Any, _) => CType.Literal(0, element),
        (ReductionKind.Product or ReductionKind.All, _) => CType.Literal(1, element),
        (ReductionKind.Maximum, true) => "(-NN_INFINITY)",
        (ReductionKind.Minimum, true) => "NN_INFINITY",
        (ReductionKind.Maximum, false) => CType.Whole64(long.MinValue),
        (ReductionKind.Minimum, false) => CType.Whole64(long.MaxValue),
        _ => throw new InvalidOperationException($"{kind} has no neutral element"),
    };

    /// <summary>One step of a reduction.</summary>
    public static string Combine(ReductionKind kind, ElementType element, string total, string value) => kind switch
    {
        ReductionKind.Sum => Binary(ScalarOperation.Add, element, total, value),
        ReductionKind.Product => Binary(ScalarOperation.Multiply, element, total, value),
        ReductionKind.Maximum => Binary(ScalarOperation.Maximum, element, total, value),
        ReductionKind.Minimum => Binary(ScalarOperation.Minimum, element, total, value),
        ReductionKind.Any => $"{total} | {value}",
        ReductionKind.All => $"{total} & {value}",
        _ => throw new InvalidOperationException($"{kind} does not combine values"),
    };

    private static InvalidOperationException Unknown(ScalarOperation operation) => new($"{operation} has no spelling");
}
