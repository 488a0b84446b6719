using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>A float as a product of others, element by element, with zeros where masks say so. Roundings to another float on the way are left out.</summary>
/// <param name="Factors">What is multiplied, each as often as it occurs.</param>
/// <param name="Masks">Where zeros are, each once.</param>
/// <param name="Scale">The product of all literals.</param>
internal sealed record FactoredValue(ImmutableArray<Node> Factors, ImmutableArray<ZeroMask> Masks, double Scale)
{
    // A longer product is left as it is from there on, so that sharing cannot make the walk long.
    private const int MostSteps = 64;

    /// <summary>The value as a product; itself alone where it is none.</summary>
    public static FactoredValue Of(Node value)
    {
        var factors = ImmutableArray.CreateBuilder<Node>();
        var masks = ImmutableArray.CreateBuilder<ZeroMask>();
        var scale = 1.0;
        var pending = new Stack<Node>([value]);
        for (var steps = 0; pending.TryPop(out var node); steps++)
        {
            if (UniformValue.Of(node) is { } literal)
            {
                scale *= literal;
            }
            else if (steps < MostSteps && node.Operator == ArithmeticOperators.Multiply)
            {
                pending.Push(node.Inputs[1]);
                pending.Push(node.Inputs[0]);
            }
            else if (steps < MostSteps && node.Operator == ArithmeticOperators.Divide && UniformValue.Of(node.Inputs[1]) is { } divisor and not 0)
            {
                scale /= divisor;
                pending.Push(node.Inputs[0]);
            }
            else if (steps < MostSteps && node.Operator == ArithmeticOperators.Negate)
            {
                scale = -scale;
                pending.Push(node.Inputs[0]);
            }
            else if (steps < MostSteps && node.Operator == ConversionOperators.Cast && node.Inputs[0].Element.IsFloat())
            {
                pending.Push(node.Inputs[0]);
            }
            else if (steps < MostSteps && node.Operator == ComparisonOperators.Where && (UniformValue.Of(node.Inputs[1]) == 0 || UniformValue.Of(node.Inputs[2]) == 0))
            {
                var isZeroWhereTrue = UniformValue.Of(node.Inputs[1]) == 0;
                var mask = new ZeroMask(node.Inputs[0], isZeroWhereTrue);
                if (!masks.Contains(mask))
                    masks.Add(mask);
                pending.Push(node.Inputs[isZeroWhereTrue ? 2 : 1]);
            }
            else
            {
                factors.Add(node);
            }
        }

        return new FactoredValue(factors.ToImmutable(), masks.ToImmutable(), scale);
    }

    /// <summary>The product without one of its factors.</summary>
    public FactoredValue Without(Node factor) => this with { Factors = Factors.Remove(factor) };

    /// <summary>By how much another product must be multiplied to be this one; null where more than literals differ.</summary>
    public double? RatioTo(FactoredValue other)
    {
        if (Factors.Length != other.Factors.Length || Masks.Length != other.Masks.Length || !Masks.All(other.Masks.Contains))
            return null;
        var left = other.Factors;
        foreach (var factor in Factors)
            left = left.Remove(factor);
        return left.IsEmpty && Scale / other.Scale is var ratio && double.IsFinite(ratio) ? ratio : null;
    }
}
