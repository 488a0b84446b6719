using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <content>Operations on scalars that lie on the evaluation stack.</content>
internal sealed partial class ElementKernelEmitter
{
    private void ApplyUnary(ScalarOperation operation, ElementType element)
    {
        switch (operation)
        {
            case ScalarOperation.Negate:
                il.Emit(OpCodes.Neg);
                break;
            case ScalarOperation.Not:
                il.Emit(OpCodes.Ldc_I4_0);
                il.Emit(OpCodes.Ceq);
                break;
            case ScalarOperation.IsNaN when element.IsFloat():
                il.Emit(OpCodes.Dup);
                il.Emit(OpCodes.Ceq);
                il.Emit(OpCodes.Ldc_I4_0);
                il.Emit(OpCodes.Ceq);
                break;
            case ScalarOperation.IsNaN:
                il.Emit(OpCodes.Pop);
                il.Emit(OpCodes.Ldc_I4_0);
                break;
            case ScalarOperation.Floor or ScalarOperation.Ceiling or ScalarOperation.Round when !element.IsFloat():
                break;
            default:
                il.Emit(OpCodes.Call, element.IsFloat()
                    ? ScalarMethods.UnaryFloat(operation, element == ElementType.Float64)
                    : ScalarMethods.UnaryInteger(operation));
                break;
        }
    }

    private void ApplyBinary(ScalarOperation operation, ElementType element)
    {
        switch (operation)
        {
            case ScalarOperation.Add:
                il.Emit(OpCodes.Add);
                break;
            case ScalarOperation.Subtract:
                il.Emit(OpCodes.Sub);
                break;
            case ScalarOperation.Multiply:
                il.Emit(OpCodes.Mul);
                break;
            case ScalarOperation.Divide:
                il.Emit(OpCodes.Div);
                break;
            case ScalarOperation.And:
                il.Emit(OpCodes.And);
                break;
            case ScalarOperation.Or:
                il.Emit(OpCodes.Or);
                break;
            case ScalarOperation.Equal or ScalarOperation.NotEqual or ScalarOperation.Less or ScalarOperation.LessOrEqual
                or ScalarOperation.Greater or ScalarOperation.GreaterOrEqual:
                ApplyComparison(operation, element.IsFloat());
                break;
            case ScalarOperation.Maximum when element == ElementType.Bool:
                il.Emit(OpCodes.Or);
                break;
            case ScalarOperation.Minimum when element == ElementType.Bool:
                il.Emit(OpCodes.And);
                break;
            default:
                il.Emit(OpCodes.Call, element.IsFloat()
                    ? ScalarMethods.BinaryFloat(operation, element == ElementType.Float64)
                    : ScalarMethods.BinaryInteger(operation));
                break;
        }
    }

    /// <summary>Comparisons with NaN are false, except for not-equal.</summary>
    private void ApplyComparison(ScalarOperation operation, bool isFloat)
    {
        switch (operation)
        {
            case ScalarOperation.Equal:
                il.Emit(OpCodes.Ceq);
                return;
            case ScalarOperation.Less:
                il.Emit(OpCodes.Clt);
                return;
            case ScalarOperation.Greater:
                il.Emit(OpCodes.Cgt);
                return;
            case ScalarOperation.NotEqual:
                il.Emit(OpCodes.Ceq);
                break;
            case ScalarOperation.LessOrEqual:
                il.Emit(isFloat ? OpCodes.Cgt_Un : OpCodes.Cgt);
                break;
            default:
                il.Emit(isFloat ? OpCodes.Clt_Un : OpCodes.Clt);
                break;
        }

        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ceq);
    }

    private void ApplyCast(ElementType from, ElementType to)
    {
        if (to == ElementType.Bool)
        {
            if (from != ElementType.Bool)
            {
                PushConstant(0, from);
                ApplyComparison(ScalarOperation.NotEqual, from.IsFloat());
            }

            return;
        }

        switch (to)
        {
            case ElementType.Int when from.IsFloat():
                il.Emit(OpCodes.Call, from == ElementType.Float64 ? ScalarMethods.DoubleToInteger : ScalarMethods.SingleToInteger);
                break;
            case ElementType.Int:
                il.Emit(OpCodes.Conv_I8);
                break;
            case ElementType.Float64:
                il.Emit(OpCodes.Conv_R8);
                break;
            default:
                il.Emit(OpCodes.Conv_R4);
                if (to == ElementType.Float16 && from != ElementType.Float16)
                    il.Emit(OpCodes.Call, ScalarMethods.RoundToHalf);
                else if (to == ElementType.BFloat16 && from != ElementType.BFloat16)
                    il.Emit(OpCodes.Call, ScalarMethods.RoundToBFloat16);
                break;
        }
    }
}
