using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Shapes;

/// <summary>
/// Proposes changes that may mend a shape mistake. Proposals are generous: each is checked by compiling the changed script
/// before it is shown, and dropped when the mistake remains.
/// </summary>
internal static class ShapeFixes
{
    public static ImmutableArray<DiagnosticFix> Propose(
        ShapeFailure failure, Operator @operator, ImmutableArray<Operand> operands, SourceLocation location, SourceLocation? operatorLocation, Frame frame)
    {
        var fixes = ImmutableArray.CreateBuilder<DiagnosticFix>();
        if (operands.Length == 2 && operatorLocation is not null)
        {
            var (left, right) = (operands[0], operands[1]);
            if (failure.Descriptor == ShapeErrors.InnerSizesDiffer)
                ProposeForProduct(left, right, frame, fixes);
            else if (failure.Descriptor == ShapeErrors.TwoWayStretch || failure.Descriptor == ShapeErrors.SizesDisagree)
                ProposeForBroadcast(left, right, fixes);
        }

        if (failure.Descriptor == ShapeErrors.ElementCountChanges && operands.Length > 0)
            ProposeForReshape(operands[0], location, fixes);
        if (failure.Descriptor == ShapeErrors.WrongElementType)
        {
            foreach (var operand in operands)
                fixes.Add(new DiagnosticFix($"convert {operand.Text} to whole numbers", [new TextEdit(operand.Location, $"int({operand.Location.Text})")]));
        }

        return fixes.ToImmutable();
    }

    public static ImmutableArray<DiagnosticFix> ForArgument(ShapeSyntax wanted, Node node, Argument argument, Frame body)
    {
        var fixes = ImmutableArray.CreateBuilder<DiagnosticFix>();
        var text = Parenthesize(argument.Location);
        var dimensions = wanted.Dimensions.Elements;
        if (dimensions.Any(static d => d is EllipsisSyntax))
            return [];
        if (node.Shape.Rank == 2 && dimensions.Length == 2)
            fixes.Add(Replace($"transpose {Short(argument)}", argument.Location, $"{text}.T"));
        if (node.Shape.Rank == dimensions.Length + 1)
        {
            var one = Enumerable.Range(0, node.Shape.Rank).Where(i => node.Shape[i].Size.IsOne).Select(static i => (int?)i).FirstOrDefault();
            if (one is { } axis)
                fixes.Add(Replace($"drop the axis of size 1", argument.Location, $"squeeze({argument.Location.Text}, {axis})"));
        }

        if (node.Shape.Rank > 2 && dimensions.Length == 2)
            fixes.Add(Replace("flatten all but the first dimension", argument.Location, $"flatten({argument.Location.Text})"));
        if (node.Shape.Rank == dimensions.Length - 1)
            fixes.Add(Replace("add a leading dimension of size 1", argument.Location, $"unsqueeze({argument.Location.Text}, 0)"));
        return fixes.ToImmutable();
    }

    private static void ProposeForProduct(Operand left, Operand right, Frame frame, ImmutableArray<DiagnosticFix>.Builder fixes)
    {
        if (right.Node.Shape.Rank >= 2)
            fixes.Add(Replace($"transpose {right.Text}", right.Location, $"{Parenthesize(right.Location)}.T"));
        if (left.Node.Shape.Rank >= 2)
            fixes.Add(Replace($"transpose {left.Text}", left.Location, $"{Parenthesize(left.Location)}.T"));
        fixes.Add(new DiagnosticFix(
            "exchange the two sides", [new TextEdit(left.Location, right.Location.Text), new TextEdit(right.Location, left.Location.Text)]));

        // A nearer value of the same body may have been meant.
        if (right.Node.Shape.Rank < 2)
            return;
        var wanted = right.Node.Shape[right.Node.Shape.Rank - 2].Size;
        foreach (var (name, value) in frame.Names.OrderByDescending(n => frame.Sites.TryGetValue(n.Key, out var site) ? site.Span.Start : -1))
        {
            if (value is TensorValue { Type.Rank: > 0 } candidate && frame.KnowsInBody(name) && name != left.Text
                && frame.Sites.TryGetValue(name, out var bound) && bound.Span.End <= left.Location.Span.Start
                && candidate.Type.Shape[candidate.Type.Rank - 1].Size.Equals(wanted) && candidate.Type.Rank == left.Node.Shape.Rank)
            {
                fixes.Add(Replace($"multiply {name} instead, which is {candidate.Type}", left.Location, name));
                break;
            }
        }
    }

    private static void ProposeForBroadcast(Operand left, Operand right, ImmutableArray<DiagnosticFix>.Builder fixes)
    {
        foreach (var operand in new[] { left, right })
        {
            for (var axis = operand.Node.Shape.Rank - 1; axis >= 0; axis--)
            {
                if (operand.Node.Shape[axis].Size.IsOne)
                    fixes.Add(Replace($"drop the axis of size 1 of {operand.Text}", operand.Location, $"squeeze({operand.Location.Text}, {(axis == operand.Node.Shape.Rank - 1 ? -1 : axis)})"));
            }
        }

        foreach (var (operand, other) in new[] { (left, right), (right, left) })
        {
            if (operand.Node.Shape.Rank < other.Node.Shape.Rank)
                fixes.Add(Replace($"give {operand.Text} a last axis of size 1", operand.Location, $"unsqueeze({operand.Location.Text}, -1)"));
        }

        foreach (var operand in new[] { left, right })
        {
            if (operand.Node.Shape.Rank == 2)
                fixes.Add(Replace($"transpose {operand.Text}", operand.Location, $"{Parenthesize(operand.Location)}.T"));
        }
    }

    private static void ProposeForReshape(Operand operand, SourceLocation location, ImmutableArray<DiagnosticFix>.Builder fixes)
    {
        var shape = operand.Node.Shape;
        if (shape.Rank < 2)
            return;
        fixes.Add(Replace($"keep the first dimension and flatten the rest, to [{shape[0].Size}, {shape.Without(0).ElementCount}]", location, $"reshape({operand.Location.Text}, [{shape[0].Size}, -1])"));
        fixes.Add(Replace("flatten all but the first dimension", location, $"flatten({operand.Location.Text})"));
    }

    private static DiagnosticFix Replace(string title, SourceLocation location, string text) => new(title, [new TextEdit(location, text)]);

    private static string Short(Argument argument) => argument.Location.Text.Length > 30 ? "the argument" : argument.Location.Text;

    private static string Parenthesize(SourceLocation location)
    {
        var text = location.Text;
        return text.All(static c => char.IsLetterOrDigit(c) || c is '_' or '.') ? text : $"({text})";
    }
}
