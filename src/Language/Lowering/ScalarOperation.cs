namespace Dsl.Language.Lowering;

/// <summary>What a kernel can do to scalars. Comparison and logic give bool; <c>/</c> on ints is not here: use FloorDivide.</summary>
public enum ScalarOperation
{
    // unary
    Negate, Exp, Log, Log1P, ExpM1, Sqrt, Abs, Sign, Sin, Cos, Tanh, Sigmoid, Erf, Floor, Ceiling, Round, Not, IsNaN,

    // binary; FloorDivide and Modulo round down (the remainder has the divisor's sign), for ints and floats
    Add, Subtract, Multiply, Divide, Power, FloorDivide, Modulo, Maximum, Minimum,
    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, And, Or,
}
