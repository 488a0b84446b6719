using System.Collections.Immutable;
using Dsl.Language.Binding.Shapes;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private static readonly ImmutableArray<string> IndexedReductions = ["sum", "product", "max", "min", "mean", "any", "all"];

    // w[b, t, s] = sum(c: q[b, t, c] * k[b, s, c]) / sqrt(C): the indices on the left order the axes of the result.
    private void BindIndexed(IndexSyntax target, BindingStatementSyntax binding, Frame frame)
    {
        if (target.Target is not NameSyntax name)
        {
            Poison(BindingErrors.NotHere, target.Location, "index notation defines a name, as in w[i, j] = ...", frame);
            return;
        }

        var indices = new List<string>();
        foreach (var argument in target.Arguments.Elements)
        {
            if (argument is not NameSyntax index || indices.Contains(index.Name))
            {
                Poison(
                    TypeErrors.IndexNotation, argument.Location, "on the left of index notation stand different index names; values are not changed in place", frame,
                    notes: argument is NameSyntax || !frame.Names.ContainsKey(name.Name) ? default : [PutAdvice(name, target)]);
                frame.Bind(name.Name, PoisonValue.Instance, binding.Location);
                return;
            }

            indices.Add(index.Name);
        }

        if (IsElementAssignment(name, target, indices, frame))
        {
            frame.Bind(name.Name, PoisonValue.Instance, binding.Location);
            return;
        }

        var scope = new IndexScope(indices);
        LearnSizes(binding.Value, scope, frame);
        var result = EvaluateIndexed(binding.Value, scope, frame);
        Value value = PoisonValue.Instance;
        if (result is not null)
        {
            var missing = indices.Where(i => !result.Indices.Contains(i)).ToList();
            var open = result.Indices.Where(i => !indices.Contains(i)).ToList();
            if (missing.Count > 0)
            {
                Poison(TypeErrors.IndexNotation, target.Location, $"nothing on the right says how large `{missing[0]}` is; index notation defines all elements at once and changes none in place", frame);
            }
            else if (open.Count > 0)
            {
                Poison(TypeErrors.IndexNotation, binding.Value.Location, $"`{open[0]}` is neither on the left nor summed over", frame);
            }
            else
            {
                value = new TensorValue(Arrange(result, [.. indices], binding.Location).Node);
            }
        }

        if (frame.Acts && value is TensorValue tensor)
            AddAction(new Programs.ComputeAction(binding.Location, [tensor.Node]));
        frame.Bind(name.Name, value, binding.Location);
        Record(name, value);
    }

    // x[i] = 2 * x[i] where x and i have values means one element to its writer; as index notation it would be all of them.
    private bool IsElementAssignment(NameSyntax name, IndexSyntax target, List<string> indices, Frame frame)
    {
        if (frame.Names.GetValueOrDefault(name.Name) is not TensorValue
            || indices.Find(i => frame.Names.GetValueOrDefault(i) is TensorValue { Type.Rank: 0 } or IntegerValue or NumberValue) is not { } index)
        {
            return false;
        }

        Poison(
            TypeErrors.IndexNotation, target.Location,
            $"`{index}` and `{name.Name}` have values here, so this looks like a change of one element; index notation defines all elements at once, by indices that nothing else is called",
            frame, frame.Sites.GetValueOrDefault(index) is { } site ? [new DiagnosticAnnotation(site, $"`{index}` is bound here")] : default, notes: [PutAdvice(name, target)]);
        return true;
    }

    private static string PutAdvice(NameSyntax name, IndexSyntax target)
    {
        var places = target.Arguments.Elements.Select(static a => a.Location.Text).ToImmutableArray();
        var row = places.Length == 1 ? "value" : $"put({name.Name}[{places[0]}], {places[1]}, value)";
        return places.Length > 2
            ? "put(x, index, value) gives a tensor with another element or row at one place"
            : $"a tensor with another element at one place: {name.Name} = put({name.Name}, {places[0]}, {row})";
    }

    /// <summary>Whether a call is a reduction in index notation: sum(c: ...), sum(i, j: ...).</summary>
    internal static bool IsIndexedReduction(CallSyntax call) =>
        call.Callee is NameSyntax callee && IndexedReductions.Contains(callee.Name)
        && call.Arguments.Count > 0 && call.Arguments[^1].Name is { } last && last.Text is not ("over" or "keep")
        && call.Arguments.Elements.SkipLast(1).All(static a => a.Name is null && a.Value is NameSyntax);

    /// <summary>Whether a call by itself, with no names of indices around it, is a sum in index notation: its index stands in brackets within it.</summary>
    internal static bool IsIndexedScalar(CallSyntax call) => IsIndexedReduction(call) && IndexesBy(call.Arguments[^1].Value, call.Arguments[^1].Name!.Text);

    // sum(k: k^2): meant as index notation, and nothing is indexed.
    private static bool IsSumOfNothingIndexed(CallSyntax call) => IsIndexedReduction(call) && Mentions(call.Arguments[^1].Value, call.Arguments[^1].Name!.Text);

    private PoisonValue ReportNothingIndexed(CallSyntax call, Frame frame)
    {
        var index = call.Arguments[^1].Name!;
        return Poison(
            TypeErrors.IndexNotation, index.Location,
            $"nothing says how large the index `{index.Text}` is: it stands in no brackets, as it would in x[{index.Text}]; numbers are counted by a range, as in {call.Callee.Location.Text}((0..10)^2)", frame);
    }

    private static bool IndexesBy(SyntaxNode node, string name) =>
        (node is IndexSyntax index && index.Arguments.Elements.Any(a => Mentions(a, name))) || node.Children.OfType<SyntaxNode>().Any(c => IndexesBy(c, name));

    private static bool Mentions(SyntaxNode node, string name) =>
        (node is NameSyntax named && named.Name == name) || node.Children.OfType<SyntaxNode>().Any(c => Mentions(c, name));

    // trace = sum(i: A[i, i]): nothing is left of the indices, so the result is a number.
    private Value EvaluateIndexedScalar(CallSyntax call, Frame frame) =>
        ReduceIndexed(call, new IndexScope([]), frame) is { } result ? new TensorValue(result.Node) : PoisonValue.Instance;

    private IndexedTensor? EvaluateIndexed(ExpressionSyntax expression, IndexScope scope, Frame frame, ElementType wholeNumbers = ElementType.Float32)
    {
        if (!budget.Spend())
        {
            WorkExceeded(expression.Location, frame);
            return null;
        }

        switch (expression)
        {
            case ParenthesizedSyntax parenthesized:
                return EvaluateIndexed(parenthesized.Expression, scope, frame, wholeNumbers);
            case BinarySyntax { Operator.Kind: not SyntaxKind.AtToken } binary when StaticArithmetic.OperatorName(binary.Operator.Kind) is { } name && UsesIndices(binary, scope):
                return EvaluateOperands(binary, scope, frame, wholeNumbers) is var (left, right) ? CombineIndexed(name, left, right, binary.Location, frame) : null;
            case UnarySyntax { Operator.Kind: SyntaxKind.MinusToken } unary when UsesIndices(unary, scope):
                return EvaluateIndexed(unary.Operand, scope, frame, wholeNumbers) is { } operand ? operand with { Node = Operate("negate", [operand.Node], unary.Location) } : null;
            case BinarySyntax { Operator.Kind: SyntaxKind.AndKeyword or SyntaxKind.OrKeyword } both when UsesIndices(both, scope):
                return EvaluateIndexed(both.Left, scope, frame) is { } first && EvaluateIndexed(both.Right, scope, frame) is { } second
                    ? CombineIndexed(both.Operator.Kind == SyntaxKind.AndKeyword ? "logical_and" : "logical_or", first, second, both.Location, frame)
                    : null;
            case UnarySyntax { Operator.Kind: SyntaxKind.NotKeyword } negated when UsesIndices(negated, scope):
                return EvaluateIndexed(negated.Operand, scope, frame) is { } truth && ApplyElementwise("logical_not", [truth.Node], negated.Location, frame) is TensorValue turned
                    ? truth with { Node = turned.Node }
                    : null;
            case IfSyntax choice when ChoosesByIndices(choice, scope):
                return IndexFailure(choice.IfKeyword.Location, $"`if` chooses once, and here each element has its own choice; that is {Choice(choice)}", frame);
            case IndexSyntax index when UsesIndices(index, scope):
                return ReadIndexed(index, scope, frame);
            case CallSyntax call when IsIndexedReduction(call):
                return ReduceIndexed(call, scope, frame);
            case CallSyntax { Arguments.Count: > 0 } call when UsesIndices(call, scope):
                return CallIndexed(call, scope, frame, wholeNumbers);
            case NameSyntax name when scope.Contains(name.Name):
                if (scope.Size(name.Name) is { } size)
                    return new IndexedTensor(Relabel(Operate("range", [], name.Location, ("count", size.Size)), Shape.Of(size), name.Location), [name.Name]);
                return scope.IsOpen
                    ? null
                    : IndexFailure(name.Location, $"nothing says how large the index `{name.Name}` is: it must stand alone in brackets somewhere, as in x[{name.Name}]; index notation defines all elements at once and changes none in place", frame);
        }

        return Evaluate(expression, frame) is { } value ? WithoutIndices(value, expression, frame, wholeNumbers) : null;
    }

    // where(condition, a, b), in the words of the script where these are expressions.
    private static string Choice(IfSyntax choice) =>
        $"where({choice.Condition.Location.Text}, {Single(choice.Then) ?? "a"}, {(choice.Else is IfSyntax next ? Choice(next) : choice.Else is BlockSyntax block ? Single(block) ?? "b" : "b")})";

    // A sum within a branch has indices of its own.
    private static bool ChoosesByIndices(SyntaxNode node, IndexScope scope) =>
        (node is NameSyntax name && scope.Contains(name.Name))
        || (node is not CallSyntax || !IsIndexedReduction((CallSyntax)node)) && node.Children.OfType<SyntaxNode>().Any(c => ChoosesByIndices(c, scope));

    private static string? Single(BlockSyntax block) => block.Statements is [ExpressionStatementSyntax { Expression: var only }] ? only.Location.Text : null;

    private IndexedTensor? WithoutIndices(Value value, ExpressionSyntax expression, Frame frame, ElementType wholeNumbers)
    {
        if (value is PoisonValue || ToNode(value, expression.Location, frame, value is IntegerValue or NumberValue ? Preferred(value, wholeNumbers) : null) is not { } node)
            return null;
        return node.Shape.Rank == 0
            ? new IndexedTensor(node, [])
            : IndexFailure(expression.Location, $"`{expression.Location.Text}` has the shape {node.Shape}; in index notation its indices are written, as in {expression.Location.Text}[i]", frame);
    }

    // A literal takes the other operand's element type, as outside of index notation.
    private (IndexedTensor Left, IndexedTensor Right)? EvaluateOperands(BinarySyntax binary, IndexScope scope, Frame frame, ElementType wholeNumbers)
    {
        if (UsesIndices(binary.Left, scope))
        {
            return EvaluateIndexed(binary.Left, scope, frame, wholeNumbers) is { } left
                && EvaluateIndexed(binary.Right, scope, frame, UsesIndices(binary.Right, scope) ? wholeNumbers : left.Node.Element) is { } beside
                ? (left, beside)
                : null;
        }

        return EvaluateIndexed(binary.Right, scope, frame, wholeNumbers) is { } right && EvaluateIndexed(binary.Left, scope, frame, right.Node.Element) is { } literal
            ? (literal, right)
            : null;
    }

    private IndexedTensor? IndexFailure(SourceLocation location, string message, Frame frame)
    {
        Poison(TypeErrors.IndexNotation, location, message, frame);
        return null;
    }

    private static bool UsesIndices(SyntaxNode node, IndexScope scope) =>
        (node is NameSyntax name && scope.Contains(name.Name))
        || (node is CallSyntax call && IsIndexedReduction(call))
        || node.Children.OfType<SyntaxNode>().Any(c => UsesIndices(c, scope));

    private IndexedTensor? ReduceIndexed(CallSyntax call, IndexScope scope, Frame frame)
    {
        var name = ((NameSyntax)call.Callee).Name;
        var last = call.Arguments[^1];
        var over = call.Arguments.Elements.SkipLast(1).Select(static a => ((NameSyntax)a.Value).Name).Append(last.Name!.Text).ToImmutableArray();
        var inner = scope.With(over);
        LearnSizes(last.Value, inner, frame);
        if (name == "sum" && Contract(last.Value, over, inner, call.Location, frame, out var contracted))
            return contracted;
        if (EvaluateIndexed(last.Value, inner, frame) is not { } body)
            return null;
        foreach (var index in over)
        {
            if (!body.Indices.Contains(index))
                return IndexFailure(last.Name.Location, $"`{index}` does not occur in what is summed over it", frame);
        }

        // As outside of index notation, truth values are counted.
        var isTruth = name is "any" or "all";
        if (isTruth && body.Node.Element != ElementType.Bool)
            return IndexFailure(last.Value.Location, $"`{name}` looks at truth values, and `{last.Value.Location.Text}` has elements of type {body.Node.Element.Name()}", frame);
        if (!isTruth && body.Node.Element == ElementType.Bool)
            body = body with { Node = Cast(body.Node, ElementType.Int, last.Value.Location) };
        var axes = over.Select(i => body.Indices.IndexOf(i)).ToImmutableArray();
        var rest = body.Indices.RemoveAll(over.Contains);
        if (name == "mean")
        {
            // As in the library's mean, a sum of 16 bits would leave their range.
            var element = body.Node.Element;
            var isNarrow = element is ElementType.Float16 or ElementType.BFloat16;
            var total = Operate("sum", [isNarrow ? Cast(body.Node, ElementType.Float32) : body.Node], call.Location, ("over", axes));
            total = total.Element.IsFloat() ? total : Cast(total, ElementType.Float32, call.Location);
            var count = axes.Aggregate(Dimension.One, (product, a) => product * body.Node.Shape[a].Size);
            var divisor = BroadcastTo(Cast(Builder.CreateSize(count), total.Element), total.Shape, call.Location);
            var quotient = Operate("divide", [total, divisor], call.Location);
            return new IndexedTensor(isNarrow ? Cast(quotient, element) : quotient, rest);
        }

        return new IndexedTensor(Operate(name, [body.Node], call.Location, ("over", axes)), rest);
    }

    // A sum over a product of two tensors is a contraction: no table of all products is made.
    private bool Contract(ExpressionSyntax body, ImmutableArray<string> over, IndexScope scope, SourceLocation location, Frame frame, out IndexedTensor? result)
    {
        result = null;
        while (body is ParenthesizedSyntax parenthesized)
            body = parenthesized.Expression;
        if (body is not BinarySyntax { Operator.Kind: SyntaxKind.StarToken } product)
            return false;
        if (EvaluateIndexed(product.Left, scope, frame) is not { } left || EvaluateIndexed(product.Right, scope, frame) is not { } right)
            return true;
        if (over.Any(i => !left.Indices.Contains(i) || !right.Indices.Contains(i)) || left.Indices.IsEmpty || right.Indices.IsEmpty)
        {
            if (CombineIndexed("multiply", left, right, product.Location, frame) is not { } table)
                return true;
            var missing = over.FirstOrDefault(i => !table.Indices.Contains(i));
            if (missing is not null)
            {
                IndexFailure(location, $"`{missing}` does not occur in what is summed over it", frame);
                return true;
            }

            result = new IndexedTensor(Operate("sum", [table.Node], location, ("over", over.Select(i => table.Indices.IndexOf(i)).ToImmutableArray())), table.Indices.RemoveAll(over.Contains));
            return true;
        }

        var nodes = ElementPromotion.Promote(this, ContractionOperators.MatrixProduct, [left.Node, right.Node], location);
        var batch = left.Indices.Where(i => right.Indices.Contains(i) && !over.Contains(i)).ToList();
        var attributes = new ContractionAttributes(
            [.. batch.Select(i => new AxisPair(left.Indices.IndexOf(i), right.Indices.IndexOf(i)))],
            [.. over.Select(i => new AxisPair(left.Indices.IndexOf(i), right.Indices.IndexOf(i)))]);
        var node = Builder.Create(ContractionOperators.Contract, nodes, attributes, location);
        var indices = batch
            .Concat(left.Indices.Where(i => !batch.Contains(i) && !over.Contains(i)))
            .Concat(right.Indices.Where(i => !batch.Contains(i) && !over.Contains(i)));
        result = new IndexedTensor(node, [.. indices]);
        return true;
    }

    // exp(s[i, j]), where(a[i] > b[j], ...): element by element over all indices that occur.
    private IndexedTensor? CallIndexed(CallSyntax call, IndexScope scope, Frame frame, ElementType wholeNumbers)
    {
        var callee = Evaluate(call.Callee, frame);
        if (callee is PoisonValue)
            return null;
        // Settings and literals stay what they are: the function knows what becomes of them.
        var parts = new List<IndexedTensor>();
        var places = new List<(IndexedTensor? Part, Value? Setting)>();
        foreach (var argument in call.Arguments.Elements)
        {
            var value = UsesIndices(argument.Value, scope) ? null : Evaluate(argument.Value, frame);
            if (value is IntegerValue or NumberValue or BooleanValue)
            {
                places.Add((null, value));
                continue;
            }

            if ((value is null ? EvaluateIndexed(argument.Value, scope, frame, wholeNumbers) : WithoutIndices(value, argument.Value, frame, wholeNumbers)) is not { } part)
                return null;
            parts.Add(part);
            places.Add((part, null));
        }

        var union = parts.SelectMany(static p => p.Indices).Distinct().ToImmutableArray();
        var arguments = places.Select((place, i) => new Argument(
            call.Arguments[i].Name?.Text,
            place.Setting ?? new TensorValue(Arrange(place.Part!, union, call.Location, parts).Node),
            call.Arguments[i].Value.Location)).ToImmutableArray();
        var result = Apply(callee, arguments, call, call.Callee.Location, frame);
        if (result is IntegerValue or NumberValue or BooleanValue)
            return WithoutIndices(result, call, frame, wholeNumbers);
        if (result is PoisonValue)
            return null;
        return result is TensorValue { Type.Rank: var rank } tensor && rank == union.Length
            ? new IndexedTensor(tensor.Node, union)
            : IndexFailure(
                call.Location,
                $"in index notation a function works element by element, and `{call.Callee.Location.Text}` gives {(result is TensorValue other ? other.Type : Describe(result))}{(parts.Count > 0 ? $" for {parts[0].Node.Type}" : "")}", frame);
    }

    private IndexedTensor? CombineIndexed(string name, IndexedTensor left, IndexedTensor right, SourceLocation location, Frame frame)
    {
        var union = left.Indices.Union(right.Indices).ToImmutableArray();
        var parts = new[] { left, right };
        var (a, b) = (Arrange(left, union, location, parts), Arrange(right, union, location, parts));
        return ApplyElementwise(name, [a.Node, b.Node], location, frame) is TensorValue result ? new IndexedTensor(result.Node, union) : null;
    }

    /// <summary>The tensor with its axes in the order of the indices; indices that it lacks are broadcast when the other parts say how large they are.</summary>
    private IndexedTensor Arrange(IndexedTensor tensor, ImmutableArray<string> indices, SourceLocation location, IReadOnlyList<IndexedTensor>? parts = null)
    {
        var present = indices.Where(tensor.Indices.Contains).ToList();
        var node = Transpose(tensor.Node, [.. present.Select(i => tensor.Indices.IndexOf(i))], location);
        if (present.Count == indices.Length)
            return new IndexedTensor(node, indices);
        for (var i = 0; i < indices.Length; i++)
        {
            if (!tensor.Indices.Contains(indices[i]))
                node = Operate("unsqueeze", [node], location, ("axis", i));
        }

        var axes = indices.Select((index, i) =>
        {
            if (tensor.Indices.Contains(index))
                return node.Shape[i];
            var other = parts!.First(p => p.Indices.Contains(index));
            return other.Node.Shape[other.Indices.IndexOf(index)];
        });
        return new IndexedTensor(BroadcastTo(node, new Shape([.. axes]), location), indices);
    }

    /// <summary>A tensor whose axes carry index names, in order.</summary>
    private sealed record IndexedTensor(Node Node, ImmutableArray<string> Indices);
}
