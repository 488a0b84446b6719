using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Values;

/// <summary>What distributions of the library gave for the shapes of weights, for checks that draw nothing.</summary>
internal sealed class DrawnValues
{
    private readonly Dictionary<Syntax.LambdaSyntax, List<(LambdaValue Distribution, Node Value)>> known = [];

    /// <summary>What an equal distribution gave for that shape; null when none was asked.</summary>
    public Node? Find(CallableValue distribution, Shape shape)
    {
        if (distribution is not LambdaValue lambda || !known.TryGetValue(lambda.Syntax, out var draws))
            return null;
        foreach (var draw in draws)
        {
            if (draw.Value.Shape.Equals(shape) && IsSame(draw.Distribution, lambda))
                return draw.Value;
        }

        return null;
    }

    /// <summary>Keeps what a distribution gave, where it is one of the library with plain settings.</summary>
    public void Keep(CallableValue distribution, Node value)
    {
        if (distribution is not LambdaValue lambda || !Elaborator.IsLibrary(lambda.Syntax.Source) || !IsPlain(lambda))
            return;
        if (!known.TryGetValue(lambda.Syntax, out var draws))
            known[lambda.Syntax] = draws = [];
        draws.Add((lambda, value));
    }

    private static bool IsPlain(Value value) => value switch
    {
        NumberValue { Node: null } or IntegerValue { Node: null } or BooleanValue { Node: null } => true,
        LambdaValue lambda => Elaborator.IsLibrary(lambda.Syntax.Source) && AreAllPlain(lambda.Frame.Names),
        _ => false,
    };

    private static bool AreAllPlain(ImmutableDictionary<string, Value> names)
    {
        foreach (var (_, value) in names)
        {
            if (!IsPlain(value))
                return false;
        }

        return true;
    }

    private static bool IsSame(Value left, Value right) => (left, right) switch
    {
        (IntegerValue a, IntegerValue b) => a.Size.Equals(b.Size),
        (LambdaValue a, LambdaValue b) => ReferenceEquals(a.Syntax, b.Syntax) && a.Frame.Names.Count == b.Frame.Names.Count
            && a.Frame.Names.All(n => b.Frame.Names.TryGetValue(n.Key, out var other) && IsSame(n.Value, other)),
        _ => left.Equals(right),
    };
}
