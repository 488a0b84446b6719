using System.Reflection;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>The functions that emitted scalar code calls, found through delegates.</summary>
internal static class ScalarMethods
{
    public static MethodInfo LoadHalf { get; } = new Func<nint, float>(ScalarFunctions.LoadHalf).Method;

    public static MethodInfo LoadBFloat16 { get; } = new Func<nint, float>(ScalarFunctions.LoadBFloat16).Method;

    public static MethodInfo StoreHalf { get; } = new Action<nint, float>(ScalarFunctions.StoreHalf).Method;

    public static MethodInfo StoreBFloat16 { get; } = new Action<nint, float>(ScalarFunctions.StoreBFloat16).Method;

    public static MethodInfo RoundToHalf { get; } = new Func<float, float>(ScalarFunctions.RoundToHalf).Method;

    public static MethodInfo RoundToBFloat16 { get; } = new Func<float, float>(ScalarFunctions.RoundToBFloat16).Method;

    public static MethodInfo SingleToInteger { get; } = new Func<float, long>(ScalarFunctions.ToInteger).Method;

    public static MethodInfo DoubleToInteger { get; } = new Func<double, long>(ScalarFunctions.ToInteger).Method;

    public static MethodInfo Uniform { get; } = new Func<long, long, long, long, float>(Philox.Uniform).Method;

    public static MethodInfo FloorDivide { get; } = new Func<long, long, long>(IntegerMath.FloorDivide).Method;

    public static MethodInfo Modulo { get; } = new Func<long, long, long>(IntegerMath.Modulo).Method;

    /// <summary>The function for a float operation that is not one instruction.</summary>
    public static MethodInfo UnaryFloat(ScalarOperation operation, bool isDouble) => isDouble
        ? Double(operation switch
        {
            ScalarOperation.Exp => Math.Exp,
            ScalarOperation.Log => Math.Log,
            ScalarOperation.Log1P => ScalarFunctions.Log1P,
            ScalarOperation.ExpM1 => ScalarFunctions.ExpM1,
            ScalarOperation.Sqrt => Math.Sqrt,
            ScalarOperation.Abs => Math.Abs,
            ScalarOperation.Sign => ScalarFunctions.Sign,
            ScalarOperation.Sin => Math.Sin,
            ScalarOperation.Cos => Math.Cos,
            ScalarOperation.Tanh => Math.Tanh,
            ScalarOperation.Sigmoid => ScalarFunctions.Sigmoid,
            ScalarOperation.Erf => ErrorFunction.Evaluate,
            ScalarOperation.Floor => Math.Floor,
            ScalarOperation.Ceiling => Math.Ceiling,
            ScalarOperation.Round => Math.Round,
            _ => throw new InvalidOperationException($"{operation} is not a float function"),
        })
        : Single(operation switch
        {
            ScalarOperation.Exp => MathF.Exp,
            ScalarOperation.Log => MathF.Log,
            ScalarOperation.Log1P => ScalarFunctions.Log1P,
            ScalarOperation.ExpM1 => ScalarFunctions.ExpM1,
            ScalarOperation.Sqrt => MathF.Sqrt,
            ScalarOperation.Abs => MathF.Abs,
            ScalarOperation.Sign => ScalarFunctions.Sign,
            ScalarOperation.Sin => MathF.Sin,
            ScalarOperation.Cos => MathF.Cos,
            ScalarOperation.Tanh => MathF.Tanh,
            ScalarOperation.Sigmoid => ScalarFunctions.Sigmoid,
            ScalarOperation.Erf => ScalarFunctions.Erf,
            ScalarOperation.Floor => MathF.Floor,
            ScalarOperation.Ceiling => MathF.Ceiling,
            ScalarOperation.Round => MathF.Round,
            _ => throw new InvalidOperationException($"{operation} is not a float function"),
        });

    public static MethodInfo BinaryFloat(ScalarOperation operation, bool isDouble) => isDouble
        ? Double(operation switch
        {
            ScalarOperation.Power => Math.Pow,
            ScalarOperation.FloorDivide => FloorDivision.Quotient,
            ScalarOperation.Modulo => FloorDivision.Remainder,
            ScalarOperation.Maximum => Math.Max,
            ScalarOperation.Minimum => Math.Min,
            _ => throw new InvalidOperationException($"{operation} is not a float function"),
        })
        : Single(operation switch
        {
            ScalarOperation.Power => MathF.Pow,
            ScalarOperation.FloorDivide => ScalarFunctions.FloorDivide,
            ScalarOperation.Modulo => ScalarFunctions.Modulo,
            ScalarOperation.Maximum => MathF.Max,
            ScalarOperation.Minimum => MathF.Min,
            _ => throw new InvalidOperationException($"{operation} is not a float function"),
        });

    public static MethodInfo UnaryInteger(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Abs => new Func<long, long>(ScalarFunctions.Abs).Method,
        ScalarOperation.Sign => new Func<long, long>(ScalarFunctions.Sign).Method,
        _ => throw new InvalidOperationException($"{operation} is not an int function"),
    };

    public static MethodInfo BinaryInteger(ScalarOperation operation) => operation switch
    {
        ScalarOperation.FloorDivide => FloorDivide,
        ScalarOperation.Modulo => Modulo,
        ScalarOperation.Power => new Func<long, long, long>(IntegerMath.Power).Method,
        ScalarOperation.Maximum => new Func<long, long, long>(Math.Max).Method,
        ScalarOperation.Minimum => new Func<long, long, long>(Math.Min).Method,
        _ => throw new InvalidOperationException($"{operation} is not an int function"),
    };

    private static MethodInfo Single(Func<float, float> function) => function.Method;

    private static MethodInfo Single(Func<float, float, float> function) => function.Method;

    private static MethodInfo Double(Func<double, double> function) => function.Method;

    private static MethodInfo Double(Func<double, double, double> function) => function.Method;
}
