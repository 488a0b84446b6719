using System.Collections.Immutable;
using Dsl.Language.Binding.Shapes;
using Dsl.Language.Binding.Lints;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private Value ApplyOperator(Operator @operator, ImmutableArray<Argument> arguments, SyntaxNode site, Frame frame)
    {
        var bound = MatchArguments(ParameterNames(@operator), arguments, site.Location, @operator.Name, frame);
        if (bound is null)
            return PoisonValue.Instance;
        foreach (var argument in bound.Values)
        {
            if (argument.Value is PoisonValue)
                return PoisonValue.Instance;
        }

        if (@operator.Name is "max" or "min" && arguments is [{ Value: var one }, { Name: null, Value: var other }] && AreCompared(one, other))
            return ChoiceOfTwo(@operator.Name, site, frame);
        if (AxisLints.Check(@operator.Name, arguments, site) is { } finding && !IsLibrary(site.Source))
            Report(finding, frame);
        if (StaticFunctions.TryApply(@operator.Name, arguments) is { } folded)
            return folded;
        var operands = CollectOperands(@operator, bound, frame);
        if (operands is not { } tensors)
            return PoisonValue.Instance;
        if (@operator.IsElementwise && TakesTensorsOnly(@operator))
            return ApplyElementwise(@operator.Name, tensors, site.Location, null, frame);
        if (@operator == ContractionOperators.MatrixProduct)
            return MatrixProduct(tensors, site.Location, null, frame);
        if (@operator == LinearAlgebraOperators.Solve && tensors[1].Node.Shape.Rank == 1)
            return SolveForVector(@operator, tensors, site.Location, frame);
        var nodes = ElementPromotion.Promote(this, @operator, NodesOf(tensors), site.Location);
        var values = BindAttributes(@operator, bound, nodes.Length > 0 ? nodes[0] : null, frame);
        if (values is null)
            return PoisonValue.Instance;
        var attributes = @operator.Attributes(new BoundArguments(Node.TypesOf(nodes), values.Value));
        if (@operator.IsRandom && attributes is RandomAttributes random)
        {
            attributes = random with { Stream = NextRandomStream() };
            nodes = [SeedNode, RandomCounter(frame, site.Location)];
        }

        return Build(@operator, nodes, attributes, tensors, site.Location, null, frame);
    }

    private static ParameterName[] ParameterNames(Operator @operator)
    {
        var names = new ParameterName[@operator.Parameters.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = new ParameterName(@operator.Parameters[i].Name, @operator.Parameters[i].IsOptional);
        return names;
    }

    private static bool TakesTensorsOnly(Operator @operator)
    {
        foreach (var parameter in @operator.Parameters)
        {
            if (parameter.Kind != OperatorParameterKind.Tensor)
                return false;
        }

        return true;
    }

    private static ImmutableArray<Node> NodesOf(ImmutableArray<Operand> operands)
    {
        var nodes = ImmutableArray.CreateBuilder<Node>(operands.Length);
        foreach (var operand in operands)
            nodes.Add(operand.Node);
        return nodes.MoveToImmutable();
    }

    // A vector on the right is a single column, as it is for the matrix product.
    private Value SolveForVector(Operator solve, ImmutableArray<Operand> operands, SourceLocation location, Frame frame)
    {
        var column = Operate("unsqueeze", [operands[1].Node], location, ("axis", 1));
        var solution = Build(solve, [operands[0].Node, column], OperatorAttributes.None, operands, location, null, frame);
        return solution is TensorValue { Node: { } node } ? new TensorValue(Operate("squeeze", [node], location, ("axis", 1))) : solution;
    }

    private Node RandomCounter(Frame frame, SourceLocation location)
    {
        if (frame.ScanIndex is not { } index)
            return CounterNode;
        // Turns of a recurrence draw different numbers: the counter's steps are further apart than any number of turns.
        var spread = Operate("multiply", [CounterNode, Builder.CreateConstant(1L << 24, ElementType.Int)], location);
        return Operate("add", [spread, index], location);
    }

    private ImmutableArray<Operand>? CollectOperands(Operator @operator, Dictionary<string, Argument> bound, Frame frame)
    {
        var operands = ImmutableArray.CreateBuilder<Operand>();
        ElementType? preferred = null;
        foreach (var parameter in @operator.Parameters)
        {
            if (bound.TryGetValue(parameter.Name, out var typed) && parameter.Kind == OperatorParameterKind.Tensor && ElementOf(typed.Value) is { } element && element != ElementType.Bool)
                preferred ??= element;
        }

        foreach (var parameter in @operator.Parameters)
        {
            if (!bound.TryGetValue(parameter.Name, out var argument))
                continue;
            switch (parameter.Kind)
            {
                case OperatorParameterKind.Tensor:
                    var wanted = parameter.Elements == OperandElements.Int ? ElementType.Int
                        : ElementOf(argument.Value) ?? (argument.Value is BooleanValue ? null : Preferred(argument.Value, preferred) ?? ElementType.Float32);
                    if (ToNode(argument.Value, argument.Location, frame, wanted) is not { } node)
                        return null;
                    operands.Add(new Operand(node, argument.Location, argument.Syntax));
                    break;
                case OperatorParameterKind.Tensors:
                    ImmutableArray<Value> items = argument.Value switch
                    {
                        TupleValue tuple => tuple.Elements,
                        ListValue list => list.Elements,
                        _ => [argument.Value],
                    };
                    var parts = argument.Syntax switch
                    {
                        TupleSyntax tuple => tuple.Elements.Elements,
                        ListSyntax list => list.Elements.Elements,
                        _ => [],
                    };
                    for (var i = 0; i < items.Length; i++)
                    {
                        var written = i < parts.Length ? parts[i] : null;
                        if (ToNode(items[i], written?.Location ?? argument.Location, frame) is not { } part)
                            return null;
                        operands.Add(new Operand(part, written?.Location ?? argument.Location, written));
                    }

                    break;
            }
        }

        return operands.ToImmutable();
    }

    private ImmutableArray<KeyValuePair<string, object>>? BindAttributes(Operator @operator, Dictionary<string, Argument> bound, Node? first, Frame frame)
    {
        var values = ImmutableArray.CreateBuilder<KeyValuePair<string, object>>();
        foreach (var parameter in @operator.Parameters)
        {
            if (!bound.TryGetValue(parameter.Name, out var argument) || argument.Value is NothingValue)
                continue;

            // `over: all` says what leaving `over` out says.
            if (parameter.Kind == OperatorParameterKind.Axes && argument.Value is OperatorValue { Operator.Name: "all" })
                continue;
            if (parameter.Kind is OperatorParameterKind.Tensor or OperatorParameterKind.Tensors)
                continue;
            if (AttributeOf(parameter, argument, first, frame) is not { } value)
                return null;
            values.Add(KeyValuePair.Create(parameter.Name, value));
        }

        return values.ToImmutable();
    }

    // Null after a report, and where a generic check leaves the value open.
    private object? AttributeOf(OperatorParameter parameter, Argument argument, Node? first, Frame frame)
    {
        switch (parameter.Kind)
        {
            case OperatorParameterKind.Axis:
                return ResolveAxis(argument.Value, first!, 0, argument.Location, frame);
            case OperatorParameterKind.NewAxis:
                return ResolveAxis(argument.Value, first!, 1, argument.Location, frame);
            case OperatorParameterKind.Axes:
                return ResolveAxes(argument.Value, first!, argument.Location, frame);
            case OperatorParameterKind.Size:
                return ToSize(argument.Value, argument.Location, frame, $"`{parameter.Name}`");
            case OperatorParameterKind.Shape:
                return ToShape(argument.Value, argument.Location, frame);
            case OperatorParameterKind.OpenShape:
                return ReshapeTarget(argument, first!, frame);
            case OperatorParameterKind.Boolean:
                if (argument.Value is BooleanValue truth)
                    return truth.Truth;
                Poison(TypeErrors.WrongKind, argument.Location, $"`{parameter.Name}` is true or false, and this is {Describe(argument.Value)}", frame);
                return null;
            case OperatorParameterKind.Number:
                if (ToNumber(argument.Value) is { } number)
                    return number;
                Poison(TypeErrors.NotStatic, argument.Location, $"`{parameter.Name}` must be a number known before the script runs, and this is {Describe(argument.Value)}", frame);
                return null;
            case OperatorParameterKind.ElementType:
                if (argument.Value is ConversionValue conversion)
                    return conversion.Element;
                Poison(TypeErrors.WrongKind, argument.Location, $"`{parameter.Name}` is an element type such as f16 or int, and this is {Describe(argument.Value)}", frame);
                return null;
            default:
                return null;
        }
    }

    // One size of a target may be left open as -1 or _: it is solved from the number of elements.
    private Shape? ReshapeTarget(Argument argument, Node source, Frame frame)
    {
        if (ToShape(argument.Value, argument.Location, frame) is not { } target)
            return null;
        var open = target.Axes.Select((a, i) => (a, i)).Where(static p => p.a.Size.ConstantValue == -1).Select(static p => p.i).ToList();
        if (open.Count == 0)
            return target;
        if (open.Count > 1)
        {
            Poison(ShapeErrors.ElementCountChanges, argument.Location, "only one size of the new shape can be left open", frame);
            return null;
        }

        var others = target.Without(open[0]).ElementCount;
        if (Dimension.DivideExactly(source.Shape.ElementCount, others, frame.Facts) is { } solved)
            return target.WithAxis(open[0], new Axis(solved));
        if (!IsGeneric || (others.IsConstant && source.Shape.ElementCount.IsConstant))
        {
            Poison(
                ShapeErrors.ElementCountChanges, argument.Location,
                $"{source.Shape} has {source.Shape.ElementCount} elements, and that is no multiple of {others}, the product of the other sizes", frame);
        }

        return null;
    }

    internal object? ResolveAxes(Value value, Node tensor, SourceLocation location, Frame frame)
    {
        var items = value switch
        {
            TupleValue tuple => tuple.Elements,
            ListValue list => list.Elements,
            _ => [value],
        };
        var axes = ImmutableArray.CreateBuilder<int>();
        foreach (var item in items)
        {
            if (ResolveAxis(item, tensor, 0, location, frame) is not int axis)
                return null;
            axes.Add(axis);
        }

        return axes.ToImmutable();
    }

    // max(0, x), max(a, 2.5): no axis of the first could be meant by the second.
    private static bool AreCompared(Value first, Value second) =>
        second is NumberValue or TensorValue { Type.Rank: > 0 } || first is IntegerValue or NumberValue or TensorValue { Type.Rank: 0 };

    private PoisonValue ChoiceOfTwo(string name, SyntaxNode site, Frame frame)
    {
        var (callee, instead) = ((site as CallSyntax)?.Callee.Location, name == "max" ? "maximum" : "minimum");
        return Poison(
            TypeErrors.WrongKind, callee ?? site.Location, $"`{name}` takes one tensor and the axis to go along; the {(name == "max" ? "larger" : "smaller")} of two values is {instead}(a, b)", frame,
            fixes: callee is null ? [] : [new Diagnostics.DiagnosticFix($"write `{instead}`", [new Diagnostics.TextEdit(callee, instead)])]);
    }

    /// <summary>An axis by a dimension's name, or by a number that counts from the left, or from the right when negative.</summary>
    internal object? ResolveAxis(Value value, Node tensor, int extra, SourceLocation location, Frame frame)
    {
        if (value is PoisonValue)
            return null;
        var shape = tensor.Shape;
        if (value is UnboundNameValue unknown)
        {
            var names = shape.Axes.Select(static a => a.Name).OfType<string>().ToList();
            var near = NearMiss.Find(unknown.Name, names);
            Poison(
                ShapeErrors.NoSuchAxis, location,
                $"no axis is called `{unknown.Name}`: the axes are {shape}{(near is null ? "" : $"; did you mean `{near}`?")}", frame,
                fixes: near is null || location.Text != unknown.Name ? default : [new Diagnostics.DiagnosticFix($"write `{near}`", [new Diagnostics.TextEdit(location, near)])]);
            return null;
        }

        if (value is not IntegerValue integer)
        {
            Poison(TypeErrors.WrongKind, location, $"an axis is a dimension's name or a number, and this is {Describe(value)}{(value is TensorValue { Type.Rank: > 0 } ? "; several tensors are given in brackets, as in [a, b]" : "")}", frame);
            return null;
        }

        if (integer.Name is { } name && extra == 0)
        {
            var named = Enumerable.Range(0, shape.Rank).Where(i => shape[i].Name == name).ToList();
            if (named.Count == 0)
                named = [.. Enumerable.Range(0, shape.Rank).Where(i => shape[i].Size.SingleSymbol is not null && shape[i].Size.Equals(integer.Size))];
            if (named.Count == 0 && integer.Origin is not null && integer.Size.ConstantValue is null or > 8)
                named = [.. Enumerable.Range(0, shape.Rank).Where(i => shape[i].Size.Equals(integer.Size))];
            if (named.Count == 1)
                return named[0];
            if (named.Count > 1)
            {
                Poison(
                    TypeErrors.AmbiguousAxis, location,
                    $"`{name}` occurs {named.Count} times in {shape}; say which by its number: {string.Join(" or ", named)}", frame);
                return null;
            }
        }

        if (integer.Size.ConstantValue is { } number && number >= -(shape.Rank + extra) && number < shape.Rank + extra)
            return (int)(number < 0 ? number + shape.Rank + extra : number);
        if (extra > 0)
        {
            Poison(ShapeErrors.NoSuchAxis, location, $"a new axis of {shape} can stand at 0 to {shape.Rank}, and {integer.Size} is asked for", frame);
            return null;
        }

        var axes = shape.Rank == 0 ? "it is a single number and has no axes" : $"its axes are {shape}, numbered 0 to {shape.Rank - 1}";
        Poison(ShapeErrors.NoSuchAxis, location, $"there is no axis {integer.Name ?? integer.Size.ToString()}: {axes}", frame);
        return null;
    }

    private Value ApplyConversion(ConversionValue conversion, ImmutableArray<Argument> arguments, SyntaxNode site, Frame frame)
    {
        if (MatchArguments([new ParameterName("x", false)], arguments, site.Location, conversion.Name, frame) is not { } bound)
            return PoisonValue.Instance;
        var value = bound["x"].Value;
        switch (value)
        {
            case IntegerValue when conversion.Element == ElementType.Int:
                return value;
            case NumberValue number when conversion.Element == ElementType.Int && !(Math.Abs(number.Number) < long.MaxValue):
                return Poison(
                    TypeErrors.NumberTooLarge, bound["x"].Location,
                    $"whole numbers go from -{long.MaxValue:N0} to {long.MaxValue:N0}, and this is {number.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)}", frame);
            case NumberValue number when conversion.Element == ElementType.Int:
                return new IntegerValue((long)Math.Truncate(number.Number));
            case IntegerValue { Node: null, Size.ConstantValue: { } constant } when conversion.Element == ElementType.Float32:
                return new NumberValue(constant);
            case NumberValue when conversion.Element == ElementType.Float32:
                return value;
        }

        // A list of numbers takes the type at once: by way of floats of 32 bits it would lose digits.
        ElementType? preferred = conversion.Element == ElementType.Bool ? null : conversion.Element;
        return ToNode(value, bound["x"].Location, frame, preferred) is { } node ? new TensorValue(Cast(node, conversion.Element, site.Location)) : PoisonValue.Instance;
    }
}
