using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Syntax;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Declarations;

/// <summary>Inputs that have just the shapes that a signature announces, with a symbol for every name in it.</summary>
internal static class GenericArguments
{
    /// <summary>The arguments, or null when a parameter announces no shape.</summary>
    public static ImmutableArray<Argument>? Of(
        Elaborator elaborator, ParameterListSyntax parameters, ImmutableDictionary<string, Value> settings)
    {
        var names = new Dictionary<string, Dimension>();
        foreach (var (name, value) in settings)
        {
            if (value is IntegerValue integer)
                names[name] = integer.Size;
        }

        var arguments = ImmutableArray.CreateBuilder<Argument>();
        foreach (var parameter in parameters.Parameters.Elements)
        {
            if (parameter.Type is not { } type || Make(parameter, type, names, elaborator) is not { } value)
                return null;
            arguments.Add(new Argument(null, value, parameter.Location));
        }

        return arguments.ToImmutable();
    }

    /// <summary>A value of the announced type, or null when it cannot be made up.</summary>
    public static Value? Make(ParameterSyntax parameter, TypeSyntax type, Dictionary<string, Dimension> names, Elaborator elaborator)
    {
        var element = type.ElementName is { } elementName ? ElementTypes.FromName(elementName.Text) : ElementType.Float32;
        if (element is not { } known)
            return null;
        if (type.Shape is null)
        {
            return known switch
            {
                ElementType.Int => Symbol(parameter, names, DimensionSymbolKind.Configuration),
                ElementType.Bool => new BooleanValue(null),
                _ => elaborator.OpenSetting(parameter.Name.Text, known),
            };
        }

        var axes = ImmutableArray.CreateBuilder<Axis>();
        foreach (var dimension in type.Shape.Dimensions.Elements)
        {
            switch (dimension)
            {
                case EllipsisSyntax:
                    return null;
                default:
                    if (Size(dimension, names) is not { } size)
                        return null;
                    axes.Add(new Axis(size, dimension is NameSyntax name ? name.Name : null, new Origin(parameter.Location, parameter.Location.Text)));
                    break;
            }
        }

        return new TensorValue(elaborator.Builder.CreateInput(new GraphInput(parameter.Name.Text, new TensorType(known, new Shape(axes.ToImmutable())))));
    }

    private static IntegerValue Symbol(ParameterSyntax parameter, Dictionary<string, Dimension> names, DimensionSymbolKind kind)
    {
        var origin = new Origin(parameter.Location, parameter.Location.Text);
        var size = Dimension.Of(new DimensionSymbol(parameter.Name.Text, kind, origin));
        names[parameter.Name.Text] = size;
        return new IntegerValue(size, parameter.Name.Text, origin);
    }

    private static Dimension? Size(ExpressionSyntax dimension, Dictionary<string, Dimension> names)
    {
        switch (dimension)
        {
            case NumberLiteralSyntax { IsInteger: true } number:
                return number.IntegerValue;
            case ParenthesizedSyntax parenthesized:
                return Size(parenthesized.Expression, names);
            case NameSyntax name:
                if (!names.TryGetValue(name.Name, out var known))
                    names[name.Name] = known = Dimension.Of(new DimensionSymbol(name.Name, DimensionSymbolKind.Rigid, new Origin(name.Location, name.Name)));
                return known;
            case BinarySyntax binary:
                if (Size(binary.Left, names) is not { } left || Size(binary.Right, names) is not { } right)
                    return null;
                return binary.Operator.Kind switch
                {
                    SyntaxKind.PlusToken => left + right,
                    SyntaxKind.MinusToken => left - right,
                    SyntaxKind.StarToken => left * right,
                    SyntaxKind.SlashToken when right.ConstantValue != 0 => Dimension.DemandExactQuotient(left, right),
                    _ => null,
                };
            default:
                return null;
        }
    }
}
