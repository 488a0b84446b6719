using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Shape rule and index arithmetic of reshape.</summary>
internal static class ReshapeRules
{
    /// <summary>The failure when the target cannot be shown to hold as many elements.</summary>
    public static ShapeFailure? Check(Shape source, Shape target, DimensionFacts facts)
    {
        var (have, want) = (source.ElementCount, target.ElementCount);
        if (facts.AreEqual(have, want) == true)
            return null;
        var notes = ImmutableArray.CreateBuilder<string>();
        if (DifferingConstants(have, want) is var (first, second))
            notes.Add($"{Factorize(first)}, but {Factorize(second)}");
        if (OpenSize(have, target, facts) is { } flat)
            notes.Add(flat);
        return new ShapeFailure(ShapeErrors.ElementCountChanges, $"{{0}} has shape {source}, that is {have} elements, but {target} holds {want}")
        {
            Conflict = (have, want),
            Notes = notes.ToImmutable(),
        };
    }

    /// <summary>Where the element at these positions of the target stands in the source; axes that stay whole keep their index.</summary>
    public static ImmutableArray<IndexExpression> MapIndices(
        ImmutableArray<int> target, ImmutableArray<int> source, ImmutableArray<IndexExpression> indices)
    {
        var result = new IndexExpression[source.Length];
        var (to, from) = (0, 0);
        while (to < target.Length || from < source.Length)
        {
            // The shortest runs of axes with the same number of elements map to each other alone.
            var (toStart, fromStart) = (to, from);
            long toCount = 1, fromCount = 1;
            do
            {
                if (to < target.Length && (toCount <= fromCount || from == source.Length))
                    toCount *= target[to++];
                else if (from < source.Length)
                    fromCount *= source[from++];
            }
            while (toCount != fromCount && (to < target.Length || from < source.Length));

            if (to - toStart == 1 && from - fromStart == 1)
            {
                result[fromStart] = indices[toStart];
                continue;
            }

            var flat = IndexExpression.Zero;
            for (var axis = toStart; axis < to; axis++)
                flat = (flat * target[axis]) + (target[axis] == 1 ? IndexExpression.Zero : indices[axis]);
            long stride = 1;
            for (var axis = from - 1; axis >= fromStart; axis--)
            {
                var position = stride == 0 ? IndexExpression.Zero : flat / stride;
                result[axis] = axis == fromStart || source[axis] == 0 ? position : position % source[axis];
                if (source[axis] == 1)
                    result[axis] = IndexExpression.Zero;
                stride *= source[axis];
            }
        }

        return [.. result];
    }

    private static (long First, long Second)? DifferingConstants(Dimension have, Dimension want)
    {
        if (have.ConstantValue is { } a && want.ConstantValue is { } b)
            return (a, b);
        return have.Terms.Count == 1 && want.Terms.Count == 1 && have.Terms.First() is var left && want.Terms.First() is var right && left.Key.Equals(right.Key)
            ? (left.Value, right.Value)
            : null;
    }

    private static string? OpenSize(Dimension have, Shape target, DimensionFacts facts)
    {
        if (target.Rank < 1)
            return null;
        var last = target.Without(target.Rank - 1);
        var rest = Dimension.DivideExactly(have, last.ElementCount, facts);
        return rest is null
            ? null
            : $"with the other sizes as they are, the last one has to be {rest}: {last.Insert(last.Rank, rest)}";
    }

    // 2352 = 2^4 * 3 * 7^2; trial division is bounded because a factor above the root of what is left is that rest.
    private static string Factorize(long number)
    {
        if (number < 4 || number > 1_000_000_000_000)
            return number.ToString();
        var text = new StringBuilder().Append(number).Append(" = ");
        var rest = number;
        var first = true;
        for (long factor = 2; factor * factor <= rest; factor++)
        {
            var power = 0;
            for (; rest % factor == 0; rest /= factor)
                power++;
            if (power > 0)
                Append(factor, power);
        }

        if (rest > 1)
            Append(rest, 1);
        return text.ToString();

        void Append(long factor, int power)
        {
            text.Append(first ? "" : " * ").Append(factor);
            if (power > 1)
                text.Append('^').Append(power);
            first = false;
        }
    }
}
