using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Reference;

/// <summary>What each scalar operation and reduction means.</summary>
internal static class ReferenceMath
{
    public static Func<double, double> UnaryFloat(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Negate => static x => -x,
        ScalarOperation.Exp => Math.Exp,
        ScalarOperation.Log => Math.Log,
        ScalarOperation.Log1P => Log1P,
        ScalarOperation.ExpM1 => ExpM1,
        ScalarOperation.Sqrt => Math.Sqrt,
        ScalarOperation.Abs => Math.Abs,
        ScalarOperation.Sign => static x => double.IsNaN(x) ? x : Math.Sign(x),
        ScalarOperation.Sin => Math.Sin,
        ScalarOperation.Cos => Math.Cos,
        ScalarOperation.Tanh => Math.Tanh,
        ScalarOperation.Sigmoid => Sigmoid,
        ScalarOperation.Erf => ErrorFunction.Evaluate,
        ScalarOperation.Floor => Math.Floor,
        ScalarOperation.Ceiling => Math.Ceiling,
        ScalarOperation.Round => Math.Round,
        _ => throw Unknown(operation),
    };

    public static Func<double, double, double> BinaryFloat(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Add => static (a, b) => a + b,
        ScalarOperation.Subtract => static (a, b) => a - b,
        ScalarOperation.Multiply => static (a, b) => a * b,
        ScalarOperation.Divide => static (a, b) => a / b,
        ScalarOperation.Power => Math.Pow,
        ScalarOperation.FloorDivide => FloorDivision.Quotient,
        ScalarOperation.Modulo => FloorDivision.Remainder,
        ScalarOperation.Maximum => Math.Max,
        ScalarOperation.Minimum => Math.Min,
        _ => throw Unknown(operation),
    };

    public static Func<double, bool> FloatTest(ScalarOperation operation) => operation switch
    {
        ScalarOperation.IsNaN => double.IsNaN,
        _ => throw Unknown(operation),
    };

    public static Func<double, double, bool> FloatComparison(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Equal => static (a, b) => a == b,
        ScalarOperation.NotEqual => static (a, b) => a != b,
        ScalarOperation.Less => static (a, b) => a < b,
        ScalarOperation.LessOrEqual => static (a, b) => a <= b,
        ScalarOperation.Greater => static (a, b) => a > b,
        ScalarOperation.GreaterOrEqual => static (a, b) => a >= b,
        _ => throw Unknown(operation),
    };

    public static Func<long, long> UnaryInteger(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Negate => static x => unchecked(-x),
        ScalarOperation.Abs => static x => x < 0 ? unchecked(-x) : x,
        ScalarOperation.Sign => static x => Math.Sign(x),
        ScalarOperation.Not => static x => 1 - x,
        ScalarOperation.Floor or ScalarOperation.Ceiling or ScalarOperation.Round => static x => x,
        ScalarOperation.IsNaN => static _ => 0,
        _ => throw Unknown(operation),
    };

    public static Func<long, long, long> BinaryInteger(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Add => static (a, b) => unchecked(a + b),
        ScalarOperation.Subtract => static (a, b) => unchecked(a - b),
        ScalarOperation.Multiply => static (a, b) => unchecked(a * b),
        ScalarOperation.FloorDivide => IntegerMath.FloorDivide,
        ScalarOperation.Modulo => IntegerMath.Modulo,
        ScalarOperation.Power => IntegerMath.Power,
        ScalarOperation.Maximum => Math.Max,
        ScalarOperation.Minimum => Math.Min,
        ScalarOperation.Equal => static (a, b) => a == b ? 1 : 0,
        ScalarOperation.NotEqual => static (a, b) => a != b ? 1 : 0,
        ScalarOperation.Less => static (a, b) => a < b ? 1 : 0,
        ScalarOperation.LessOrEqual => static (a, b) => a <= b ? 1 : 0,
        ScalarOperation.Greater => static (a, b) => a > b ? 1 : 0,
        ScalarOperation.GreaterOrEqual => static (a, b) => a >= b ? 1 : 0,
        ScalarOperation.And => static (a, b) => a & b,
        ScalarOperation.Or => static (a, b) => a | b,
        _ => throw Unknown(operation),
    };

    public static (double Initial, Func<double, double, double> Combine) FloatReduction(ReductionKind kind) => kind switch
    {
        ReductionKind.Sum => (0, static (a, b) => a + b),
        ReductionKind.Product => (1, static (a, b) => a * b),
        ReductionKind.Maximum => (double.NegativeInfinity, Math.Max),
        ReductionKind.Minimum => (double.PositiveInfinity, Math.Min),
        _ => throw new InvalidOperationException($"{kind} does not reduce floats to a float"),
    };

    public static (long Initial, Func<long, long, long> Combine) IntegerReduction(ReductionKind kind) => kind switch
    {
        ReductionKind.Sum => (0, static (a, b) => unchecked(a + b)),
        ReductionKind.Product => (1, static (a, b) => unchecked(a * b)),
        ReductionKind.Maximum => (long.MinValue, Math.Max),
        ReductionKind.Minimum => (long.MaxValue, Math.Min),
        ReductionKind.Any => (0, static (a, b) => a | b),
        ReductionKind.All => (1, static (a, b) => a & b),
        _ => throw new InvalidOperationException($"{kind} does not reduce whole numbers"),
    };

    public static long FloorDivide(long dividend, long divisor) => IntegerMath.FloorDivide(dividend, divisor);

    public static long Modulo(long dividend, long divisor) => IntegerMath.Modulo(dividend, divisor);

    private static double Sigmoid(double x)
    {
        if (x >= 0)
            return 1 / (1 + Math.Exp(-x));
        var e = Math.Exp(x);
        return e / (1 + e);
    }

    /// <summary>log(1 + x) without cancellation near 0 (Kahan's correction of the rounded argument).</summary>
    private static double Log1P(double x)
    {
        var sum = 1 + x;
        if (sum == 1)
            return x;
        return double.IsPositiveInfinity(sum) ? sum : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>exp(x) - 1 without cancellation near 0 (Kahan's correction).</summary>
    private static double ExpM1(double x)
    {
        var e = Math.Exp(x);
        if (e == 1)
            return x;
        var difference = e - 1;
        if (difference == -1 || double.IsInfinity(e))
            return difference;
        return difference * (x / Math.Log(e));
    }

    private static InvalidOperationException Unknown(ScalarOperation operation) => new($"{operation} is not defined here");
}
