using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>Puts indices in the place of loop variables everywhere in an expression; parts that were shared stay shared.</summary>
/// <param name="replacements">What stands for a variable; others stay.</param>
public sealed class LoopSubstitution(IReadOnlyDictionary<LoopVariable, IndexExpression> replacements)
{
    private readonly Dictionary<ScalarExpression, ScalarExpression> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Lets a part of the expression be another one.</summary>
    public void Replace(ScalarExpression part, ScalarExpression other) => known[part] = other;

    /// <summary>The expression with replacements; it must load no index.</summary>
    public ScalarExpression Apply(ScalarExpression expression)
    {
        if (!known.TryGetValue(expression, out var result))
        {
            result = Make(expression);
            known.Add(expression, result);
        }

        return result;
    }

    private ScalarExpression Make(ScalarExpression expression) => expression switch
    {
        LoadScalar load => IndexSubstitution.Apply(load, replacements),
        IndexScalar index => new IndexScalar(IndexSubstitution.Apply(index.Index, replacements)),
        GuardedScalar guarded => new GuardedScalar(
            [.. guarded.Guards.Select(guard => guard with { Index = IndexSubstitution.Apply(guard.Index, replacements) })], Apply(guarded.Body), Apply(guarded.Otherwise)),
        RandomScalar random => random with { Seed = Apply(random.Seed), Counter = Apply(random.Counter), ElementIndex = IndexSubstitution.Apply(random.ElementIndex, replacements) },
        _ => ExpressionWalker.WithOperands(expression, Apply),
    };
}
