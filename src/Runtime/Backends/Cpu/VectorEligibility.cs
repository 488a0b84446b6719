using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>Decides whether a loop can run in vectors: every access is even or fixed along it, every operation exists for vectors.</summary>
internal sealed class VectorEligibility(LoopCollapse collapse, FreeVariableTable free, VectorMethods methods, ElementType element, LoopVariable variable)
{
    private const int FunctionOperations = 20;

    private readonly Dictionary<ScalarExpression, bool> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether an expression can be computed for neighbouring values of the variable at once.</summary>
    public bool Accepts(ScalarExpression expression)
    {
        if (!known.TryGetValue(expression, out var accepted))
        {
            accepted = Decide(expression);
            known.Add(expression, accepted);
        }

        return accepted;
    }

    /// <summary>About how many vector instructions an expression takes.</summary>
    public static int OperationCount(ScalarExpression expression)
    {
        var count = 0;
        ExpressionWalker.Visit(expression, part => count += part is UnaryScalar { Operation: >= ScalarOperation.Exp and <= ScalarOperation.Erf } ? FunctionOperations : 1, null);
        return count;
    }

    /// <summary>Whether an expression contains a function that takes many instructions.</summary>
    public static bool HasFunction(ScalarExpression expression)
    {
        var found = false;
        ExpressionWalker.Visit(expression, part => found |= part is UnaryScalar unary && LaneFunctions.Has(unary.Operation), null);
        return found;
    }

    private bool Decide(ScalarExpression expression)
    {
        if (!free.Of(expression).Contains(variable))
            return expression.Element == element || expression.Element == ElementType.Bool;
        if (expression.Element != element && expression.Element != ElementType.Bool)
            return false;
        return expression switch
        {
            LoadScalar load => (load.Buffer.Element == element || methods.LoadMask is not null) && collapse.Position(load).StrideOf(variable) == 1,
            UnaryScalar unary => IsKnown(unary.Operation) && Accepts(unary.Operand),
            BinaryScalar binary => IsKnownBinary(binary.Operation) && Accepts(binary.Left) && Accepts(binary.Right),
            SelectScalar select => Accepts(select.Condition) && Accepts(select.WhenTrue) && Accepts(select.WhenFalse),
            CastScalar cast => Accepts(cast.Operand),
            GuardedScalar guarded => guarded.Guards.All(IsFixed) && Accepts(guarded.Body) && Accepts(guarded.Otherwise),
            ReduceScalar reduce => reduce.Element == element && methods.CombineLanes(reduce.Kind) is not null && Accepts(reduce.Body),
            _ => false,
        };
    }

    private bool IsKnown(ScalarOperation operation) =>
        operation is ScalarOperation.Not or ScalarOperation.IsNaN || methods.Unary(operation) is not null
        || (element == ElementType.Float32 && LaneFunctions.Has(operation));

    private bool IsKnownBinary(ScalarOperation operation) =>
        operation is ScalarOperation.And or ScalarOperation.Or or ScalarOperation.NotEqual || methods.Binary(operation) is not null;

    private bool IsFixed(IndexGuard guard) => LinearIndex.Of(guard.Index).StrideOf(variable) == 0;
}
