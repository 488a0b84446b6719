using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    /// <summary>rearrange(x, [B, T, heads*d] -> [B, heads, T, d]): splits axes by a product, reorders, merges by a product.</summary>
    internal Value Rearrange(Value value, SourceLocation location, RearrangePatternSyntax pattern, SyntaxNode site, Frame frame)
    {
        if (ToNode(value, location, frame) is not { } node)
            return PoisonValue.Instance;
        var fromParts = Factors(pattern.From);
        var toParts = Factors(pattern.To);
        if (fromParts is null || toParts is null)
            return Poison(TypeErrors.Rearrangement, pattern.Location, "a pattern holds names, numbers, products of them, and at most one `...` on each side", frame);
        var ellipsis = fromParts.FindIndex(static p => p.IsEllipsis);
        var rank = fromParts.Count - (ellipsis >= 0 ? 1 : 0);
        if (ellipsis < 0 ? rank != node.Shape.Rank : rank > node.Shape.Rank)
        {
            return Poison(
                TypeErrors.Rearrangement, pattern.From.Location, $"`{location.Text}` has the shape {node.Shape}, and the pattern names {Count(rank, "axis").Replace("axiss", "axes")}", frame,
                annotations: OperandAnnotations([new Operand(node, location, null)], frame));
        }

        var open = node.Shape.Rank - rank;
        var split = new List<(string Name, Axis Axis)>();
        var solved = new Dictionary<string, IntegerValue>();
        var axis = 0;
        for (var i = 0; i < fromParts.Count; i++)
        {
            if (fromParts[i].IsEllipsis)
            {
                for (var k = 0; k < open; k++)
                    split.Add(($"...{k}", node.Shape[axis++]));
                continue;
            }

            if (!SolveFactors(fromParts[i], node.Shape[axis], axis, pattern, solved, frame, out var axes))
                return PoisonValue.Instance;
            split.AddRange(axes);
            axis++;
        }

        return Reassemble(node, split, toParts, open, pattern, site, frame);
    }

    private Value Reassemble(
        Node node, List<(string Name, Axis Axis)> split, List<PatternPart> toParts, int open, RearrangePatternSyntax pattern, SyntaxNode site, Frame frame)
    {
        var order = new List<int>();
        var merged = ImmutableArray.CreateBuilder<Axis>();
        foreach (var part in toParts)
        {
            var names = part.IsEllipsis ? Enumerable.Range(0, open).Select(static k => $"...{k}") : part.Names;
            var size = Dimension.One;
            var members = new List<Axis>();
            foreach (var name in names)
            {
                if (name == "1")
                    continue;
                var index = split.FindIndex(s => s.Name == name);
                if (index < 0 || order.Contains(index))
                {
                    return Poison(
                        TypeErrors.Rearrangement, pattern.To.Location,
                        index < 0 ? $"`{name.TrimEnd('0')}` is on the right but not on the left" : $"`{name}` stands twice on the right", frame);
                }

                order.Add(index);
                members.Add(split[index].Axis);
                size *= split[index].Axis.Size;
                if (part.IsEllipsis)
                {
                    merged.Add(split[index].Axis);
                }
            }

            if (!part.IsEllipsis)
                merged.Add(members.Count == 1 ? members[0] : new Axis(size, null, members.FirstOrDefault()?.Origin));
        }

        var left = Enumerable.Range(0, split.Count).Where(i => !order.Contains(i) && !split[i].Axis.Size.IsOne).ToList();
        if (left.Count > 0)
            return Poison(TypeErrors.Rearrangement, pattern.To.Location, $"`{split[left[0]].Name}` is on the left but not on the right", frame);
        order.AddRange(Enumerable.Range(0, split.Count).Where(i => !order.Contains(i)));
        Builder.Facts = frame.Facts;
        var parts = Reshape(node, new Shape([.. split.Select(static s => s.Axis)]), site.Location);
        return new TensorValue(Reshape(Transpose(parts, [.. order], site.Location), new Shape(merged.ToImmutable()), site.Location));
    }

    private bool SolveFactors(
        PatternPart part, Axis actual, int axis, RearrangePatternSyntax pattern, Dictionary<string, IntegerValue> solved, Frame frame, out List<(string Name, Axis Axis)> axes)
    {
        axes = [];
        var known = Dimension.One;
        string? unknown = null;
        var sizes = new Dictionary<string, Dimension>();
        foreach (var name in part.Names)
        {
            Dimension? size = long.TryParse(name, out var number) ? number
                : solved.TryGetValue(name, out var s) ? s.Size
                : frame.Names.GetValueOrDefault(name) is IntegerValue value ? value.Size
                : null;
            if (size is null && frame.Names.GetValueOrDefault(name) is PoisonValue)
                return false;
            if (size is null && unknown is not null)
            {
                Poison(TypeErrors.Rearrangement, pattern.From.Location, $"axis {axis} is split into {string.Join("*", part.Names)}, and both `{unknown}` and `{name}` are open; say how large one of them is", frame);
                return false;
            }

            if (size is null)
                unknown = name;
            else
                known *= size;
            sizes[name] = size ?? Dimension.One;
        }

        if (unknown is not null)
        {
            var quotient = Dimension.DivideExactly(frame.Facts.Normalize(actual.Size), frame.Facts.Normalize(known), frame.Facts);
            if (quotient is null)
            {
                if (!IsGeneric || (actual.Size.IsConstant && known.IsConstant))
                {
                    Poison(
                        TypeErrors.Rearrangement, pattern.From.Location,
                        $"axis {axis} is {actual}, which is no multiple of {string.Join("*", part.Names.Where(n => n != unknown))} = {known}, so there is no whole `{unknown}`", frame);
                    return false;
                }

                quotient = Dimension.DemandExactQuotient(actual.Size, known);
            }

            sizes[unknown] = quotient;
            solved[unknown] = new IntegerValue(quotient, unknown);
        }
        else if (frame.Facts.AreEqual(known, actual.Size) != true)
        {
            if (IsCertain((known, actual.Size), false, frame))
                Poison(TypeErrors.Rearrangement, pattern.From.Location, $"axis {axis} is {actual}, and the pattern says {string.Join("*", part.Names)} = {known}", frame);
            return false;
        }

        foreach (var name in part.Names)
        {
            var isNumber = char.IsAsciiDigit(name[0]);
            if (!(isNumber && sizes[name].IsOne && part.Names.Length == 1))
                axes.Add((name, part.Names.Length == 1 && !isNumber ? actual with { Name = actual.Name ?? name } : new Axis(sizes[name], isNumber ? null : name, actual.Origin)));
            else
                axes.Add((name, actual));
        }

        return true;
    }

    private static List<PatternPart>? Factors(ListSyntax list)
    {
        var parts = new List<PatternPart>();
        foreach (var element in list.Elements)
        {
            if (element is EllipsisSyntax)
            {
                if (parts.Any(static p => p.IsEllipsis))
                    return null;
                parts.Add(new PatternPart([], true));
                continue;
            }

            var names = new List<string>();
            if (!Collect(element, names))
                return null;
            parts.Add(new PatternPart([.. names], false));
        }

        return parts;

        static bool Collect(ExpressionSyntax expression, List<string> names)
        {
            switch (expression)
            {
                case NameSyntax name:
                    names.Add(name.Name);
                    return true;
                case NumberLiteralSyntax { IsInteger: true } number:
                    names.Add(number.IntegerValue.ToString());
                    return true;
                case ParenthesizedSyntax parenthesized:
                    return Collect(parenthesized.Expression, names);
                case BinarySyntax { Operator.Kind: SyntaxKind.StarToken } product:
                    return Collect(product.Left, names) && Collect(product.Right, names);
                default:
                    return false;
            }
        }
    }

    /// <summary>One axis of a pattern as a product of names and numbers, or the `...`.</summary>
    private sealed record PatternPart(ImmutableArray<string> Names, bool IsEllipsis);
}
