using System.Collections.Immutable;
using Dsl.Language.Binding.Shapes;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private SourceLocation? unprepared;

    /// <summary>How many statements came to nothing.</summary>
    internal int UnpreparedStatements { get; private set; }

    /// <summary>Elaborates one statement; gives its value when it is an expression.</summary>
    private Value Execute(StatementSyntax statement, Frame frame)
    {
        var value = ExecuteKind(statement, frame);

        if (value is PoisonValue && frame.Acts && !IsGeneric && silenced == 0)
        {
            unprepared ??= statement.Location;
            UnpreparedStatements++;
        }

        return value;
    }

    private Value ExecuteKind(StatementSyntax statement, Frame frame)
    {
        switch (statement)
        {
            case ExpressionStatementSyntax expression:
                return Evaluate(expression.Expression, frame);
            case BindingStatementSyntax binding:
                return Bind(binding, frame);
            case ForStatementSyntax loop:
                ExecuteFor(loop, frame);
                break;
            case ParamStatementSyntax parameter:
                DeclareParameter(parameter, frame);
                break;
            case StateStatementSyntax state:
                DeclareState(state, frame);
                break;
            case StateUpdateStatementSyntax update:
                UpdateState(update, frame);
                break;
            case RequireStatementSyntax require:
                return Require(require, frame);
            case AssertStatementSyntax assertion:
                Assert(assertion, frame);
                break;
            case FunctionDeclarationSyntax function when frame.Outer is not null || frame.Kind != FrameKind.Script:
                frame.Bind(function.Name.Text, new FunctionValue(function, frame.Names), function.Name.Location);
                break;
            case ModelDeclarationSyntax or OptimizerDeclarationSyntax or FunctionDeclarationSyntax or ImportStatementSyntax:
                if (frame.Outer is not null || frame.Kind != FrameKind.Script)
                    Poison(BindingErrors.NotHere, statement.Location, "this is declared at the top level of a file", frame);
                break;
            case ErrorStatementSyntax:
                return PoisonValue.Instance;
        }

        return NothingValue.Instance;
    }

    private Value Bind(BindingStatementSyntax binding, Frame frame)
    {
        if (binding.Target is IndexSyntax indexed)
        {
            BindIndexed(indexed, binding, frame);
            return NothingValue.Instance;
        }

        var value = Evaluate(binding.Value, frame);
        if (binding.Type is { } type)
            value = CheckAnnotation(value, type, binding.Value.Location, frame, binding.Target is NameSyntax n ? $"`{n.Name}`" : "the value");
        switch (binding.Target)
        {
            case NameSyntax name:
                BindName(name, value, binding, frame);
                break;
            case ParenthesizedSyntax { Expression: NameSyntax single }:
                BindName(single, value, binding, frame);
                break;
            case TupleSyntax tuple:
                BindTuple(tuple, value, binding, frame);
                break;
            case MissingExpressionSyntax:
                break;
            default:
                Poison(BindingErrors.NotHere, binding.Target.Location, "only a name, names in parentheses, or a name with indices can be given a value", frame);
                break;
        }

        return value is PoisonValue ? value : NothingValue.Instance;
    }

    private void BindTuple(TupleSyntax tuple, Value value, BindingStatementSyntax binding, Frame frame)
    {
        ImmutableArray<Value> parts = value switch
        {
            TupleValue t => t.Elements,
            ListValue l => l.Elements,
            RecordValue r => [.. r.Fields.Select(static f => f.Value)],
            DataReferenceValue { Data.Type: Data.DataRecordType record } data =>
                [.. record.Fields.Select(f => (Value)new DataReferenceValue(data.Data with { Path = data.Data.Path.Add(f.Name) }))],
            _ => default,
        };
        if (parts.IsDefault || parts.Length != tuple.Elements.Count)
        {
            if (value is not PoisonValue)
            {
                Poison(
                    TypeErrors.WrongKind, binding.Value.Location,
                    $"{tuple.Elements.Count} names are given values, and this is {Describe(value)}{(parts.IsDefault ? "" : $" of {parts.Length}")}", frame);
            }

            parts = [.. tuple.Elements.Select(static _ => (Value)PoisonValue.Instance)];
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (tuple.Elements[i] is NameSyntax name)
                BindName(name, parts[i], binding, frame);
            else if (tuple.Elements[i] is not MissingExpressionSyntax)
                Poison(BindingErrors.NotHere, tuple.Elements[i].Location, "only names can stand on the left of `=` here", frame);
        }
    }

    private void BindName(NameSyntax name, Value value, BindingStatementSyntax binding, Frame frame)
    {
        if (value is NothingValue)
        {
            value = Poison(
                TypeErrors.WrongKind, binding.Value.Location,
                binding.Value is ScanSyntax or BlockSyntax ? "the last line of this block gives no value; end it with the expression that is its value" : "this gives no value to keep", frame);
        }

        if (frame.Acts)
            value = Keep(value, name, binding, frame);
        else if (value is IntegerValue { Name: null } integer && !IsLibrary(name.Source))
            value = integer with { Name = name.Name, Origin = new Origin(binding.Location, binding.Location.Text) };
        frame.Bind(name.Name, value, binding.Location);
        Record(name, value);
    }

    // A value of the script keeps the numbers it was computed from: tensors are computed here; numbers become part of the graph, so that one can differentiate by them.
    private Value Keep(Value value, NameSyntax name, BindingStatementSyntax binding, Frame frame)
    {
        switch (value)
        {
            case IntegerValue { Node: null, Size.ConstantValue: { } constant } integer:
                return integer with
                {
                    Name = integer.Name ?? name.Name,
                    Origin = integer.Name is null ? new Origin(binding.Location, binding.Location.Text) : integer.Origin,
                    Node = Builder.CreateConstant(constant, ElementType.Float32, binding.Value.Location),
                };
            case IntegerValue integer:
                return integer with { Name = integer.Name ?? name.Name };
            case NumberValue { Node: null } number:
                return number with { Node = Builder.CreateConstant(number.Number, ElementType.Float32, binding.Value.Location) };
            case ListValue list when IsPlainNumbers(list):
                return ToNode(list, binding.Value.Location, frame) is { } node
                    ? new TensorValue(node, list)
                    : PoisonValue.Instance;
            case TensorValue { Node: { } weight } when weight.Operator == SourceOperators.Variable:
                var copy = Builder.CreateTyped(LabelOperators.Label, [weight], OperatorAttributes.None, weight.Type, binding.Value.Location);
                AddAction(new ComputeAction(binding.Location, [copy]));
                return new TensorValue(copy);
            default:
                var computed = new List<Node>();
                CollectTensors(value, computed);
                if (computed.Count > 0)
                    AddAction(new ComputeAction(binding.Location, [.. computed]));
                return value;
        }
    }

    private static bool IsPlainNumbers(ListValue list) =>
        list.Elements.All(static e => e is IntegerValue or NumberValue or BooleanValue || (e is ListValue inner && IsPlainNumbers(inner)));

    private static void CollectTensors(Value value, List<Node> tensors)
    {
        switch (value)
        {
            case TensorValue tensor when tensor.Node.Operator != Operators.SourceOperators.Constant && tensor.Node.Operator != Operators.SourceOperators.Input:
                tensors.Add(tensor.Node);
                break;
            case TupleValue tuple:
                foreach (var element in tuple.Elements)
                    CollectTensors(element, tensors);
                break;
            case ListValue list:
                foreach (var element in list.Elements)
                    CollectTensors(element, tensors);
                break;
            case RecordValue record:
                foreach (var (_, element) in record.Fields)
                    CollectTensors(element, tensors);
                break;
        }
    }

    private Value Require(RequireStatementSyntax require, Frame frame)
    {
        var condition = OpenCondition(Evaluate(require.Condition, frame));
        switch (condition)
        {
            case BooleanValue { Truth: true } or PoisonValue:
                break;
            case BooleanValue { Truth: false }:
                return Poison(BindingErrors.RequirementFailed, require.Condition.Location, MessageOf(require, frame), frame, notes: SizesIn(require.Condition, frame));
            case BooleanValue:
                // Read before it is learned: what is known to hold would no longer be asked.
                if (OpenRequirements is not null && RequiredConditions.Read(require.Condition, SizeOf) is { } open)
                    OpenRequirements.Add(new SizeRequirement(open, MessageOf(require, frame), require.Condition.Location));
                frame.Facts = RequiredFacts.Learn(require.Condition, frame.Facts, SizeOf);
                LearnedFacts?.Add(frame.Facts);
                break;
            default:
                Poison(
                    TypeErrors.NotStatic, require.Condition.Location,
                    $"`require` is about settings and sizes, which are known before the script runs, and this is {Describe(condition)}; use assert for values", frame);
                break;
        }

        return NothingValue.Instance;

        Dimension? SizeOf(ExpressionSyntax expression) => Evaluate(expression, frame) is IntegerValue integer ? integer.Size : null;
    }

    private string MessageOf(RequireStatementSyntax require, Frame frame) => require.Message is { } text && Evaluate(text, frame) is StringValue { Constant: { } words }
        ? words
        : $"`{require.Condition.Location.Text}` does not hold";

    private ImmutableArray<string> SizesIn(ExpressionSyntax expression, Frame frame)
    {
        var names = new List<string>();
        Collect(expression);
        return [.. names.Distinct()];

        void Collect(SyntaxNode node)
        {
            if (node is NameSyntax name && frame.Names.GetValueOrDefault(name.Name) is IntegerValue value)
                names.Add($"{name.Name} = {value.Size}{(value.Origin?.Location is { } place && !IsLibrary(place.Source) ? $" (line {place.LineNumber}: {value.Origin.Description.Split('\n')[0]})" : "")}");
            foreach (var child in node.Children)
            {
                if (child is SyntaxNode inner)
                    Collect(inner);
            }
        }
    }

    private void Assert(AssertStatementSyntax assertion, Frame frame)
    {
        var condition = Evaluate(assertion.Condition, frame);
        if (condition is PoisonValue)
            return;
        if (!frame.Acts)
        {
            Poison(BindingErrors.NotPure, assertion.Location, "assert acts when the script runs, so it stands at top level; use `require` for settings and sizes", frame);
            return;
        }

        if (ToNode(condition, assertion.Condition.Location, frame) is not { } node)
            return;
        if (node.Element != ElementType.Bool || node.Shape.Rank != 0)
        {
            Poison(
                TypeErrors.NotScalar, assertion.Condition.Location, $"assert needs one truth value, and this is {Describe(new TensorValue(node))}", frame,
                fixes: node.Element == ElementType.Bool ? [new DiagnosticFix("ask whether all hold", [new TextEdit(assertion.Condition.Location, $"all({assertion.Condition.Location.Text})")])] : default);
            return;
        }

        var message = assertion.Message is { } text ? ToProgramValue(Evaluate(text, frame), text.Location, frame) : null;
        AddAction(new AssertAction(assertion.Location, node, message, assertion.Condition.Location.Text));
    }
}
