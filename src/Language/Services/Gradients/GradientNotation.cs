using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Services.Gradients;

/// <summary>Writes one operation of a graph as an expression of nn, given how its inputs are written.</summary>
internal static class GradientNotation
{
    private const int Sum = 1;
    private const int Product = 2;
    private const int Power = 3;
    private const int Primary = 4;
    private const int MostValues = 4;

    private static readonly string[] IndexLetters = ["i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v"];

    /// <summary>Whether a node only changes how its input is stored or labelled, which nobody writes.</summary>
    public static bool IsSilent(Node node) =>
        node.Operator == LabelOperators.Label || node.Operator == MovementOperators.Broadcast || node.Operator == ConversionOperators.Cast;

    /// <summary>Whether an expression is a number as it stands.</summary>
    public static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>The expression, and how tightly it binds.</summary>
    public static (string Text, int Precedence) Write(Node node, Func<Node, (string Text, int Precedence)> input)
    {
        if (node.Operator == SourceOperators.Constant)
            return (Values(node), Primary);
        if (node.Operator == SourceOperators.Size)
            return (node.AttributesAs<SizeAttributes>().Size.ToString(), node.AttributesAs<SizeAttributes>().Size.IsConstant ? Primary : Sum);
        if (node.Operator == SourceOperators.Input)
            return (node.AttributesAs<InputAttributes>().Input.Name, Primary);
        if (node.Operator == SourceOperators.Variable)
            return (node.AttributesAs<VariableAttributes>().Variable.Path, Primary);
        if (node.Operator == SourceOperators.Scan)
            return ($"scan over {node.AttributesAs<ScanAttributes>().Length}{(node.AttributesAs<ScanAttributes>().Reverse ? ", from the end" : "")}", Primary);
        if (node.Operator == SourceOperators.ScanResult)
            return ($"result {node.AttributesAs<ScanResultAttributes>().Index + 1} of ({input(node.Inputs[0]).Text})", Primary);
        if (OfNumbers(node, input) is { } folded)
            return folded;
        if (IsSilent(node) || (IsShapeOnly(node) && IsLiteral(node.Inputs[0])))
            return input(node.Inputs[0]);
        if (node.Operator == ArithmeticOperators.Multiply && node.Inputs.FirstOrDefault(i => input(i).Text == "1") is { } one)
            return input(node.Inputs[node.Inputs[0] == one ? 1 : 0]);
        if (node.Operator == ContractionOperators.Contract)
            return Contraction(node, input);
        if (node.Operator == MovementOperators.Transpose && IsSwapOfLast(node.AttributesAs<PermutationAttributes>().Axes))
            return (At(input(node.Inputs[0]), Primary) + ".T", Primary);
        if (node.Operator == ArithmeticOperators.Negate)
            return ("-" + At(input(node.Inputs[0]), Product + 1), Product);
        if (Infix(node.Operator) is var (sign, precedence) && node.Inputs.Length == 2)
            return ($"{At(input(node.Inputs[0]), precedence)} {sign} {At(input(node.Inputs[1]), precedence + (sign is "-" or "/" or "@" ? 1 : 0))}", precedence);
        if (node.Operator == ArithmeticOperators.Power && input(node.Inputs[1]).Text == "1")
            return input(node.Inputs[0]);
        if (node.Operator == ArithmeticOperators.Power)
            return ($"{At(input(node.Inputs[0]), Primary)}^{At(input(node.Inputs[1]), Primary)}", Power);
        if (node.Operator.Symbol is { } comparison && node.Inputs.Length == 2 && node.Element == ElementType.Bool)
            return ($"{At(input(node.Inputs[0]), Sum)} {comparison} {At(input(node.Inputs[1]), Sum)}", 0);
        return (Call(node, [.. node.Inputs.Select(i => input(i).Text)]), Primary);
    }

    // Rules of gradients contain arithmetic of literals, which nobody writes.
    private static (string Text, int Precedence)? OfNumbers(Node node, Func<Node, (string Text, int Precedence)> input)
    {
        if (node.Operator == ComparisonOperators.Where)
            return Number(node.Inputs[0]) is { } condition ? input(node.Inputs[condition != 0 ? 1 : 2]) : null;
        if (node.Inputs.Length != 2 || Number(node.Inputs[0]) is not { } left || Number(node.Inputs[1]) is not { } right)
            return null;
        double? value = node.Operator == ArithmeticOperators.Add ? left + right
            : node.Operator == ArithmeticOperators.Subtract ? left - right
            : node.Operator == ArithmeticOperators.Multiply ? left * right
            : node.Operator == ComparisonOperators.Equal ? (left == right ? 1 : 0)
            : null;
        return value is { } number ? (number.ToString("G6", CultureInfo.InvariantCulture), number < 0 ? Product : Primary) : null;

        double? Number(Node operand) => double.TryParse(input(operand).Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static bool IsLiteral(Node node) => node.Operator == SourceOperators.Constant || (node.Inputs is [var only] && IsLiteral(only)) || (node.Inputs is [var first, var second] && IsLiteral(first) && IsLiteral(second));

    // What is made of literals is the same in every shape.
    private static bool IsShapeOnly(Node node) =>
        node.Operator == MovementOperators.Unsqueeze || node.Operator == MovementOperators.Squeeze || node.Operator == MovementOperators.Reshape || node.Operator == MovementOperators.Transpose;

    private static string At((string Text, int Precedence) part, int least) => part.Precedence >= least ? part.Text : $"({part.Text})";

    private static (string Sign, int Precedence)? Infix(Operator found) =>
        found == ArithmeticOperators.Add ? ("+", Sum)
        : found == ArithmeticOperators.Subtract ? ("-", Sum)
        : found == ArithmeticOperators.Multiply ? ("*", Product)
        : found == ArithmeticOperators.Divide ? ("/", Product)
        : null;

    private static bool IsSwapOfLast(ImmutableArray<int> axes) =>
        axes.Length >= 2 && axes[^1] == axes.Length - 2 && axes[^2] == axes.Length - 1 && axes.Take(axes.Length - 2).Select(static (axis, i) => axis == i).All(static same => same);

    private static string Values(Node node)
    {
        var values = node.AttributesAs<ConstantAttributes>().Values;
        var written = values.Take(MostValues).Select(static v => v.ToString("G6", CultureInfo.InvariantCulture));
        return values.Length == 1 ? written.First() : $"[{string.Join(", ", written)}{(values.Length > MostValues ? ", ..." : "")}]";
    }

    private static string Call(Node node, ImmutableArray<string> inputs)
    {
        var arguments = string.Join(", ", inputs);
        return node.Attributes switch
        {
            ReductionAttributes reduction when reduction.Axes.Length < node.Inputs[0].Shape.Rank || reduction.Keep => $"{node.Operator.Name}({arguments}, over: {Axes(reduction.Axes, node.Inputs[0].Shape)}{(reduction.Keep ? ", keep: true" : "")})",
            ShapeAttributes => $"{node.Operator.Name}({arguments}, {node.Shape})",
            AxisAttributes axis => $"{node.Operator.Name}({arguments}, axis: {axis.Axis})",
            PermutationAttributes permutation => $"{node.Operator.Name}({arguments}, [{string.Join(", ", permutation.Axes)}])",
            SliceAttributes slice => $"{arguments}[{string.Concat(Enumerable.Repeat(":, ", slice.Axis))}{slice.Start}:{slice.Stop}]",
            _ => $"{node.Operator.Name}({arguments})",
        };
    }

    private static string Axes(ImmutableArray<int> axes, Shape shape)
    {
        var written = axes.Select(axis => shape[axis].Name is { } name && shape.Axes.Count(a => a.Name == name) == 1 ? name : axis.ToString(CultureInfo.InvariantCulture)).ToList();
        return written.Count == 1 ? written[0] : $"({string.Join(", ", written)})";
    }

    // Matrix products with transposes where that is what it is, else a sum with indices.
    private static (string Text, int Precedence) Contraction(Node node, Func<Node, (string Text, int Precedence)> input)
    {
        var (left, right) = (node.Inputs[0], node.Inputs[1]);
        var pairs = node.AttributesAs<ContractionAttributes>();
        var (leftRank, rightRank) = (left.Shape.Rank, right.Shape.Rank);
        if (pairs.Contracted.Length == 1)
        {
            var batches = pairs.Batch.Length;
            var isLeading = pairs.Batch.Select(static (pair, i) => pair.Left == i && pair.Right == i).All(static same => same);
            var (l, r) = (pairs.Contracted[0].Left, pairs.Contracted[0].Right);
            var leftFits = l == leftRank - 1 || (l == leftRank - 2 && leftRank == batches + 2);
            var rightFits = rightRank == batches + 2 || (rightRank == 1 && batches == 0);
            if (isLeading && leftFits && rightFits && (batches == 0 || leftRank == batches + 2))
            {
                var leftText = At(input(left), l == leftRank - 1 ? Product : Primary) + (l == leftRank - 1 ? "" : ".T");
                var isTurned = rightRank >= 2 && r == rightRank - 1;
                return ($"{leftText} @ {At(input(right), isTurned ? Primary : Product + 1)}{(isTurned ? ".T" : "")}", Product);
            }
        }

        var names = new Dictionary<(int Side, int Axis), string>();
        var next = 0;
        foreach (var pair in pairs.Batch)
            names[(0, pair.Left)] = names[(1, pair.Right)] = Letter(next++);
        foreach (var axis in pairs.LeftFree(leftRank))
            names[(0, axis)] = Letter(next++);
        foreach (var axis in pairs.RightFree(rightRank))
            names[(1, axis)] = Letter(next++);
        var summed = new List<string>();
        foreach (var pair in pairs.Contracted)
        {
            summed.Add(Letter(next));
            names[(0, pair.Left)] = names[(1, pair.Right)] = Letter(next++);
        }

        var product = $"{Indexed(left, 0)} * {Indexed(right, 1)}";
        return (summed.Count == 0 ? product : $"sum({string.Join(", ", summed)}: {product})", summed.Count == 0 ? Product : Primary);

        string Indexed(Node operand, int side) => operand.Shape.Rank == 0
            ? At(input(operand), Product)
            : $"{At(input(operand), Primary)}[{string.Join(", ", Enumerable.Range(0, operand.Shape.Rank).Select(axis => names[(side, axis)]))}]";
    }

    private static string Letter(int index) => index < IndexLetters.Length ? IndexLetters[index] : $"i{index}";
}
