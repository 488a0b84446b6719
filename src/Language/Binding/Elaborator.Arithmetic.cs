using System.Collections.Immutable;
using Dsl.Language.Binding.Shapes;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private Value EvaluateUnary(UnarySyntax unary, Frame frame)
    {
        var operand = Evaluate(unary.Operand, frame);
        if (operand is PoisonValue)
            return operand;
        if (unary.Operator.Kind == SyntaxKind.NotKeyword)
        {
            if (operand is BooleanValue boolean)
                return boolean.Node is { } open ? new BooleanValue(null, Operate("logical_not", [open], unary.Location)) : new BooleanValue(!boolean.Truth);
            return ToNode(operand, unary.Operand.Location, frame) is { } condition
                ? ApplyElementwise("logical_not", [condition], unary.Location, frame)
                : PoisonValue.Instance;
        }

        switch (operand)
        {
            case IntegerValue integer:
                return new IntegerValue(-integer.Size, null, integer.Origin, integer.Node is { } n ? Operate("negate", [n], unary.Location) : null);
            case NumberValue number:
                return new NumberValue(-number.Number, number.Node is { } node ? Operate("negate", [node], unary.Location) : null);
            default:
                return ToNode(operand, unary.Operand.Location, frame) is { } tensor
                    ? ApplyElementwise("negate", [tensor], unary.Location, frame)
                    : PoisonValue.Instance;
        }
    }

    private Value EvaluateBinary(BinarySyntax binary, Frame frame)
    {
        if (binary.Operator.Kind is not (SyntaxKind.AndKeyword or SyntaxKind.OrKeyword) && binary.Left is not BinarySyntax)
        {
            var operand = Evaluate(binary.Left, frame);
            budget.Spend();
            return Combine(binary, operand, Evaluate(binary.Right, frame), frame);
        }

        // Chains of one precedence are left-deep; a loop keeps the stack flat however long they are.
        var chain = new Stack<BinarySyntax>();
        ExpressionSyntax first = binary;
        while (first is BinarySyntax inner && inner.Operator.Kind is not (SyntaxKind.AndKeyword or SyntaxKind.OrKeyword))
        {
            chain.Push(inner);
            first = inner.Left;
        }

        if (chain.Count == 0)
            return EvaluateLogical(binary, frame);
        var left = Evaluate(first, frame);
        while (chain.TryPop(out var step))
        {
            budget.Spend();
            var right = Evaluate(step.Right, frame);
            left = Combine(step, left, right, frame);
            Record(step, left);
        }

        return left;
    }

    private Value EvaluateLogical(BinarySyntax binary, Frame frame)
    {
        var left = Evaluate(binary.Left, frame);
        var isAnd = binary.Operator.Kind == SyntaxKind.AndKeyword;
        if (left is BooleanValue { Truth: { } truth } && truth != isAnd)
            return left;
        var right = Evaluate(binary.Right, frame);
        if (left is PoisonValue || right is PoisonValue)
            return PoisonValue.Instance;
        if (left is BooleanValue a && right is BooleanValue b)
            return InTheRunIfOpen(new BooleanValue(isAnd ? (a.Truth & b.Truth) : (a.Truth | b.Truth)), binary, isAnd ? "logical_and" : "logical_or", a, b, frame);
        return ToNode(left, binary.Left.Location, frame) is { } l && ToNode(right, binary.Right.Location, frame) is { } r
            ? ApplyBinary(binary, isAnd ? "logical_and" : "logical_or", l, r, frame)
            : PoisonValue.Instance;
    }

    private Value Combine(BinarySyntax binary, Value left, Value right, Frame frame)
    {
        if (left is PoisonValue || right is PoisonValue)
            return PoisonValue.Instance;
        var kind = binary.Operator.Kind;
        if (kind == SyntaxKind.DotDotToken)
            return new RangeValue(left, right);
        if (left is DataReferenceValue { Data.Type: Data.DataSizeType leftSize })
            left = new IntegerValue(leftSize.Size, leftSize.Name);
        if (right is DataReferenceValue { Data.Type: Data.DataSizeType rightSize })
            right = new IntegerValue(rightSize.Size, rightSize.Name);
        if (kind == SyntaxKind.AtToken)
            return MatrixProduct(binary, left, right, frame);
        if (StaticArithmetic.OperatorName(kind) is not { } name)
            return PoisonValue.Instance;
        if (left is StringValue leftText && right is StringValue rightText)
        {
            return kind switch
            {
                SyntaxKind.PlusToken => Bounded(
                    new StringValue(leftText.Parts.AddRange(rightText.Parts)) { ComputedWeight = (int)Math.Min((long)leftText.Weight + rightText.Weight, int.MaxValue) },
                    binary.Location, frame),
                SyntaxKind.EqualsEqualsToken when leftText.Constant is { } l && rightText.Constant is { } r => new BooleanValue(l == r),
                SyntaxKind.NotEqualsToken when leftText.Constant is { } l && rightText.Constant is { } r => new BooleanValue(l != r),
                _ => Poison(TypeErrors.WrongKind, binary.Location, $"`{binary.Operator.Text}` does not work on text", frame),
            };
        }

        if (kind == SyntaxKind.PlusToken && (left is StringValue || right is StringValue))
            return TextWithNumber(left is StringValue ? binary.Right : binary.Left, left is StringValue ? right : left, frame);

        if (left is BooleanValue leftTruth && right is BooleanValue rightTruth && kind is SyntaxKind.EqualsEqualsToken or SyntaxKind.NotEqualsToken)
        {
            return left is BooleanValue { Truth: { } lt } && right is BooleanValue { Truth: { } rt }
                ? new BooleanValue((lt == rt) == (kind == SyntaxKind.EqualsEqualsToken))
                : InTheRunIfOpen(new BooleanValue(null), binary, name, left, right, frame);
        }

        if (left is ConversionValue leftType && right is ConversionValue rightType && kind is SyntaxKind.EqualsEqualsToken or SyntaxKind.NotEqualsToken)
            return new BooleanValue((leftType == rightType) == (kind == SyntaxKind.EqualsEqualsToken));

        if (left is IntegerValue or NumberValue && right is IntegerValue or NumberValue)
        {
            if (StaticArithmetic.Combine(kind, left, right, frame.Facts) is not { } folded)
                return Poison(TypeErrors.InexactDivision, binary.Location, "this divides by zero", frame);
            if (!IsGeneric && folded is IntegerValue { Size.IsBeyondNumbers: true })
                return Poison(TypeErrors.NumberTooLarge, binary.Location, $"whole numbers go from -{long.MaxValue:N0} to {long.MaxValue:N0}, and this lies outside", frame);
            if (folded is BooleanValue truth)
                return InTheRunIfOpen(truth, binary, name, left, right, frame);
            if (folded is not PoisonValue)
                return WithGraph(folded, binary, name, left, right, frame);
        }

        if (kind is SyntaxKind.SlashSlashToken or SyntaxKind.PercentToken && right is IntegerValue { Size.ConstantValue: 0 } && ElementOf(left) == ElementType.Int)
            return Poison(TypeErrors.InexactDivision, binary.Location, "this divides whole numbers by zero", frame);
        if (left is TupleValue leftTuple && right is TupleValue rightTuple && kind == SyntaxKind.PlusToken)
            return Bounded(new TupleValue(leftTuple.Elements.AddRange(rightTuple.Elements)), binary.Location, frame);
        var leftElement = ElementOf(left);
        var rightElement = ElementOf(right);
        if (ToNode(left, binary.Left.Location, frame, leftElement ?? Preferred(left, rightElement)) is not { } leftNode
            || ToNode(right, binary.Right.Location, frame, rightElement ?? Preferred(right, leftElement)) is not { } rightNode)
            return PoisonValue.Instance;
        return ApplyBinary(binary, name, leftNode, rightNode, frame);
    }

    // What depends on sizes that only the run knows is computed there. (In a generic check the use decides.)
    private BooleanValue InTheRunIfOpen(BooleanValue value, BinarySyntax binary, string name, Value left, Value right, Frame frame)
    {
        if (value.Truth is not null || IsGeneric)
            return value;
        return ToNode(left, binary.Left.Location, frame) is { } l && ToNode(right, binary.Right.Location, frame) is { } r
            && ApplyBinary(binary, name, l, r, frame) is TensorValue computed
            ? value with { Node = computed.Node }
            : value;
    }

    // A literal takes the other operand's element type, unless it has a fraction and the other is whole.
    private static ElementType? Preferred(Value literal, ElementType? other) => (literal, other) switch
    {
        (_, null) => null,
        (NumberValue, { } element) when !element.IsFloat() => ElementType.Float32,
        (_, ElementType.Bool) => null,
        _ => other,
    };

    // Of brackets around tensors it is that of the tensors; numbers alone take any.
    private static ElementType? ElementOf(Value value)
    {
        if (value is TensorValue tensor)
            return tensor.Node.Element;
        if (value is not ListValue list)
            return null;
        ElementType? found = null;
        foreach (var part in list.Elements)
        {
            if (ElementOf(part) is { } element)
                found = found is { } other ? ElementTypes.Promote(other, element) : element;
        }

        return found;
    }

    // Numbers known before the run are computed at once; where one of them is part of a differentiable computation, so is the result.
    private Value WithGraph(Value folded, BinarySyntax binary, string name, Value left, Value right, Frame frame)
    {
        // A quotient of sizes that nothing says comes out is exact as a size and real as a number.
        var isOpenQuotient = binary.Operator.Kind == SyntaxKind.SlashToken && left is IntegerValue a && right is IntegerValue b
            && folded is IntegerValue && Dimension.DivideExactly(a.Size, b.Size, frame.Facts) is null;
        if (!isOpenQuotient
            && left is not (IntegerValue { Node: not null } or NumberValue { Node: not null })
            && right is not (IntegerValue { Node: not null } or NumberValue { Node: not null }))
            return folded;
        if (folded is BooleanValue)
            return folded;
        var leftNode = ToNode(left, binary.Left.Location, frame, ElementType.Float32);
        var rightNode = ToNode(right, binary.Right.Location, frame, ElementType.Float32);
        if (leftNode is null || rightNode is null)
            return folded;
        var node = Operate(name, [leftNode, rightNode], binary.Location);
        return folded switch
        {
            IntegerValue integer => integer with { Node = node },
            NumberValue number => number with { Node = node },
            _ => folded,
        };
    }

    private Value ApplyBinary(BinarySyntax binary, string name, Node left, Node right, Frame frame)
    {
        var operands = ImmutableArray.Create(
            new Operand(left, binary.Left.Location, binary.Left), new Operand(right, binary.Right.Location, binary.Right));
        return ApplyElementwise(name, operands, binary.Location, binary.Operator.Location, frame);
    }

    internal Value ApplyElementwise(string name, ImmutableArray<Node> inputs, SourceLocation location, Frame frame)
    {
        var operands = ImmutableArray.CreateBuilder<Operand>(inputs.Length);
        foreach (var input in inputs)
            operands.Add(new Operand(input, location, null));
        return ApplyElementwise(name, operands.MoveToImmutable(), location, null, frame);
    }

    /// <summary>Promotes the operands to one element type, broadcasts them to one shape, and applies the operator.</summary>
    internal Value ApplyElementwise(string name, ImmutableArray<Operand> operands, SourceLocation location, SourceLocation? operatorLocation, Frame frame)
    {
        var @operator = OperatorCatalog.Find(name) ?? throw new InvalidOperationException($"there is no operator {name}");
        var nodes = ElementPromotion.Promote(this, @operator, NodesOf(operands), location);
        var shape = nodes[0].Shape;
        for (var i = 1; i < nodes.Length; i++)
        {
            var combined = Broadcasting.Combine(shape, nodes[i].Shape, frame.Facts);
            if (combined is not BroadcastShape wider)
            {
                var left = operands[0] with { Node = Builder.CreateTyped(SourceOperators.Constant, [], OperatorAttributes.None, new TensorType(nodes[0].Element, shape), location) };
                return ReportBroadcast(combined, name, [i == 1 ? operands[0] : left, operands[i]], location, operatorLocation, frame);
            }

            shape = wider.Shape;
        }

        var inputs = ImmutableArray.CreateBuilder<Node>(nodes.Length);
        foreach (var node in nodes)
            inputs.Add(BroadcastTo(node, shape, location));
        return Build(@operator, inputs.MoveToImmutable(), OperatorAttributes.None, operands, location, operatorLocation, frame);
    }

    /// <summary>Builds an operation; a failure of its shape rule becomes a report with the operands' names, shapes and origins.</summary>
    internal Value Build(
        Operator @operator,
        ImmutableArray<Node> inputs,
        OperatorAttributes attributes,
        ImmutableArray<Operand> operands,
        SourceLocation location,
        SourceLocation? operatorLocation,
        Frame frame)
    {
        Builder.Facts = frame.Facts;
        var result = Builder.TryCreate(@operator, inputs, attributes, location, out var node);
        if (node is not null)
            return new TensorValue(node);
        return ReportShapeFailure(result.Failure!, @operator, operands, location, operatorLocation, frame);
    }

    private Value MatrixProduct(BinarySyntax binary, Value left, Value right, Frame frame)
    {
        var leftNode = ToNode(left, binary.Left.Location, frame, ElementOf(right) ?? ElementType.Float32);
        var rightNode = ToNode(right, binary.Right.Location, frame, ElementOf(left) ?? ElementType.Float32);
        if (leftNode is null || rightNode is null)
            return PoisonValue.Instance;
        var operands = ImmutableArray.Create(
            new Operand(leftNode, binary.Left.Location, binary.Left), new Operand(rightNode, binary.Right.Location, binary.Right));
        return MatrixProduct(operands, binary.Location, binary.Operator.Location, frame);
    }

    /// <summary>The matrix product: vectors act as a row on the left and as a column on the right; leading dimensions broadcast.</summary>
    internal Value MatrixProduct(ImmutableArray<Operand> operands, SourceLocation location, SourceLocation? operatorLocation, Frame frame)
    {
        var nodes = ElementPromotion.Promote(this, ContractionOperators.MatrixProduct, [operands[0].Node, operands[1].Node], location);
        var (left, right) = (nodes[0], nodes[1]);
        if (left.Shape.Rank == 0 || right.Shape.Rank == 0)
        {
            var scalar = left.Shape.Rank == 0 ? operands[0] : operands[1];
            return Poison(
                ShapeErrors.WrongRank, location, "`@` multiplies matrices and vectors, and one side is a single number", frame,
                annotations: OperandAnnotations(operands, frame),
                fixes: operatorLocation is null ? default : [new Diagnostics.DiagnosticFix("multiply by a number with *", [new Diagnostics.TextEdit(operatorLocation, "*")])],
                underlines: Underlines(operands, operatorLocation));
        }

        var rowVector = left.Shape.Rank == 1;
        var columnVector = right.Shape.Rank == 1;
        if (rowVector)
            left = Operate("unsqueeze", [left], location, ("axis", 0));
        if (columnVector)
            right = Operate("unsqueeze", [right], location, ("axis", 1));
        var leftLead = new Shape(left.Shape.Axes[..^2]);
        var rightLead = new Shape(right.Shape.Axes[..^2]);
        if (leftLead.Rank > 0 || rightLead.Rank > 0)
        {
            var lead = Broadcasting.Combine(leftLead, rightLead, frame.Facts);
            if (lead is not BroadcastShape common)
                return ReportBroadcast(lead, "matmul", operands, location, operatorLocation, frame);
            left = BroadcastTo(left, common.Shape.Concat(new Shape(left.Shape.Axes[^2..])), location);
            if (rightLead.Rank > 0)
                right = BroadcastTo(right, common.Shape.Concat(new Shape(right.Shape.Axes[^2..])), location);
        }

        // A matrix without leading dimensions is shared by all positions of the other side: nothing is copied for it.
        var shared = rightLead.Rank == 0 && leftLead.Rank > 0;
        if (shared && frame.Facts.AreEqual(left.Shape[left.Shape.Rank - 1].Size, right.Shape[0].Size) != true)
        {
            shared = false;
            right = BroadcastTo(right, new Shape(left.Shape.Axes[..^2]).Concat(right.Shape), location);
        }

        var product = shared
            ? Build(ContractionOperators.Contract, [left, right], Contraction.SharedMatrix(left.Shape.Rank), operands, location, operatorLocation, frame)
            : Build(ContractionOperators.MatrixProduct, [left, right], ContractionAttributes.MatrixProduct(left.Shape.Rank, right.Shape.Rank), operands, location, operatorLocation, frame);
        if (product is not TensorValue { Node: { } node })
            return product;
        if (columnVector)
            node = Operate("squeeze", [node], location, ("axis", node.Shape.Rank - 1));
        if (rowVector)
            node = Operate("squeeze", [node], location, ("axis", columnVector ? node.Shape.Rank - 1 : node.Shape.Rank - 2));
        return new TensorValue(node);
    }
}
