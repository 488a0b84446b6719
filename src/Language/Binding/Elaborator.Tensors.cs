using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    /// <summary>The value as a tensor node; reports when it is none. Numbers take the preferred element type.</summary>
    internal Node? ToNode(Value value, SourceLocation location, Frame frame, ElementType? preferred = null)
    {
        switch (value)
        {
            case TensorValue when preferred == ElementType.Int && WholeNumbers(value, location, frame) is { } whole:
                return whole;
            case TensorValue tensor:
                return tensor.Node;
            case IntegerValue { Node: { } node } when preferred is null || preferred.Value.IsFloat():
                return preferred is { } wanted ? Cast(node, wanted, location) : node;
            case IntegerValue integer when preferred is { } element && element.IsFloat():
                return integer.Size.ConstantValue is { } constant
                    ? Builder.CreateConstant(constant, element, location)
                    : Cast(Builder.CreateSize(integer.Size, location), element, location);
            case IntegerValue { Size.ConstantValue: { } number } when !ConstantTensor.Keeps(number):
                return ReportInexact(number, location, frame);
            case IntegerValue integer:
                return Builder.CreateSize(integer.Size, location);
            case NumberValue { Node: { } node }:
                return preferred is { } precision && precision.IsFloat() ? Cast(node, precision, location) : node;
            case NumberValue number:
                return Builder.CreateConstant(number.Number, preferred is { } p && p.IsFloat() ? p : ElementType.Float32, location);
            case BooleanValue { Truth: { } truth }:
                return Builder.CreateConstant(truth ? 1 : 0, ElementType.Bool, location);
            case BooleanValue { Node: { } computed }:
                return computed;
            case ListValue list:
                return ListToNode(list, location, frame, preferred);
            case RangeValue range:
                return RangeToNode(range, location, frame);
            case DataReferenceValue data:
                return DataToNode(data, location, frame);
            case PoisonValue or BooleanValue:
                return null;
            default:
                ReportNoTensor(value, location, frame);
                return null;
        }
    }

    private Node? ReportInexact(long number, SourceLocation location, Frame frame)
    {
        Poison(
            TypeErrors.NumberTooLarge, location,
            $"a computation would not keep all digits of {number:N0}: whole numbers in it are exact up to {MostExact:N0}", frame);
        return null;
    }

    // Of a history or of a data set a part is meant: history.loss, moons.x.
    private void ReportNoTensor(Value value, SourceLocation location, Frame frame)
    {
        var part = value switch
        {
            RecordValue record => record.Fields.FirstOrDefault(static f => f.Value is TensorValue or ListValue or IntegerValue or NumberValue).Name,
            DataReferenceValue { Data.Type: Data.DataSetType set } => set.Fields[0].Name,
            _ => null,
        };
        var advice = value is InstanceValue ? "; a layer is applied to an input, and layers are put together by a function or model of it: x => x |> first |> second"
            : part is null ? ""
            : $"; it has parts, such as .{part}";
        Poison(
            TypeErrors.WrongKind, location, $"a tensor is needed here, and this is {Describe(value)}{advice}", frame,
            fixes: part is null ? [] : [new Diagnostics.DiagnosticFix($"take .{part}", [new Diagnostics.TextEdit(location, $"{location.Text}.{part}")])]);
    }

    /// <summary>The value as a scalar float node, reporting otherwise.</summary>
    internal Node? ToScalar(Value value, SourceLocation location, Frame frame, string purpose)
    {
        if (ToNode(value, location, frame, ElementType.Float32) is not { } node)
            return null;
        if (node.Shape.Rank == 0)
            return node.Element.IsFloat() ? node : Cast(node, ElementType.Float32, location);
        Poison(
            TypeErrors.NotScalar, location, $"{purpose} must be a single number, and this is {node.Type}", frame,
            fixes: [new Diagnostics.DiagnosticFix("take the mean", [new Diagnostics.TextEdit(location, $"mean({location.Text})")])]);
        return null;
    }

    /// <summary>The value as a size known before the script runs, reporting otherwise.</summary>
    internal Dimension? ToSize(Value value, SourceLocation location, Frame frame, string purpose)
    {
        switch (value)
        {
            case IntegerValue integer:
                return integer.Size;
            case NumberValue number when number.Number == Math.Floor(number.Number) && Math.Abs(number.Number) < 1e15:
                return Dimension.Constant((long)number.Number);
            case DataReferenceValue { Data.Type: Data.DataSizeType size }:
                return size.Size;
            case PoisonValue:
                return null;
            case TensorValue { Type.Rank: 0 }:
                Poison(TypeErrors.NotStatic, location, $"{purpose} must be known before the script runs, and this is computed when it runs", frame);
                return null;
            default:
                var (text, slash) = (location.Text, location.Text.LastIndexOf('/'));
                Poison(
                    TypeErrors.WrongKind, location, $"{purpose} must be a whole number, and this is {Describe(value)}", frame,
                    fixes: value is NumberValue && slash > 0 && text[slash - 1] != '/'
                        ? [new Diagnostics.DiagnosticFix("divide and round down", [new Diagnostics.TextEdit(location, text.Insert(slash, "/"))])]
                        : []);
                return null;
        }
    }

    /// <summary>The value as a constant whole number, or null when it is symbolic or wrong; wrong ones are reported.</summary>
    internal long? ToConstant(Value value, SourceLocation location, Frame frame, string purpose)
    {
        if (ToSize(value, location, frame, purpose) is not { } size)
            return null;
        if (size.ConstantValue is { } constant)
            return constant;
        if (!IsGeneric)
            Poison(TypeErrors.NotStatic, location, $"{purpose} must be a number known before the script runs, and nothing says how large {size} is", frame);
        return null;
    }

    /// <summary>The value as a number known before the script runs, or null.</summary>
    internal static double? ToNumber(Value value) => value switch
    {
        NumberValue number => number.Number,
        IntegerValue { Size.ConstantValue: { } constant } => constant,
        _ => null,
    };

    /// <summary>The value as a list of sizes, reporting otherwise.</summary>
    internal Shape? ToShape(Value value, SourceLocation location, Frame frame)
    {
        var elements = value switch
        {
            ListValue list => list.Elements,
            TupleValue tuple => tuple.Elements,
            TensorValue { Literal: { } list } => list.Elements,
            IntegerValue or NumberValue => [value],
            PoisonValue => default,
            _ => default,
        };
        if (elements.IsDefault)
        {
            if (value is not PoisonValue)
                Poison(TypeErrors.WrongKind, location, $"a list of sizes such as [2, 3] is needed here, and this is {Describe(value)}", frame);
            return null;
        }

        var axes = ImmutableArray.CreateBuilder<Axis>(elements.Length);
        foreach (var element in elements)
        {
            if (element is OpenSizeValue)
            {
                axes.Add(Dimension.Constant(-1));
                continue;
            }

            if (ToSize(element, location, frame, "a size") is not { } size)
                return null;
            axes.Add(element is IntegerValue integer ? AxisOf(integer) : new Axis(size));
        }

        return new Shape(axes.MoveToImmutable());
    }

    internal static Axis AxisOf(IntegerValue value) => new(value.Size, value.Name, value.Origin);

    internal Node Cast(Node node, ElementType element, SourceLocation? location = null)
    {
        if (node.Element == element)
            return node;
        if (node.Operator == SourceOperators.Constant && node.Shape.Rank == 0 && element != ElementType.Bool)
        {
            var constant = node.AttributesAs<ConstantAttributes>().Values[0];
            var converted = Builder.CreateConstant(element == ElementType.Int ? Math.Truncate(constant) : constant, element, node.Location);
            if (element.IsFloat() && node.Element.IsFloat())
                conversions.Add(converted, node);
            return converted;
        }

        return Operate("cast", [node], location, ("type", element));
    }

    /// <summary>Builds an operation that is known to fit.</summary>
    internal Node Operate(string name, ImmutableArray<Node> inputs, SourceLocation? location, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var @operator = OperatorCatalog.Find(name) ?? throw new InvalidOperationException($"there is no operator {name}");
        if (values.IsEmpty)
            return Builder.Create(@operator, inputs, @operator.Attributes(new BoundArguments(Node.TypesOf(inputs), [])), location);
        var arguments = ImmutableArray.CreateBuilder<KeyValuePair<string, object>>(values.Length);
        foreach (var (key, value) in values)
            arguments.Add(KeyValuePair.Create(key, value is int number && IsSize(@operator, key) ? Dimension.Constant(number) : value));
        return Builder.Create(@operator, inputs, @operator.Attributes(new BoundArguments(Node.TypesOf(inputs), arguments.MoveToImmutable())), location);
    }

    private static bool IsSize(Operator @operator, string name)
    {
        foreach (var parameter in @operator.Parameters)
        {
            if (parameter.Name == name)
                return parameter.Kind == OperatorParameterKind.Size;
        }

        return false;
    }

    internal Node BroadcastTo(Node node, Shape shape, SourceLocation? location) =>
        node.Shape.Equals(shape) ? node : Operate("broadcast", [node], location, ("shape", shape));

    internal Node Transpose(Node node, ImmutableArray<int> permutation, SourceLocation? location) =>
        permutation.SequenceEqual(Enumerable.Range(0, permutation.Length)) ? node : Operate("transpose", [node], location, ("axes", permutation));

    internal Node Reshape(Node node, Shape shape, SourceLocation? location) =>
        node.Shape.Equals(shape) ? Relabel(node, shape, location) : Operate("reshape", [node], location, ("shape", shape));

    /// <summary>The same tensor with other axis names; sizes must agree.</summary>
    internal Node Relabel(Node node, Shape labels, SourceLocation? location)
    {
        var same = true;
        for (var i = 0; i < labels.Rank && same; i++)
            same = labels[i].Name == node.Shape[i].Name && labels[i].Size.Equals(node.Shape[i].Size);
        return same ? node : Builder.CreateTyped(
            LabelOperators.Label, [node], OperatorAttributes.None, new TensorType(node.Element, labels), location ?? node.Location);
    }

    // Rows of equal shape are stacked; numbers all known make one constant.
    private Node? ListToNode(ListValue list, SourceLocation location, Frame frame, ElementType? preferred)
    {
        if (list.Elements.IsEmpty)
        {
            Poison(TypeErrors.WrongKind, location, "an empty list has no shape; begin with the first part and join others to it, as in concatenate((parts, [next]), axis: 0), or with zeros()([n]), whose elements `put(x, index, value)` gives one after another", frame);
            return null;
        }

        if (!budget.Spend(list.Weight / 4))
        {
            WorkExceeded(location, frame);
            return null;
        }

        if (ConstantTensor.TryMake(list, out var constant))
        {
            var element = constant.AllBool ? ElementType.Bool
                : preferred is { } wanted && (wanted.IsFloat() || constant.AllInt) ? wanted
                : preferred == ElementType.Int && constant.AllInt ? ElementType.Int : ElementType.Float32;
            if (element == ElementType.Int && constant.Inexact is { } inexact)
                return ReportInexact(inexact, location, frame);
            return Builder.CreateConstant(constant.Values, new TensorType(element, constant.Shape), location);
        }

        var nodes = ImmutableArray.CreateBuilder<Node>();
        foreach (var element in list.Elements)
        {
            if (ToNode(element, location, frame, preferred) is not { } node)
                return null;
            nodes.Add(node);
        }

        var type = nodes.Select(static n => n.Element).Aggregate(ElementTypes.Promote);
        foreach (var node in nodes)
        {
            if (!node.Shape.Equals(nodes[0].Shape))
            {
                Poison(TypeErrors.RaggedList, location, $"every row must have the shape of the first, {nodes[0].Shape}, and one has {node.Shape}", frame);
                return null;
            }
        }

        var rows = nodes.Select(n => Operate("unsqueeze", [Cast(n, type, location)], location, ("axis", 0))).ToImmutableArray();
        return rows.Length == 1 ? rows[0] : Operate("concatenate", rows, location, ("axis", 0));
    }

    private Node? RangeToNode(RangeValue range, SourceLocation location, Frame frame)
    {
        if (ToSize(range.Start, location, frame, "the start of a range") is not { } start || ToSize(range.Stop, location, frame, "the end of a range") is not { } stop)
            return null;
        var axis = start.ConstantValue == 0 && range.Stop is IntegerValue end ? AxisOf(end) : new Axis(stop - start);
        if (axis.Size.ConstantValue < 0)
        {
            Poison(TypeErrors.IndexOutOfRange, location, $"the range {start}..{stop} counts upwards and has no numbers", frame);
            return null;
        }

        var count = Operate("range", [], location, ("count", axis.Size));
        count = Relabel(count, Shape.Of(axis), location);
        if (start.ConstantValue == 0)
            return count;
        var offset = BroadcastTo(Builder.CreateSize(start, location), count.Shape, location);
        return Operate("add", [count, offset], location);
    }

    private Node? DataToNode(DataReferenceValue data, SourceLocation location, Frame frame)
    {
        switch (data.Data.Type)
        {
            case Data.DataSizeType size:
                return Builder.CreateSize(size.Size, location);
            case Data.DataTensorType tensor:
                return DataTensor(data.Data, null, tensor.Type, location, frame);
            default:
                ReportNoTensor(data, location, frame);
                return null;
        }
    }

    /// <summary>A tensor of data as a node: an action of the script supplies it.</summary>
    internal Node? DataTensor(DataReference data, string? field, TensorType type, SourceLocation location, Frame frame)
    {
        var input = new GraphInput(field ?? data.Slot.Name, type);
        var action = new DataTensorAction(location, input, data, field);
        AddAction(action);
        dataReadings.Add(input, action);
        return Builder.CreateInput(input, location);
    }

    // Each use of data reads it anew.
    private readonly ConditionalWeakTable<GraphInput, DataTensorAction> dataReadings = [];

    // A bound number in another precision keeps all its digits, and is still that number to whoever differentiates by it.
    private readonly ConditionalWeakTable<Node, Node> conversions = [];

    /// <summary>The bound number that a constant is in another precision, or the node itself.</summary>
    internal Node OriginOf(Node node)
    {
        while (conversions.TryGetValue(node, out var before))
            node = before;
        return node;
    }

    // A number that was converted twice has a name at each of its precisions, perhaps.
    private bool IsConversionOf(Node node, Node of)
    {
        while (conversions.TryGetValue(node, out var before))
        {
            if (ReferenceEquals(before, of))
                return true;
            node = before;
        }

        return false;
    }

    /// <summary>
    /// The nodes by which a value was computed from another: the other itself and, where that is data, each reading of the same data, where it is a number, the same
    /// number in another precision; empty where it was not.
    /// </summary>
    internal ImmutableArray<Node> ReadingsOf(Node of, Node value)
    {
        if (of.Operator != SourceOperators.Constant && ReadingAt(of) is null)
            return DependsOn(value, of) ? [of] : [];
        var found = ImmutableArray.CreateBuilder<Node>();
        var seen = new HashSet<Node> { value };
        var pending = new Stack<Node>(seen);
        while (pending.TryPop(out var node))
        {
            if (AreOfOneOrigin(node, of))
                found.Add(node);
            foreach (var input in node.Inputs)
            {
                if (seen.Add(input))
                    pending.Push(input);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Whether both are the same node, a number and the same in another precision, or read the same data.</summary>
    internal bool AreOfOneOrigin(Node node, Node of) =>
        ReferenceEquals(node, of) || IsConversionOf(node, of) || (ReadingAt(of) is { } data && ReadingAt(node) is { } other && other.IsSameData(data));

    private DataTensorAction? ReadingAt(Node node) =>
        node.Operator == SourceOperators.Input && dataReadings.TryGetValue(node.AttributesAs<InputAttributes>().Input, out var action) ? action : null;
}
