using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding;

/// <summary>What names stand for after a loop that runs.</summary>
public sealed partial class Elaborator
{
    // The number of turns, where it is known before the script runs.
    private static long? TurnsOf(RangeValue bounds) =>
        bounds is { Start: IntegerValue { Size.ConstantValue: { } first }, Stop: IntegerValue { Size.ConstantValue: { } last } } ? Math.Max(last - first, 0) : null;

    // A range, or data, is a tensor where a turn makes a tensor of it.
    private Value AsItBecomes(Value before, Value after, SourceLocation location, Frame frame)
    {
        switch (before, after)
        {
            case (RangeValue or DataReferenceValue { Data.Type: Data.DataTensorType }, TensorValue):
                return ToNode(before, location, frame) is { } node ? new TensorValue(node) : before;
            case (RecordValue first, RecordValue second) when first.Fields.Select(static f => f.Name).SequenceEqual(second.Fields.Select(static f => f.Name)):
                var fields = first.Fields.Zip(second.Fields, (a, b) => (a.Name, AsItBecomes(a.Value, b.Value, location, frame))).ToImmutableArray();
                return fields.SequenceEqual(first.Fields) ? before : new RecordValue(fields);
            case (TupleValue first, TupleValue second) when first.Elements.Length == second.Elements.Length:
                var elements = first.Elements.Zip(second.Elements, (a, b) => AsItBecomes(a, b, location, frame)).ToImmutableArray();
                return elements.SequenceEqual(first.Elements) ? before : new TupleValue(elements);
            default:
                return before;
        }
    }

    /// <summary>What a name that the loop binds stands for afterwards.</summary>
    /// <param name="name">The name.</param>
    /// <param name="before">What it stands for before the loop.</param>
    /// <param name="after">What it stands for at the end of the body.</param>
    /// <param name="turns">The number of turns, where it is known.</param>
    /// <param name="last">What the loop carries, as of the end of the last turn, by its paths.</param>
    /// <param name="carries">Takes up what only the last turn is asked for.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="frame">Where its body was looked at.</param>
    private Value AfterLoop(
        string name, Value before, Value after, long? turns, Dictionary<string, Value> last, ImmutableArray<LoopCarry>.Builder carries, ForStatementSyntax loop, Frame frame)
    {
        if (after is PoisonValue)
            return after;
        if (CarriedLeaves.Of(name, before) is { } leaves)
        {
            if (!leaves.Any(static l => l.Leaf is PoisonValue) && !(CarriedLeaves.Of(name, after) is { } parts && leaves.Select(static l => l.Path).ToHashSet().SetEquals(parts.Select(static p => p.Path))))
                return ReportOtherParts(name, before, after, loop, frame);
            return CarriedLeaves.Replace(name, after, last);
        }

        if (turns == 0 || after is UncarriedValue { IsFromLoop: false })
            return before;
        var kind = before is UncarriedValue outer ? outer.Before : before;
        if (kind is not (StringValue or CallableValue or RecordValue or TupleValue))
            return after;
        if (CarriedLeaves.Of(name, after) is not null)
            return ReportOtherParts(name, kind, after, loop, frame);

        // Its own parts may be those of a turn that there was not, or have changed since they were put together.
        return (turns is not null ? OfLastTurn(after, name, carries) : null) ?? new UncarriedValue(kind) { IsFromLoop = true };
    }

    /// <summary>The value with what the run computes of it as it is at the end of the last turn; null where that cannot be handed on.</summary>
    private Value? OfLastTurn(Value value, string name, ImmutableArray<LoopCarry>.Builder carries)
    {
        switch (value)
        {
            case IntegerValue or NumberValue or BooleanValue { Node: null } or (CallableValue and not LambdaValue):
                return value;
            case BooleanValue { Node: { } node }:
                return OfLastTurn(new TensorValue(node), name, carries);
            case TensorValue { Node: var node }:
                return Carried(node) is { } carried ? new TensorValue(carried) : null;
            case StringValue text:
                return Text(text.Parts) is { } shown ? text with { Parts = shown.Parts } : null;
            case TupleValue tuple:
                return All(tuple.Elements) is { } elements ? new TupleValue(elements) : null;
            case ListValue list:
                return All(list.Elements) is { } items ? new ListValue(items) : null;
            case RecordValue record:
                return All([.. record.Fields.Select(static f => f.Value)]) is { } values ? new RecordValue([.. record.Fields.Zip(values, static (f, v) => (f.Name, v))]) : null;
            default:
                return null;
        }

        ImmutableArray<Value>? All(ImmutableArray<Value> parts)
        {
            var all = parts.Select(part => OfLastTurn(part, name, carries)).ToImmutableArray();
            return all.Contains(null) ? null : all!;
        }

        Node? Carried(Node node)
        {
            if (node.Shape.Axes.Any(static axis => axis.Size.ConstantValue is null))
                return null;
            var inside = new GraphInput(name, node.Type);
            carries.Add(new LoopCarry(inside, Builder.Zeros(node.Type), node));
            handedOn[inside] = [node];
            return Builder.CreateInput(inside);
        }

        ProgramValue? Shown(ProgramValue part) => part switch
        {
            NodeValue { Node: var node } => Carried(node) is { } carried ? new NodeValue(carried) : null,
            TextValue text => Text(text.Parts),
            CompositeValue composite => Composed(composite),
            DecodedValue decoded => Carried(decoded.Tokens) is { } tokens ? decoded with { Tokens = tokens } : null,
            ChoiceValue choice => (Carried(choice.Condition), Shown(choice.WhenTrue), Shown(choice.WhenFalse)) is ({ } condition, { } whenTrue, { } whenFalse)
                ? new ChoiceValue(condition, whenTrue, whenFalse) : null,
            DataValue => part,
            _ => null,
        };

        CompositeValue? Composed(CompositeValue composite)
        {
            var elements = ImmutableArray.CreateBuilder<(string?, ProgramValue)>();
            foreach (var (label, element) in composite.Elements)
            {
                if (Shown(element) is not { } carried)
                    return null;
                elements.Add((label, carried));
            }

            return new CompositeValue(elements.ToImmutable());
        }

        TextValue? Text(ImmutableArray<TextPart> parts)
        {
            var shown = ImmutableArray.CreateBuilder<TextPart>();
            foreach (var part in parts)
            {
                if (part.Value is not { } computed)
                    shown.Add(part);
                else if (Shown(computed) is { } carried)
                    shown.Add(part with { Value = carried });
                else
                    return null;
            }

            return new TextValue(shown.ToImmutable());
        }
    }

    // r = (a: 1, b: 2) before the loop, and something else after a turn.
    private PoisonValue ReportOtherParts(string name, Value before, Value after, ForStatementSyntax loop, Frame frame) => Poison(
        TypeErrors.CarriedShape, loop.Variable.Location,
        $"`{name}` is {Describe(before)} before a turn and {Describe(after)} after it; a loop that runs keeps what a name is made of", frame);

    // What the run cannot hand from turn to turn has no value where a turn begins, nor, where it cannot be taken out of the loop, after it.
    private PoisonValue ReportUncarried(string name, UncarriedValue value, SourceLocation location, Frame frame) => value.IsFromLoop
        ? Poison(
            TypeErrors.WrongKind, location,
            $"`{name}` was {Describe(value.Before)}, and the loop before this line binds it anew: what it is now only the run knows, which takes numbers, tensors, and records and tuples of them out of a loop", frame)
        : Poison(
            TypeErrors.WrongKind, location,
            $"`{name}` is {Describe(value.Before)}, and the loop binds it anew: from one turn to the next a loop carries numbers, tensors, and records and tuples of them", frame,
            notes: ["a loop over a list, as in for i in [0, 1, 2], is written out turn by turn and carries everything"]);
}
