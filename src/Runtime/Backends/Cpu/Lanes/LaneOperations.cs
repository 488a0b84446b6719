using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>The vector operation for each scalar operation on a kind of number; null where lanes are computed one by one.</summary>
internal static class LaneOperations
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static MethodInfo? Unary(LaneForm form, ScalarOperation operation)
    {
        if (form == LaneForm.Single)
            return UnarySingle(operation);
        if (form == LaneForm.Double)
            return UnaryDouble(operation);
        if (form == LaneForm.Mask)
            return operation == ScalarOperation.Not ? LaneMethods.Unary(Vector512.OnesComplement) : null;
        return operation switch
        {
            ScalarOperation.Negate => Of<long>(Vector512.Negate),
            ScalarOperation.Abs => Of<long>(AbsoluteLong),
            _ => null,
        };
    }

    /// <summary>An operation whose result is of the operands' kind.</summary>
    public static MethodInfo? Arithmetic(LaneForm form, ScalarOperation operation)
    {
        if (form == LaneForm.Single)
        {
            return operation == ScalarOperation.Power ? PowerLanes.Method
                : operation == ScalarOperation.FloorDivide ? Of<float>(FloorDivide)
                : ArithmeticOfSingles(operation);
        }

        if (form == LaneForm.Double)
            return ArithmeticOfDoubles(operation) ?? (operation == ScalarOperation.FloorDivide ? Of<double>(FloorDivide) : null);
        if (form == LaneForm.Integer)
            return operation == ScalarOperation.Divide ? null : ArithmeticOf<long>(operation);
        return operation switch
        {
            ScalarOperation.And or ScalarOperation.Minimum or ScalarOperation.Multiply => LaneMethods.And,
            ScalarOperation.Or or ScalarOperation.Maximum => LaneMethods.Or,
            ScalarOperation.NotEqual => LaneMethods.Xor,
            ScalarOperation.Equal => Of<float>(SameMask),
            _ => null,
        };
    }

    /// <summary>A comparison of numbers; its lanes are as wide as theirs.</summary>
    public static MethodInfo? Comparison(LaneForm form, ScalarOperation operation)
    {
        if (form == LaneForm.Single)
            return ComparisonOf<float>(operation);
        if (form == LaneForm.Double)
            return ComparisonOf<double>(operation);
        return form == LaneForm.Integer ? ComparisonOf<long>(operation) : null;
    }

    public static bool IsComparison(ScalarOperation operation) => operation is >= ScalarOperation.Equal and <= ScalarOperation.GreaterOrEqual;

    public static MethodInfo Select(LaneForm form) =>
        form == LaneForm.Double ? DoubleSelect : form == LaneForm.Integer ? LongSelect : LaneMethods.Select;

    /// <summary>The operation that combines two partial results; null for kinds that are not combined lane by lane.</summary>
    public static ScalarOperation? Combining(ReductionKind kind) => kind switch
    {
        ReductionKind.Sum => ScalarOperation.Add,
        ReductionKind.Product => ScalarOperation.Multiply,
        ReductionKind.Maximum => ScalarOperation.Maximum,
        ReductionKind.Minimum => ScalarOperation.Minimum,
        ReductionKind.Any => ScalarOperation.Or,
        ReductionKind.All => ScalarOperation.And,
        _ => null,
    };

    /// <summary>a * b + c, rounded once; null for kinds and machines that have none.</summary>
    public static MethodInfo? FusedMultiplyAdd(LaneForm form) =>
        !MachineVectors.Fuses ? null : form == LaneForm.Single ? LaneMethods.FusedMultiplyAdd : form == LaneForm.Double ? DoubleFusedMultiplyAdd : null;

    /// <summary>Whether lanes differ.</summary>
    public static MethodInfo NotEqualSingles => Of<float>(NotEqual);

    private static MethodInfo DoubleFusedMultiplyAdd { get; } =
        new Func<Vector512<double>, Vector512<double>, Vector512<double>, Vector512<double>>(Vector512.FusedMultiplyAdd).Method;

    private static MethodInfo DoubleSelect { get; } = new Func<Vector512<double>, Vector512<double>, Vector512<double>, Vector512<double>>(Vector512.ConditionalSelect).Method;

    private static MethodInfo LongSelect { get; } = new Func<Vector512<long>, Vector512<long>, Vector512<long>, Vector512<long>>(Vector512.ConditionalSelect).Method;

    private static MethodInfo? UnarySingle(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Negate => Of<float>(Vector512.Negate),
        ScalarOperation.Sqrt => Of<float>(Vector512.Sqrt),
        ScalarOperation.Abs => LaneMethods.Abs,
        ScalarOperation.Sign => Of<float>(VectorFunctions.Sign),
        ScalarOperation.Floor => Of<float>(Vector512.Floor),
        ScalarOperation.Ceiling => Of<float>(Vector512.Ceiling),
        ScalarOperation.Round => LaneMethods.Round,
        _ => null,
    };

    private static MethodInfo? UnaryDouble(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Negate => Of<double>(Vector512.Negate),
        ScalarOperation.Sqrt => Of<double>(Vector512.Sqrt),
        ScalarOperation.Abs => Of<double>(Vector512.Abs),
        ScalarOperation.Floor => Of<double>(Vector512.Floor),
        ScalarOperation.Ceiling => Of<double>(Vector512.Ceiling),
        ScalarOperation.Round => Of<double>(Vector512.Round),
        _ => null,
    };

    private static MethodInfo? ArithmeticOfSingles(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Add => LaneMethods.Add,
        ScalarOperation.Subtract => LaneMethods.Subtract,
        ScalarOperation.Multiply => LaneMethods.Multiply,
        ScalarOperation.Divide => LaneMethods.Divide,
        _ => ArithmeticOf<float>(operation),
    };

    private static MethodInfo? ArithmeticOfDoubles(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Add when MachineVectors.Has512 => Of<double>(Avx512F.Add),
        ScalarOperation.Subtract when MachineVectors.Has512 => Of<double>(Avx512F.Subtract),
        ScalarOperation.Multiply when MachineVectors.Has512 => Of<double>(Avx512F.Multiply),
        ScalarOperation.Divide when MachineVectors.Has512 => Of<double>(Avx512F.Divide),
        _ => ArithmeticOf<double>(operation),
    };

    private static MethodInfo? ArithmeticOf<T>(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Add => Of<T>(Vector512.Add),
        ScalarOperation.Subtract => Of<T>(Vector512.Subtract),
        ScalarOperation.Multiply => Of<T>(Vector512.Multiply),
        ScalarOperation.Divide => Of<T>(Vector512.Divide),
        ScalarOperation.Maximum => Of<T>(Vector512.Max),
        ScalarOperation.Minimum => Of<T>(Vector512.Min),
        _ => null,
    };

    private static MethodInfo? ComparisonOf<T>(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Equal => Of<T>(Vector512.Equals),
        ScalarOperation.NotEqual => Of<T>(NotEqual),
        ScalarOperation.Less => Of<T>(Vector512.LessThan),
        ScalarOperation.LessOrEqual => Of<T>(Vector512.LessThanOrEqual),
        ScalarOperation.Greater => Of<T>(Vector512.GreaterThan),
        ScalarOperation.GreaterOrEqual => Of<T>(Vector512.GreaterThanOrEqual),
        _ => null,
    };

    private static MethodInfo Of<T>(Func<Vector512<T>, Vector512<T>> function) => function.Method;

    private static MethodInfo Of<T>(Func<Vector512<T>, Vector512<T>, Vector512<T>> function) => function.Method;

    [MethodImpl(Inline)]
    private static Vector512<T> NotEqual<T>(Vector512<T> left, Vector512<T> right) => ~Vector512.Equals(left, right);

    [MethodImpl(Inline)]
    private static Vector512<float> SameMask(Vector512<float> left, Vector512<float> right) => ~(left ^ right);

    [MethodImpl(Inline)]
    private static Vector512<float> FloorDivide(Vector512<float> left, Vector512<float> right)
    {
        var quotient = Vector512.Floor(left / right);
        var isTooLarge = HasOtherSign(Vector512.FusedMultiplyAdd(-quotient, right, left), right);
        return Vector512.ConditionalSelect(isTooLarge, quotient - Vector512<float>.One, quotient);
    }

    [MethodImpl(Inline)]
    private static Vector512<double> FloorDivide(Vector512<double> left, Vector512<double> right)
    {
        var quotient = Vector512.Floor(left / right);
        var isTooLarge = HasOtherSign(Vector512.FusedMultiplyAdd(-quotient, right, left), right);
        return Vector512.ConditionalSelect(isTooLarge, quotient - Vector512<double>.One, quotient);
    }

    // A comparison of the divisor would be decided while compiling where it is a literal, and RyuJIT 10.0 joins such a mask with others wrongly.
    [MethodImpl(Inline)]
    private static Vector512<T> HasOtherSign<T>(Vector512<T> remainder, Vector512<T> divisor)
        where T : IFloatingPointIeee754<T> =>
        Vector512.LessThan(remainder * (Vector512<T>.One | (divisor & Vector512.Create(T.NegativeZero))), Vector512<T>.Zero);

    /// <summary>The smallest number gives itself, as it does for scalars.</summary>
    [MethodImpl(Inline)]
    private static Vector512<long> AbsoluteLong(Vector512<long> value) =>
        Vector512.ConditionalSelect(Vector512.LessThan(value, Vector512<long>.Zero), -value, value);
}
