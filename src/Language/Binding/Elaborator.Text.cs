using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private const long MostExact = 1L << 53;

    private Value EvaluateText(StringLiteralSyntax text, Frame frame)
    {
        var parts = ImmutableArray.CreateBuilder<TextPart>();
        var weight = 1L;
        foreach (var part in text.Parts)
        {
            if (part is StringTextPartSyntax literal)
            {
                parts.Add(new TextPart(literal.Value, null, null));
                weight += 1 + (literal.Value.Length / 16);
                continue;
            }

            var interpolation = (InterpolationSyntax)part;
            var value = Evaluate(interpolation.Expression, frame);
            var format = interpolation.Format?.Text;
            weight += value.Weight;
            if (weight > budget.Limit)
                return Bounded(new StringValue([]) { ComputedWeight = int.MaxValue }, text.Location, frame);
            if (value is PoisonValue)
            {
                parts.Add(new TextPart("?", null, null));
                continue;
            }

            if (value is StringValue inner && format is null)
                parts.AddRange(inner.Parts);
            else if (value is IntegerValue integer && format is null && (integer.Size.IsConstant || !frame.Acts))
                parts.Add(new TextPart(integer.Size.ToString(), null, null));
            else if (ToProgramValue(value, interpolation.Expression.Location, frame) is { } shown)
                parts.Add(new TextPart(null, shown, format));
        }

        return new StringValue(parts.ToImmutable()) { ComputedWeight = (int)weight };
    }

    // "step " + n: a value becomes part of a text in braces.
    private PoisonValue TextWithNumber(ExpressionSyntax other, Value value, Frame frame)
    {
        var written = other.Location.Text;
        return Poison(
            TypeErrors.WrongKind, other.Location, $"only text is joined to text, and this is {Describe(value)}; inside a text a value stands in braces", frame,
            fixes: written.Contains('"', StringComparison.Ordinal) ? [] : [new Diagnostics.DiagnosticFix("make it text", [new Diagnostics.TextEdit(other.Location, $"\"{{{written}}}\"")])]);
    }

    /// <summary>The value as something that the run can show; null when it was wrong and has been reported.</summary>
    internal ProgramValue? ToProgramValue(Value value, SourceLocation location, Frame frame)
    {
        switch (value)
        {
            case StringValue text:
                return new TextValue(text.Parts);
            // A tensor's constants are stored as f64, which has no place for all digits of these.
            case IntegerValue { Size.ConstantValue: > MostExact or < -MostExact } large:
                return Literal(large.Size.ToString());
            case IntegerValue integer when integer.Size.ConstantValue is { } constant:
                return new NodeValue(Builder.CreateConstant(constant, ElementType.Int, location));
            case NumberValue number:
                return new NodeValue(Builder.CreateConstant(number.Number, ElementType.Float64, location));
            case BooleanValue { Truth: { } truth }:
                return Literal(truth ? "true" : "false");
            case DataReferenceValue { Data.Type: not (Data.DataTensorType or Data.DataSizeType) } data:
                return new DataValue(data.Data);
            case DecodedTextValue decoded:
                return new DecodedValue(decoded.Decoder, decoded.Tokens);
            case TupleValue tuple:
                return Composite(tuple.Elements.Select(static e => ((string?)null, e)), location, frame);
            case RecordValue record:
                return Composite(record.Fields.Select(static f => ((string?)f.Name, f.Value)), location, frame);
            case ListValue list when list.Elements.Any(static e => e is StringValue or InstanceValue or TupleValue or RecordValue):
                return Composite(list.Elements.Select(static e => ((string?)null, e)), location, frame);
            case ListValue { Elements.IsEmpty: true }:
                return Literal("[]");
            case RangeValue or ListValue or TensorValue or DataReferenceValue or IntegerValue or BooleanValue { Node: not null }:
                return ToNode(value, location, frame) is { } node ? new NodeValue(node) : null;
            case ConversionValue type:
                return Literal(type.Element.Name());
            case PoisonValue or BooleanValue:
                return null;
            default:
                return Literal(Describe(value));
        }
    }

    private CompositeValue? Composite(IEnumerable<(string? Name, Value Value)> elements, SourceLocation location, Frame frame)
    {
        if (!budget.Spend())
        {
            WorkExceeded(location, frame);
            return null;
        }

        var shown = ImmutableArray.CreateBuilder<(string?, ProgramValue)>();
        foreach (var (name, value) in elements)
        {
            if (ToProgramValue(value, location, frame) is not { } element)
                return null;
            shown.Add((name, element));
        }

        return new CompositeValue(shown.ToImmutable());
    }

    private static TextValue Literal(string text) => new([new TextPart(text, null, null)]);
}
