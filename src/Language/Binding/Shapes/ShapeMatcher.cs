using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Syntax;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Shapes;

/// <summary>Matches a shape written in a signature against a tensor's: known names must agree, new ones are solved.</summary>
internal static class ShapeMatcher
{
    private const string Leading = "...";

    /// <param name="Labels">The shape under the signature's names.</param>
    /// <param name="Solved">The names that the signature introduces.</param>
    /// <param name="Failure">What does not fit.</param>
    internal sealed record Result(Shape? Labels, ImmutableArray<(string Name, IntegerValue Value)> Solved, MatchFailure? Failure);

    /// <param name="Message">What does not fit, in words.</param>
    /// <param name="ActualAxis">The axis of the tensor, or -1 for the number of axes.</param>
    internal sealed record MatchFailure(string Message, int ActualAxis)
    {
        public (Dimension Left, Dimension Right)? Conflict { get; init; }

        public bool Divides { get; init; }

        public ExpressionSyntax? Pattern { get; init; }
    }

    /// <param name="outer">Sizes that names have outside the declaration: a result may announce them; a parameter's names are always its own.</param>
    /// <param name="members">What a member such as <c>book.vocab</c> stands for.</param>
    /// <param name="sharesLeading">Whether <c>...</c> stands for the same axes as elsewhere in the signature.</param>
    public static Result Match(
        ShapeSyntax pattern, Shape actual, Frame frame, Origin origin, Func<MemberSyntax, Value> members, Func<string, Dimension?>? outer = null, bool sharesLeading = false)
    {
        var dimensions = pattern.Dimensions.Elements;
        var ellipsis = -1;
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (dimensions[i] is EllipsisSyntax)
                ellipsis = i;
        }

        var fixedCount = ellipsis < 0 ? dimensions.Length : dimensions.Length - 1;
        if (ellipsis < 0 ? actual.Rank != fixedCount : actual.Rank < fixedCount)
        {
            var wanted = ellipsis < 0 ? Elaborator.Count(fixedCount, "axis").Replace("axiss", "axes") : $"at least {Elaborator.Count(fixedCount, "axis").Replace("axiss", "axes")}";
            return Fail(new MatchFailure($"it has {Elaborator.Count(actual.Rank, "axis").Replace("axiss", "axes")} where {wanted} {(fixedCount == 1 ? "is" : "are")} wanted", -1));
        }

        if (sharesLeading && ellipsis >= 0 && MatchLeading([.. actual.Axes.Skip(ellipsis).Take(actual.Rank - fixedCount)], ellipsis, frame) is { } mismatch)
            return Fail(mismatch);
        var labels = actual.Axes.ToBuilder();
        var solved = new Dictionary<string, IntegerValue>();

        // Plain names first, so that [B, heads*d] can use what [heads, ...] says anywhere in it.
        for (var turn = 0; turn < 2 * dimensions.Length; turn++)
        {
            var place = turn % dimensions.Length;
            var dimension = dimensions[place];
            if (place == ellipsis || dimension is NameSyntax != turn < dimensions.Length)
                continue;
            var axis = ellipsis >= 0 && place > ellipsis ? actual.Rank - (dimensions.Length - place) : place;
            if (outer is not null && dimension is NameSyntax { Name: { } name } && !frame.KnowsInBody(name) && outer(name) is { } size)
                solved.TryAdd(name, new IntegerValue(size, name));
            if (Unify(dimension, actual[axis], axis, frame, solved, origin, members) is { } failure)
                return Fail(failure);
            labels[axis] = LabelOf(dimension, actual[axis], origin);
        }

        var introduced = ImmutableArray.CreateBuilder<(string, IntegerValue)>(solved.Count);
        foreach (var (name, value) in solved)
            introduced.Add((name, value));
        return new Result(new Shape(labels.ToImmutable()), introduced.MoveToImmutable(), null);
    }

    private static MatchFailure? MatchLeading(ImmutableArray<Axis> axes, int first, Frame frame)
    {
        if (!frame.KnowsInBody(Leading))
        {
            frame.BindHere(Leading, new ListValue([.. axes.Select(static a => (Value)new IntegerValue(a.Size, a.Name, a.Origin))]));
            return null;
        }

        if (frame.Names[Leading] is not ListValue known)
            return null;
        var wanted = $"[{string.Join(", ", known.Elements.OfType<IntegerValue>().Select(static e => e.Name is { } name && e.Size.IsConstant ? $"{name}={e.Size}" : e.Size.ToString()))}]";
        if (known.Elements.Length != axes.Length)
            return new MatchFailure($"`...` is {wanted} elsewhere in the signature and [{string.Join(", ", axes)}] here", -1);
        for (var i = 0; i < axes.Length; i++)
        {
            if (known.Elements[i] is IntegerValue size && frame.Facts.AreEqual(size.Size, axes[i].Size) != true)
                return new MatchFailure($"axis {first + i} is {axes[i]} where {size.Size} is wanted, for `...` is {wanted} elsewhere in the signature", first + i) { Conflict = (axes[i].Size, size.Size) };
        }

        return null;
    }

    /// <summary>A dimension expression as a polynomial; names that are not known become unknowns.</summary>
    public static Dimension? ToDimension(
        ExpressionSyntax expression, Frame frame, IReadOnlyDictionary<string, IntegerValue> solved, Dictionary<string, DimensionSymbol> unknowns, Func<MemberSyntax, Value> members)
    {
        switch (expression)
        {
            case NumberLiteralSyntax { IsInteger: true } number:
                return number.IntegerValue;
            case ParenthesizedSyntax parenthesized:
                return ToDimension(parenthesized.Expression, frame, solved, unknowns, members);
            case NameSyntax name:
                if (solved.TryGetValue(name.Name, out var known))
                    return known.Size;
                if (frame.KnowsInBody(name.Name))
                    return frame.Names[name.Name] is IntegerValue value ? value.Size : null;
                if (!unknowns.TryGetValue(name.Name, out var symbol))
                    unknowns[name.Name] = symbol = new DimensionSymbol(name.Name, DimensionSymbolKind.Rigid);
                return Dimension.Of(symbol);
            case MemberSyntax member:
                return members(member) is IntegerValue part ? part.Size : null;
            case BinarySyntax binary:
                if (ToDimension(binary.Left, frame, solved, unknowns, members) is not { } left || ToDimension(binary.Right, frame, solved, unknowns, members) is not { } right)
                    return null;
                return binary.Operator.Kind switch
                {
                    SyntaxKind.PlusToken => left + right,
                    SyntaxKind.MinusToken => left - right,
                    SyntaxKind.StarToken => left * right,
                    SyntaxKind.SlashToken when right.ConstantValue != 0 => Dimension.DivideExactly(left, right, frame.Facts)
                        ?? (left.IsConstant && right.IsConstant ? null : Dimension.DemandExactQuotient(left, right)),
                    SyntaxKind.SlashSlashToken when right.ConstantValue != 0 => Dimension.FloorDivide(left, right, frame.Facts),
                    SyntaxKind.PercentToken when right.ConstantValue != 0 => Dimension.Remainder(left, right, frame.Facts),
                    _ => null,
                };
            default:
                return null;
        }
    }

    private static MatchFailure? Unify(
        ExpressionSyntax pattern, Axis actual, int axis, Frame frame, Dictionary<string, IntegerValue> solved, Origin origin, Func<MemberSyntax, Value> members)
    {
        var unknowns = new Dictionary<string, DimensionSymbol>();
        if (ToDimension(pattern, frame, solved, unknowns, members) is not { } size)
            return IsOpen(pattern, frame, members) ? null : new MatchFailure($"`{pattern.Location.Text}` does not come out as a whole number here", axis) { Pattern = pattern };
        switch (unknowns.Count)
        {
            case 0:
                if (frame.Facts.AreEqual(size, actual.Size) == true)
                    return null;
                return new MatchFailure($"axis {axis} is {actual} where {Wanted(pattern, size)} is wanted", axis) { Conflict = (actual.Size, size), Pattern = pattern };
            case 1:
                var (name, symbol) = Only(unknowns);
                if (DimensionSolver.Solve(size, symbol, actual.Size, frame.Facts) is { } value)
                {
                    if (value.ConstantValue < 0)
                        return new MatchFailure($"axis {axis} is {actual}, so `{name}` in `{pattern.Location.Text}` would be {value}", axis) { Pattern = pattern };
                    // The library's own names for sizes say nothing to its caller: within it a size keeps the name that it came with.
                    var known = IsLibrary(origin) ? actual.Name : name;
                    solved[name] = new IntegerValue(value, known, pattern is NameSyntax ? actual.Origin ?? origin : origin);
                    return null;
                }

                return new MatchFailure($"axis {axis} is {actual}, and no whole `{name}` makes `{pattern.Location.Text}` equal to it", axis)
                {
                    Pattern = pattern,
                    Conflict = DimensionSolver.Factor(size, symbol) is { } factor ? (factor, actual.Size) : null,
                    Divides = true,
                };
            default:
                return new MatchFailure($"`{pattern.Location.Text}` has more than one unknown: {string.Join(", ", unknowns.Keys)}", axis) { Pattern = pattern };
        }
    }

    private static (string Name, DimensionSymbol Symbol) Only(Dictionary<string, DimensionSymbol> unknowns)
    {
        foreach (var (name, symbol) in unknowns)
            return (name, symbol);
        throw new ArgumentException("there is no unknown", nameof(unknowns));
    }

    private static bool IsOpen(ExpressionSyntax pattern, Frame frame, Func<MemberSyntax, Value> members) => pattern switch
    {
        NameSyntax name => frame.KnowsInBody(name.Name) && frame.Names[name.Name] is PoisonValue or BooleanValue,
        BinarySyntax binary => IsOpen(binary.Left, frame, members) || IsOpen(binary.Right, frame, members),
        ParenthesizedSyntax parenthesized => IsOpen(parenthesized.Expression, frame, members),
        MemberSyntax member => members(member) is PoisonValue or BooleanValue,
        MissingExpressionSyntax => true,
        _ => false,
    };

    private static string Wanted(ExpressionSyntax pattern, Dimension size)
    {
        var text = pattern.Location.Text;
        return text == size.ToString() ? text : $"{text}={size}";
    }

    private static Axis LabelOf(ExpressionSyntax pattern, Axis actual, Origin origin)
    {
        if (IsLibrary(origin))
            return actual;
        if (pattern is not NameSyntax name)
            return actual with { Origin = actual.Origin ?? origin };
        return actual with { Name = name.Name, Origin = actual.Origin ?? origin };
    }

    private static bool IsLibrary(Origin origin) => origin.Location is { } place && Elaborator.IsLibrary(place.Source);

    private static Result Fail(MatchFailure failure) => new(null, [], failure);
}
