using Dsl.Language.Types;

namespace Dsl.Runtime.Export;

/// <summary>
/// Sizes as values of an ONNX graph: numbers where they are known, otherwise computed from the shapes of the model's inputs, so that a model takes batches of every size. They are
/// computed in the outermost graph, where bodies find them too.
/// </summary>
internal sealed class OnnxSizes(OnnxGraphBuilder builder, IReadOnlyDictionary<DimensionSymbol, Dimension> known)
{
    private readonly Dictionary<DimensionSymbol, (string Input, int Axis)> places = [];
    private readonly Dictionary<Dimension, string> values = [];

    /// <summary>Says that an input tells the sizes of its axes.</summary>
    public void Learn(string input, Shape shape)
    {
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis].Size.SingleSymbol is { } symbol)
                places.TryAdd(symbol, (input, axis));
        }
    }

    /// <summary>The size with what is known by now put into it.</summary>
    public Dimension Known(Dimension size) => size.IsConstant || !size.TrySubstitute(known, out var result) ? size : result;

    /// <summary>The shape with what is known by now put into it.</summary>
    public Shape Known(Shape shape) => shape.IsConstant ? shape : shape.Substitute(known) ?? shape;

    /// <summary>A list of one size.</summary>
    public string List(Dimension size)
    {
        var wanted = Known(size);
        if (wanted.ConstantValue is { } number)
            return builder.Integers(number);
        if (values.TryGetValue(wanted, out var present))
            return present;
        return values[wanted] = Sum(wanted);
    }

    /// <summary>A size as a number, not a list.</summary>
    public string Number(Dimension size) => Known(size).ConstantValue is { } number
        ? builder.Scalar(ElementType.Int, number)
        : builder.Add("Squeeze", [List(size), builder.Integers(0)]);

    /// <summary>The sizes of a shape as a list.</summary>
    public string List(Shape shape)
    {
        var wanted = Known(shape);
        return wanted.IsConstant
            ? builder.Integers([.. wanted.ToConstant().Select(static size => (long)size)])
            : builder.Add("Concat", [.. wanted.Axes.Select(axis => List(axis.Size))], OnnxAttribute.Of("axis", 0));
    }

    private string Sum(Dimension size)
    {
        string? sum = null;
        foreach (var (monomial, count) in size.Terms)
        {
            var term = Product(monomial, count);
            sum = sum is null ? term : builder.Add("Add", [sum, term]);
        }

        return sum!;
    }

    private string Product(Monomial monomial, long count)
    {
        string? product = null;
        foreach (var (factor, power) in monomial.Factors)
        {
            for (var i = 0; i < power; i++)
                product = product is null ? Factor(factor) : builder.Add("Mul", [product, Factor(factor)]);
        }

        return product is null ? builder.Integers(count) : count == 1 ? product : builder.Add("Mul", [product, builder.Integers(count)]);
    }

    // Sizes are not negative, and neither is what divides them, so rounding towards zero is rounding down.
    private string Factor(DimensionFactor factor) => factor switch
    {
        SymbolFactor { Symbol: var symbol } => places.TryGetValue(symbol, out var place)
            ? builder.Add("Gather", [builder.Add("Shape", [place.Input]), builder.Integers(place.Axis)], OnnxAttribute.Of("axis", 0))
            : builder.Refuse($"the size {symbol} is no size of an input, and it is not known yet"),
        QuotientFactor quotient => builder.Add("Div", [List(quotient.Dividend), List(quotient.Divisor)]),
        RemainderFactor remainder => builder.Add("Mod", [List(remainder.Dividend), List(remainder.Divisor)]),
        _ => throw new InvalidOperationException($"a factor {factor.GetType().Name} of a size has no form in ONNX"),
    };
}
