using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <content>Scalars: f16 and bf16 are computed as f32, bools as 0 and 1.</content>
internal sealed partial class ElementKernelEmitter
{
    private static Type StackType(ElementType element) => element switch
    {
        ElementType.Float64 => typeof(double),
        ElementType.Int => typeof(long),
        ElementType.Bool => typeof(int),
        _ => typeof(float),
    };

    private LocalBuilder? FindScalar(ScalarExpression expression)
    {
        for (var i = scopes.Count - 1; i >= 0; i--)
        {
            if (scopes[i].Scalars.TryGetValue(expression, out var value))
                return value;
        }

        return null;
    }

    /// <summary>Computes an expression once a scope, into a local.</summary>
    private LocalBuilder EmitScalar(ScalarExpression expression)
    {
        if (FindScalar(expression) is { } known)
            return known;
        var local = Rent(StackType(expression.Element));

        // What does not change along a vectorised loop may have vectorised loops of its own.
        var outer = lanes;
        lanes = null;
        ComputeScalar(expression, local);
        lanes = outer;
        Scope.Scalars.Add(expression, local);
        return local;
    }

    private void ComputeScalar(ScalarExpression expression, LocalBuilder result)
    {
        switch (expression)
        {
            case ConstantScalar constant:
                PushConstant(constant.Value, constant.Element);
                break;
            case LoadScalar load:
                PrepareAddress(load);
                PushAddress(load, 0);
                LoadElement(load.Buffer.Element);
                break;
            case IndexScalar index:
                var position = LinearIndex.Of(index.Index);
                PrepareIndex(position);
                PushIndex(position);
                break;
            case UnaryScalar unary:
                il.Emit(OpCodes.Ldloc, EmitScalar(unary.Operand));
                ApplyUnary(unary.Operation, unary.Operand.Element);
                break;
            case BinaryScalar binary:
                var (left, right) = (EmitScalar(binary.Left), EmitScalar(binary.Right));
                il.Emit(OpCodes.Ldloc, left);
                il.Emit(OpCodes.Ldloc, right);
                ApplyBinary(binary.Operation, binary.Left.Element);
                break;
            case SelectScalar select:
                EmitSelect(select, result);
                return;
            case CastScalar cast:
                il.Emit(OpCodes.Ldloc, EmitScalar(cast.Operand));
                ApplyCast(cast.Operand.Element, cast.Element);
                break;
            case GuardedScalar guarded:
                EmitGuarded(guarded.Guards, () => Assign(result, EmitScalar(guarded.Body)), () => Assign(result, EmitScalar(guarded.Otherwise)));
                return;
            case ReduceScalar reduce:
                EmitReduce(reduce, result);
                return;
            case RandomScalar random:
                PushRandom(random);
                break;
            default:
                throw new InvalidOperationException($"{expression.GetType().Name} is not known");
        }

        il.Emit(OpCodes.Stloc, result);
    }

    private void Assign(LocalBuilder target, LocalBuilder value)
    {
        il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Stloc, target);
    }

    private void EmitSelect(SelectScalar select, LocalBuilder result)
    {
        var condition = EmitScalar(select.Condition);
        var whenTrue = EmitScalar(select.WhenTrue);
        var whenFalse = EmitScalar(select.WhenFalse);
        var end = il.DefineLabel();
        Assign(result, whenTrue);
        il.Emit(OpCodes.Ldloc, condition);
        il.Emit(OpCodes.Brtrue, end);
        Assign(result, whenFalse);
        il.MarkLabel(end);
    }

    /// <summary>Branches on guards; what either side computes stays its own.</summary>
    private void EmitGuarded(IEnumerable<IndexGuard> guards, Action body, Action otherwise)
    {
        var fails = il.DefineLabel();
        var end = il.DefineLabel();
        foreach (var guard in guards)
        {
            var index = LinearIndex.Of(guard.Index);
            PrepareIndex(index);
            PushIndex(index);
            il.Emit(OpCodes.Ldc_I8, guard.Minimum);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Ldc_I8, Math.Max(0, guard.Limit - guard.Minimum));
            il.Emit(OpCodes.Bge_Un, fails);
        }

        InScope(body);
        il.Emit(OpCodes.Br, end);
        il.MarkLabel(fails);
        InScope(otherwise);
        il.MarkLabel(end);
    }

    private void PushRandom(RandomScalar random)
    {
        var (seed, counter) = (EmitScalar(random.Seed), EmitScalar(random.Counter));
        var element = LinearIndex.Of(random.ElementIndex);
        PrepareIndex(element);
        il.Emit(OpCodes.Ldloc, seed);
        PushStream(random);
        il.Emit(OpCodes.Ldloc, counter);
        PushIndex(element);
        il.Emit(OpCodes.Call, ScalarMethods.Uniform);
        if (random.Element == ElementType.Float64)
            il.Emit(OpCodes.Conv_R8);
    }

    private void PushStream(RandomScalar random)
    {
        il.LoadOperands();
        il.Emit(OpCodes.Ldc_I4, StreamOperands.PlaceOf(sequence?.Sequence ?? kernel, random) * sizeof(long));
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldind_I8);
    }

    private void PushConstant(double value, ElementType element)
    {
        switch (element)
        {
            case ElementType.Float64:
                il.Emit(OpCodes.Ldc_R8, value);
                break;
            case ElementType.Int:
                il.Emit(OpCodes.Ldc_I8, (long)value);
                break;
            case ElementType.Bool:
                il.Emit(value != 0 ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
                break;
            default:
                il.Emit(OpCodes.Ldc_R4, (float)value);
                break;
        }
    }

    private void LoadElement(ElementType element)
    {
        switch (element)
        {
            case ElementType.Float32:
                il.Emit(OpCodes.Ldind_R4);
                break;
            case ElementType.Float64:
                il.Emit(OpCodes.Ldind_R8);
                break;
            case ElementType.Float16:
                il.Emit(OpCodes.Call, ScalarMethods.LoadHalf);
                break;
            case ElementType.BFloat16:
                il.Emit(OpCodes.Call, ScalarMethods.LoadBFloat16);
                break;
            case ElementType.Int:
                il.Emit(OpCodes.Ldind_I8);
                break;
            default:
                il.Emit(OpCodes.Ldind_U1);
                break;
        }
    }

    private void StoreElement(ElementType element)
    {
        switch (element)
        {
            case ElementType.Float32:
                il.Emit(OpCodes.Stind_R4);
                break;
            case ElementType.Float64:
                il.Emit(OpCodes.Stind_R8);
                break;
            case ElementType.Float16:
                il.Emit(OpCodes.Call, ScalarMethods.StoreHalf);
                break;
            case ElementType.BFloat16:
                il.Emit(OpCodes.Call, ScalarMethods.StoreBFloat16);
                break;
            case ElementType.Int:
                il.Emit(OpCodes.Stind_I8);
                break;
            default:
                il.Emit(OpCodes.Stind_I1);
                break;
        }
    }
}
