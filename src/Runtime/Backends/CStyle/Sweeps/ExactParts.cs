using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>
/// Parts of expressions whose last bit may decide about far more: what is compared or becomes a whole number, and what functions take that are not defined beside it. A third of a distance of three is 1, and
/// what is a little less has another whole number below it.
/// </summary>
internal static class ExactParts
{
    /// <summary>Those of a way's elements; what a reduction gives is none, being a sum of many.</summary>
    public static IReadOnlySet<ScalarExpression> Of(SweepPass pass)
    {
        var tables = pass.Tables.ToDictionary<ElementKernel, TensorBuffer, ScalarExpression>(static table => table.Output, static table => table.Body, ReferenceEqualityComparer.Instance);
        var pending = new Stack<ScalarExpression>();
        ExpressionWalker.Visit(
            [.. tables.Values, .. pass.Reductions.Select(static kernel => kernel.Body)],
            part =>
            {
                foreach (var operand in Deciding(part))
                    pending.Push(operand);
            },
            null);
        var found = new HashSet<ScalarExpression>(ReferenceEqualityComparer.Instance);
        while (pending.TryPop(out var part))
        {
            if (part is ReduceScalar || !found.Add(part))
                continue;
            foreach (var operand in part is LoadScalar load && tables.TryGetValue(load.Buffer, out var body) ? [body] : ExpressionWalker.Operands(part))
                pending.Push(operand);
        }

        return found;
    }

    private static ReadOnlySpan<ScalarExpression> Deciding(ScalarExpression expression) => expression switch
    {
        UnaryScalar { Operation: ScalarOperation.Floor or ScalarOperation.Ceiling or ScalarOperation.Round or ScalarOperation.Sign } unary => new[] { unary.Operand },
        UnaryScalar { Operation: ScalarOperation.Log or ScalarOperation.Log1P or ScalarOperation.Sqrt } unary => new[] { unary.Operand },
        BinaryScalar { Operation: ScalarOperation.FloorDivide or ScalarOperation.Modulo or (>= ScalarOperation.Equal and <= ScalarOperation.GreaterOrEqual) } binary => new[] { binary.Left, binary.Right },
        BinaryScalar { Operation: ScalarOperation.Power } power => new[] { power.Right },
        SelectScalar select => new[] { select.Condition },
        CastScalar cast when !cast.Element.IsFloat() => new[] { cast.Operand },
        _ => [],
    };
}
