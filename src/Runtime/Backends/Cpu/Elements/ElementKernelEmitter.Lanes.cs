using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <content>Values of all lanes of a turn.</content>
internal sealed partial class ElementKernelEmitter
{
    private static int ByteSizeOf(ElementType element) => element.ByteSize();

    private bool IsVarying(ScalarExpression expression) => lanes is not null && free.Of(expression).Contains(lanes.Variable);

    private LaneValue? FindLanes(ScalarExpression expression)
    {
        for (var i = scopes.Count - 1; i >= 0; i--)
        {
            if (scopes[i].Lanes.TryGetValue(expression, out var known))
                return known;
        }

        return null;
    }

    /// <summary>Computes an expression for all lanes, once a scope.</summary>
    private LaneValue EmitLanes(ScalarExpression expression)
    {
        if (!IsVarying(expression))
            return Broadcast(expression);
        if (FindLanes(expression) is { } known)
            return known;
        var code = lanes!.Code;
        var mark = code.Mark();
        var value = ComputeLanes(expression);
        code.Release(mark, value);
        Scope.Rented.AddRange(code.Detach(mark));
        Scope.Lanes.Add(expression, value);
        return value;
    }

    /// <summary>A scalar in all lanes.</summary>
    private LaneValue Broadcast(ScalarExpression expression)
    {
        var form = LaneForm.Of(expression.Element);
        if (expression is ConstantScalar constant && form != LaneForm.Mask)
            return new LaneValue(form.VectorType, [], constant.Value);
        for (var i = scopes.Count - 1; i >= 0; i--)
        {
            if (scopes[i].Broadcasts.TryGetValue(expression, out var known))
                return known;
        }

        var scalar = EmitScalar(expression);
        var value = new LaneValue(form.VectorType, [Rent(form.VectorType)]);
        il.Emit(OpCodes.Ldloc, scalar);
        il.Emit(OpCodes.Call, form.Broadcast);
        il.Emit(OpCodes.Stloc, value[0]);
        Scope.Broadcasts.Add(expression, value);
        return value;
    }

    private LaneValue ComputeLanes(ScalarExpression expression)
    {
        var (code, form) = (lanes!.Code, LaneForm.Of(expression.Element));
        if (new LaneJudge(collapse, free, lanes.Variable).IsSerial(expression))
            return ComputeSerially(expression);
        switch (expression)
        {
            case LoadScalar load:
                return LoadLanes(load);
            case IndexScalar index:
                return IndexLanes(index);
            case RandomScalar random:
                return RandomLanes(random);
            case UnaryScalar { Operation: ScalarOperation.Exp, Operand: UnaryScalar { Operation: ScalarOperation.Negate, Operand: BinaryScalar { Operation: ScalarOperation.Multiply } square } }
                when form == LaneForm.Single && ReferenceEquals(square.Left, square.Right):
                return LaneFunctions.ExpOfNegative(code, EmitLanes(square));
            case UnaryScalar unary:
                return ApplyUnaryLanes(unary, EmitLanes(unary.Operand));
            case BinaryScalar { Operation: ScalarOperation.Power, Right: ConstantScalar { Value: 2 or 3 or -1 } exponent } power when form == LaneForm.Single:
                return WholePower(EmitLanes(power.Left), (int)exponent.Value);
            case BinaryScalar { Operation: ScalarOperation.Add or ScalarOperation.Subtract } sum when FindProduct(sum) is var (product, other):
                var method = sum.Operation == ScalarOperation.Add ? LaneOperations.FusedMultiplyAdd(form)! : LaneMethods.FusedNegateMultiplyAdd;
                return code.Apply(method, EmitLanes(product.Left), EmitLanes(product.Right), EmitLanes(other));
            case BinaryScalar comparison when new IndexLanesRule(lanes.Variable).DifferenceOf(comparison) is { } difference:
                return CompareIndices(comparison.Operation, difference);
            case BinaryScalar binary:
                var (left, right) = (EmitLanes(binary.Left), EmitLanes(binary.Right));
                return ApplyBinaryLanes(binary.Operation, LaneForm.Of(binary.Left.Element), left, right);
            case SelectScalar select:
                return SelectLanes(select, form);
            case CastScalar cast:
                return CastLanes(cast, EmitLanes(cast.Operand));
            case GuardedScalar guarded:
                return GuardLanes(guarded, form);
            case ReduceScalar reduce:
                return ReduceColumns(reduce);
            default:
                throw new InvalidOperationException($"{expression.GetType().Name} cannot be computed in vectors");
        }
    }

    /// <summary>The product that nothing but this sum uses, and what it is added to or subtracted from.</summary>
    private (BinaryScalar Product, ScalarExpression Other)? FindProduct(BinaryScalar sum)
    {
        if (IsOwnProduct(sum.Right) && (sum.Operation == ScalarOperation.Add || LaneForm.Of(sum.Element) == LaneForm.Single))
            return ((BinaryScalar)sum.Right, sum.Left);
        return sum.Operation == ScalarOperation.Add && IsOwnProduct(sum.Left) ? ((BinaryScalar)sum.Left, sum.Right) : null;
    }

    private bool IsOwnProduct(ScalarExpression expression) =>
        expression is BinaryScalar { Operation: ScalarOperation.Multiply } && LaneOperations.FusedMultiplyAdd(LaneForm.Of(expression.Element)) is not null
        && IsVarying(expression) && users.Of(expression) == 1;

    /// <summary>The square, the cube or the reciprocal.</summary>
    private LaneValue WholePower(LaneValue x, int exponent)
    {
        var code = lanes!.Code;
        if (exponent == -1)
            return code.Divide(LaneCode.Literal(1f), x);
        var square = code.Multiply(x, x);
        return exponent == 2 ? square : code.Multiply(square, x);
    }

    private LaneValue ApplyUnaryLanes(UnaryScalar unary, LaneValue operand)
    {
        var (code, form) = (lanes!.Code, LaneForm.Of(unary.Operand.Element));
        if (unary.Operation == ScalarOperation.IsNaN)
        {
            return unary.Operand.Element.IsFloat()
                ? ApplyBinaryLanes(ScalarOperation.NotEqual, form, operand, operand)
                : Copy(LaneForm.Mask, Broadcast(new ConstantScalar(0, ElementType.Bool)));
        }

        if (LaneJudge.IsNothing(unary))
            return Copy(form, operand);
        if (form == LaneForm.Single && LaneFunctions.Has(unary.Operation))
            return LaneFunctions.Emit(code, unary.Operation, operand);
        return code.Apply(LaneOperations.Unary(form, unary.Operation)!, operand);
    }

    private LaneValue ApplyBinaryLanes(ScalarOperation operation, LaneForm form, LaneValue left, LaneValue right)
    {
        var code = lanes!.Code;
        if (form == LaneForm.Mask || !LaneOperations.IsComparison(operation))
            return code.Apply(LaneOperations.Arithmetic(form, operation)!, left, right);
        var compared = code.Apply(LaneOperations.Comparison(form, operation)!, left, right);
        return Narrowed(form, compared);
    }

    /// <summary>The truth values of a comparison of this kind of numbers.</summary>
    private LaneValue Narrowed(LaneForm form, LaneValue compared) =>
        form == LaneForm.Double ? lanes!.Code.Join(LaneConversions.JoinDoubleMasks, compared)
        : form == LaneForm.Integer ? lanes!.Code.Join(LaneConversions.JoinIntegerMasks, compared)
        : compared;

    /// <summary>A mask as wide as this kind of numbers.</summary>
    private LaneValue Widened(LaneForm form, LaneValue mask) =>
        form == LaneForm.Double ? lanes!.Code.Split(LaneConversions.LowerMask, LaneConversions.UpperMask, mask)
        : form == LaneForm.Integer ? lanes!.Code.Split(LaneConversions.LowerIntegerMask, LaneConversions.UpperIntegerMask, mask)
        : mask;

    private LaneValue SelectLanes(SelectScalar select, LaneForm form)
    {
        var code = lanes!.Code;
        if (form.Vectors == 1 && select.Condition is BinaryScalar { Left: var number } comparison && LaneForm.Of(number.Element) == LaneForm.Single
            && IsVarying(comparison) && FindLanes(comparison) is null && LaneOperations.IsComparison(comparison.Operation))
        {
            var (left, right) = (EmitLanes(comparison.Left), EmitLanes(comparison.Right));
            return code.SelectIf(LaneOperations.Comparison(LaneForm.Single, comparison.Operation)!, left, right, EmitLanes(select.WhenTrue), EmitLanes(select.WhenFalse));
        }

        var condition = Widened(form, EmitLanes(select.Condition));
        return code.Apply(LaneOperations.Select(form), condition, EmitLanes(select.WhenTrue), EmitLanes(select.WhenFalse));
    }

    private LaneValue CastLanes(CastScalar cast, LaneValue operand)
    {
        var (code, from, to) = (lanes!.Code, LaneForm.Of(cast.Operand.Element), LaneForm.Of(cast.Element));
        var value = operand;
        if (to == LaneForm.Mask)
        {
            return from == LaneForm.Mask
                ? Copy(to, operand)
                : ApplyBinaryLanes(ScalarOperation.NotEqual, from, operand, new LaneValue(from.VectorType, []));
        }

        if (from == LaneForm.Mask)
        {
            var ones = new LaneValue(to.VectorType, [], 1);
            value = code.Apply(to == LaneForm.Double ? LaneConversions.DoubleAnd : to == LaneForm.Integer ? LaneConversions.IntegerAnd : LaneMethods.And, Widened(to, operand), ones);
        }
        else if (from != to)
        {
            value = Converted(from, to, operand);
        }

        if (cast.Element == ElementType.Float16 && cast.Operand.Element != ElementType.Float16)
            return code.Apply(LaneConversions.RoundToHalf, value);
        if (cast.Element == ElementType.BFloat16 && cast.Operand.Element != ElementType.BFloat16)
            return code.Apply(LaneConversions.RoundToBFloat16, value);
        return ReferenceEquals(value, operand) ? Copy(to, operand) : value;
    }

    private LaneValue Converted(LaneForm from, LaneForm to, LaneValue operand)
    {
        var code = lanes!.Code;
        if (from == LaneForm.Single)
        {
            return to == LaneForm.Double
                ? code.Split(LaneConversions.LowerDoubles, LaneConversions.UpperDoubles, operand)
                : code.Split(LaneConversions.LowerIntegers, LaneConversions.UpperIntegers, operand);
        }

        if (to == LaneForm.Single)
            return code.Join(from == LaneForm.Double ? LaneConversions.JoinDoubles : LaneConversions.JoinIntegers, operand);
        return code.Apply(from == LaneForm.Double ? LaneConversions.DoublesToIntegers : LaneConversions.IntegersToDoubles, operand);
    }

    /// <summary>The same value in locals of its own.</summary>
    private LaneValue Copy(LaneForm form, LaneValue value)
    {
        var copy = lanes!.Code.NewValue(form.VectorType);
        Assign(copy, value);
        return copy;
    }

    private void Assign(LaneValue target, LaneValue value)
    {
        for (var position = 0; position < target.Locals.Length; position++)
        {
            lanes!.Code.Push(value, position);
            il.Emit(OpCodes.Stloc, target.Locals[position]);
        }
    }
}
