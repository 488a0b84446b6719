using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Splits loops of a sum of products where an operand is read at a quotient and a remainder of the loop's variable, as after joining or taking apart axes: with
/// two loops in the place of the one, every position is affine again.
/// </summary>
internal static class LoopSplitting
{
    /// <summary>The kernel with such loops split; the same kernel when there are none.</summary>
    public static ElementKernel Apply(ElementKernel kernel)
    {
        if (kernel.Body is not ReduceScalar { Kind: ReductionKind.Sum, Body: BinaryScalar { Operation: ScalarOperation.Multiply, Left: LoadScalar left, Right: LoadScalar right } product } reduce)
            return kernel;
        var divisors = new Dictionary<LoopVariable, long>();
        var blocked = new HashSet<LoopVariable>();
        Collect(left, divisors, blocked);
        Collect(right, divisors, blocked);
        var replacements = new Dictionary<LoopVariable, IndexExpression>();
        var parts = new Dictionary<LoopVariable, ImmutableArray<LoopVariable>>();
        foreach (var (variable, divisor) in divisors)
        {
            if (blocked.Contains(variable) || variable.Extent % divisor != 0)
                continue;
            var quotient = new LoopVariable($"{variable.Name}.outer", (int)(variable.Extent / divisor));
            var remainder = new LoopVariable($"{variable.Name}.inner", (int)divisor);
            parts.Add(variable, [quotient, remainder]);
            replacements.Add(variable, ((IndexExpression)quotient * divisor) + remainder);
        }

        if (parts.Count == 0)
            return kernel;
        return kernel with
        {
            Loops = Replace(kernel.Loops, parts),
            OutputIndices = [.. kernel.OutputIndices.Select(index => IndexSubstitution.Apply(index, replacements))],
            Body = reduce with
            {
                Variables = Replace(reduce.Variables, parts),
                Body = product with { Left = IndexSubstitution.Apply(left, replacements), Right = IndexSubstitution.Apply(right, replacements) },
            },
        };
    }

    private static ImmutableArray<LoopVariable> Replace(ImmutableArray<LoopVariable> variables, Dictionary<LoopVariable, ImmutableArray<LoopVariable>> parts) =>
        [.. variables.SelectMany(variable => parts.GetValueOrDefault(variable, [variable]))];

    /// <summary>Finds the divisors of variables; a variable with several, or inside something else, is blocked.</summary>
    private static void Collect(LoadScalar load, Dictionary<LoopVariable, long> divisors, HashSet<LoopVariable> blocked)
    {
        foreach (var (atom, _) in LinearIndex.OfElement(load.Buffer.Shape, load.Indices).Terms)
        {
            switch (atom)
            {
                case LoopIndex:
                    break;
                case FloorDivideIndex { Index: LoopIndex { Variable: var variable }, Divisor: var divisor }:
                    Add(variable, divisor);
                    break;
                case ModuloIndex { Index: LoopIndex { Variable: var variable }, Divisor: var divisor }:
                    Add(variable, divisor);
                    break;
                default:
                    ExpressionWalker.Visit(load, null, index =>
                    {
                        if (index is LoopIndex loop)
                            blocked.Add(loop.Variable);
                    });
                    break;
            }
        }

        void Add(LoopVariable variable, long divisor)
        {
            if (!divisors.TryAdd(variable, divisor) && divisors[variable] != divisor)
                blocked.Add(variable);
        }
    }
}
