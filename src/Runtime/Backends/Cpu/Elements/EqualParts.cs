using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>
/// Makes one object of equal parts of bodies where computing them costs something: loads, functions, quotients. Kernels that were lowered one by one and joined later, such as a function and its
/// gradient, have them. Other operations stay as they are, since a sum that is its product's only user takes it in one rounding.
/// </summary>
internal sealed class EqualParts
{
    private readonly Dictionary<ScalarExpression, ScalarExpression> known = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ScalarExpression, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PartKey, int> keys = [];
    private readonly Dictionary<int, ScalarExpression> first = [];
    private readonly List<(LoadScalar Load, int Number)> loads = [];
    private int count;

    private EqualParts()
    {
    }

    /// <summary>The bodies with equal parts shared.</summary>
    public static ScalarExpression[] Of(ReadOnlySpan<ScalarExpression> bodies)
    {
        var parts = new EqualParts();
        var shared = new ScalarExpression[bodies.Length];
        for (var i = 0; i < bodies.Length; i++)
            shared[i] = parts.Apply(bodies[i]);
        return shared;
    }

    private ScalarExpression Apply(ScalarExpression part)
    {
        if (known.TryGetValue(part, out var result))
            return result;
        result = part;
        if (IsOpen(part))
        {
            var isChanged = false;
            foreach (var operand in ExpressionWalker.Operands(part))
                isChanged |= !ReferenceEquals(Apply(operand), operand);
            if (isChanged)
                result = ExpressionWalker.WithOperands(part, Apply);
        }

        var number = NumberOf(result);
        if (IsCostly(result) && !first.TryAdd(number, result))
            result = first[number];
        known.Add(part, result);
        numbers.TryAdd(result, number);
        return result;
    }

    /// <summary>Equal numbers for equal parts; what has loops, branches or random numbers of its own equals only itself.</summary>
    private int NumberOf(ScalarExpression part)
    {
        if (numbers.TryGetValue(part, out var number))
            return number;
        if (part is LoadScalar load)
            return NumberOfLoad(load);
        if (!IsOpen(part))
            return count++;
        var operands = ExpressionWalker.Operands(part);
        var key = new PartKey(
            part.GetType(), part.Element, OperationOf(part), part is ConstantScalar constant ? BitConverter.DoubleToInt64Bits(constant.Value) : 0,
            operands.Length > 0 ? numbers[operands[0]] : -1, operands.Length > 1 ? numbers[operands[1]] : -1, operands.Length > 2 ? numbers[operands[2]] : -1);
        if (!keys.TryGetValue(key, out number))
            keys.Add(key, number = count++);
        return number;
    }

    private int NumberOfLoad(LoadScalar load)
    {
        foreach (var (other, number) in loads)
        {
            if (other.Buffer == load.Buffer && other.Indices.AsSpan().SequenceEqual(load.Indices.AsSpan(), IndexComparer.Instance))
                return number;
        }

        loads.Add((load, count));
        return count++;
    }

    private static bool IsOpen(ScalarExpression part) => part is ConstantScalar or UnaryScalar or BinaryScalar or SelectScalar or CastScalar;

    private static int OperationOf(ScalarExpression part) => part switch
    {
        UnaryScalar unary => (int)unary.Operation,
        BinaryScalar binary => (int)binary.Operation,
        _ => -1,
    };

    private static bool IsCostly(ScalarExpression part) => part switch
    {
        LoadScalar => true,
        UnaryScalar unary => unary.Operation is not (ScalarOperation.Negate or ScalarOperation.Abs or ScalarOperation.Not),
        BinaryScalar binary => binary.Operation is ScalarOperation.Divide or ScalarOperation.Power,
        _ => false,
    };

    /// <summary>What makes two parts equal.</summary>
    private readonly record struct PartKey(Type Kind, ElementType Element, int Operation, long Constant, int First, int Second, int Third);
}
