using System.Collections.Immutable;
using Dsl.Language.Binding.Shapes;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    /// <summary>
    /// Takes the sizes of indices from every place where one stands alone, wherever in the formula that is, so that the order
    /// of a product's factors does not matter: x[i + u] * W[u] is W[u] * x[i + u].
    /// </summary>
    private void LearnSizes(SyntaxNode node, IndexScope scope, Frame frame)
    {
        // A sum has indices of its own and learns them itself.
        if (node is CallSyntax call && IsIndexedReduction(call))
            return;
        var known = node is IndexSyntax { Target: var target } ? KnownValue(target, frame) : null;
        if (known is PoisonValue)
            scope.IsOpen = true;
        if (node is IndexSyntax index && known is not null && KnownShape(known) is { } shape && shape.Rank == index.Arguments.Count)
        {
            for (var axis = 0; axis < shape.Rank; axis++)
            {
                if (index.Arguments[axis] is NameSyntax name && scope.Contains(name.Name) && scope.Size(name.Name) is null)
                    CheckIndexSize(scope, name, (index.Target, shape), shape[axis], frame);
            }
        }

        foreach (var child in node.Children)
        {
            if (child is SyntaxNode inner)
                LearnSizes(inner, scope, frame);
        }
    }

    // Of names and their parts, also where these are lists as they were handed to a function: nothing is evaluated for it.
    private static Value? KnownValue(ExpressionSyntax target, Frame frame) => target switch
    {
        NameSyntax name => frame.Names.GetValueOrDefault(name.Name),
        MemberSyntax member => KnownValue(member.Target, frame) switch
        {
            RecordValue record => record.Field(member.Name.Text),
            PoisonValue poison => poison,
            _ => null,
        },
        _ => null,
    };

    private static Shape? KnownShape(Value value) => value switch
    {
        TensorValue tensor => tensor.Type.Shape,
        IntegerValue or NumberValue or BooleanValue => Shape.Scalar,
        ListValue { Elements: { IsEmpty: false } elements } => KnownShape(elements[0])?.Insert(0, elements.Length),
        _ => null,
    };

    // q[b, t, c]: index names say which axis is which; other arguments select as usual.
    private IndexedTensor? ReadIndexed(IndexSyntax index, IndexScope scope, Frame frame, ElementType? preferred = null)
    {
        var target = Evaluate(index.Target, frame);
        if (target is PoisonValue || ToNode(target, index.Target.Location, frame, preferred) is not { } node)
            return null;
        if (index.Arguments.Count != node.Shape.Rank)
        {
            return IndexFailure(
                index.Location, $"`{index.Target.Location.Text}` has the shape {node.Shape}, and {Count(index.Arguments.Count, "index").Replace("indexs", "indices")} {(index.Arguments.Count == 1 ? "is" : "are")} given", frame);
        }

        var names = new List<string>();
        var picks = new List<(string Name, IndexedTensor Positions)>();
        var whole = node.Shape;
        foreach (var argument in index.Arguments.Elements)
        {
            var axis = names.Count;
            if (argument is NameSyntax name && scope.Contains(name.Name))
            {
                if (!CheckIndexSize(scope, name, (index.Target, whole), node.Shape[axis], frame))
                    return null;
                AddIndex(name.Name, node.Shape[axis], names, picks, name);
                continue;
            }

            if (AffineIndex.TryParse(argument, scope, e => Evaluate(e, frame) is IntegerValue { Size.ConstantValue: { } c } ? c : null) is { } affine)
            {
                if (ReadWindow(node, axis, affine, scope, argument, frame) is not { } window)
                    return null;
                node = window;
                AddIndex(affine.Outer, node.Shape[axis], names, picks, argument);
                AddIndex(affine.Inner, node.Shape[axis + 1], names, picks, argument);
                continue;
            }

            if (AffineIndex.TryParseSingle(argument, scope, e => Evaluate(e, frame) is IntegerValue { Size.ConstantValue: { } c } ? c : null) is var (single, stride, offset)
                && !names.Contains(single))
            {
                if (ReadStrided(node, axis, single, stride, offset, scope, argument, frame) is not { } strided)
                    return null;
                node = strided;
                names.Add(single);
                continue;
            }

            if (AffineIndex.TryParseRepeated(argument, scope, e => Evaluate(e, frame) is IntegerValue { Size.ConstantValue: { } c } ? c : null) is var (repeated, times)
                && !names.Contains(repeated) && IsRepeatedWhole(scope, repeated, node.Shape, axis, times, argument, frame))
            {
                node = Repeat(node, axis, times, argument.Location);
                names.Add(repeated);
                continue;
            }

            if (UsesIndices(argument, scope))
            {
                var read = argument is IndexSyntax inner ? ReadIndexed(inner, scope, frame, ElementType.Int) : EvaluateIndexed(argument, scope, frame, ElementType.Int);
                if (read is not { } positions)
                    return null;
                if (positions.Node.Element != ElementType.Int)
                    return IndexFailure(argument.Location, $"an index is a whole number, and `{argument.Location.Text}` has elements of type {positions.Node.Element.Name()}", frame);
                names.Add($"@{picks.Count}");
                picks.Add((names[^1], positions));
                continue;
            }

            var position = Evaluate(argument, frame);
            if (position is PoisonValue)
                return null;
            if (position is IntegerValue integer)
            {
                if (SelectStatic(node, axis, integer.Size, argument, frame) is not { } selected)
                    return null;
                node = selected;
                continue;
            }

            if (ToNode(position, argument.Location, frame, ElementType.Int) is not { } picked)
                return null;
            if (picked.Shape.Rank != 0 || picked.Element != ElementType.Int)
                return IndexFailure(argument.Location, $"`{argument.Location.Text}` is {picked.Type}; an index is a name or a single whole number", frame);
            node = Operate("select", [node, picked], argument.Location, ("axis", axis));
        }

        var result = new IndexedTensor(node, [.. names]);
        foreach (var (name, positions) in picks)
            result = PickAlong(result, name, positions, index, frame);
        return result;
    }

    // The second time, as in A[i, i] or A[i + u, u], an index takes the diagonal.
    private void AddIndex(string name, Axis axis, List<string> names, List<(string Name, IndexedTensor Positions)> picks, SyntaxNode site)
    {
        if (!names.Contains(name))
        {
            names.Add(name);
            return;
        }

        names.Add($"@{picks.Count}");
        picks.Add((names[^1], new IndexedTensor(Relabel(Operate("range", [], site.Location, ("count", axis.Size)), Shape.Of(axis), site.Location), [name])));
    }

    // x[b, label[b]]: one element along the axis for each place that the positions have.
    private IndexedTensor PickAlong(IndexedTensor read, string axis, IndexedTensor positions, IndexSyntax site, Frame frame)
    {
        var rest = read.Indices.Remove(axis);
        var indices = rest.Concat(positions.Indices.Where(i => !rest.Contains(i))).ToImmutableArray();
        var parts = new[] { read, positions };
        var rows = Arrange(read, indices.Add(axis), site.Location, parts);
        var chosen = Arrange(positions, indices, site.Location, parts);
        Builder.Facts = frame.Facts;
        return new IndexedTensor(Operate("pick", [rows.Node, chosen.Node], site.Location), indices);
    }

    private bool CheckIndexSize(IndexScope scope, NameSyntax name, (ExpressionSyntax Target, Shape Shape) read, Axis axis, Frame frame)
    {
        if (scope.Size(name.Name) is not { } known)
        {
            scope.SetSize(name.Name, axis with { Origin = axis.Origin ?? new Origin(name.Location, name.Location.Text) }, Described(read));
            return true;
        }

        if (frame.Facts.AreEqual(known.Size, axis.Size) == true)
            return true;
        if (IsCertain((known.Size, axis.Size), false, frame))
            IndexFailure(name.Location, $"`{name.Name}` runs over {known} {scope.Place(name.Name) ?? "elsewhere"} and over {axis} {Described(read) ?? "here"}", frame);
        return false;
    }

    // What is short enough to be said again.
    private static string? Described((ExpressionSyntax Target, Shape Shape) read) =>
        read.Target.Location.Text is { Length: <= 24 } text && !text.Contains('\n', StringComparison.Ordinal) ? $"in `{text}` {read.Shape}" : null;

    // x[2*i + 1]: every second position from the first on, as many as there are or as the index wants.
    private Node? ReadStrided(Node node, int axis, string name, long stride, long offset, IndexScope scope, ExpressionSyntax argument, Frame frame)
    {
        var available = node.Shape[axis].Size;
        var room = Dimension.FloorDivide(available - offset - 1, stride, frame.Facts) + 1;
        var count = scope.Size(name)?.Size ?? room;
        if (offset < 0 || room.ConstantValue < 1 || frame.Facts.IsAtMost(((count - 1) * stride) + offset + 1, available) == false)
        {
            Poison(
                TypeErrors.IndexNotation, argument.Location,
                offset < 0 ? $"`{argument.Location.Text}` begins before the first position" : $"`{name}` runs over {scope.Size(name)?.ToString() ?? "at least 1"}, and for `{argument.Location.Text}` the axis of {available} positions has room for {room}", frame,
                notes: stride == 1 && offset > 0 && scope.Size(name) is { } whole && frame.Facts.AreEqual(whole.Size, available) == true
                    ? [$"an index that stands alone runs over its whole axis; a slice leaves out the end, so that both fit, as in x[{name} + {offset}] - x[:-{offset}][{name}]"]
                    : []);
            return null;
        }

        if (scope.Size(name) is null)
            scope.SetSize(name, new Axis(count, null, new Origin(argument.Location, argument.Location.Text)));
        return Operate(
            "slice", [node], argument.Location, ("axis", axis), ("start", Dimension.Constant(offset)), ("stop", ((count - 1) * stride) + offset + 1), ("step", Dimension.Constant(stride)));
    }

    // x[i // 2]: where nothing else says how far i runs, it runs over the whole axis, each element so many times.
    private static bool IsRepeatedWhole(IndexScope scope, string name, Shape shape, int axis, long times, ExpressionSyntax argument, Frame frame)
    {
        var whole = shape[axis].Size * times;
        if (whole.IsBeyondNumbers || (shape.ElementCount * times).IsBeyondNumbers)
            return false;
        if (scope.Size(name) is { } known)
            return frame.Facts.AreEqual(known.Size, whole) == true;
        scope.SetSize(name, new Axis(whole, null, new Origin(argument.Location, argument.Location.Text)));
        return true;
    }

    private Node Repeat(Node node, int axis, long times, SourceLocation location)
    {
        var size = node.Shape[axis].Size;
        var apart = Operate("unsqueeze", [node], location, ("axis", axis + 1));
        var repeated = BroadcastTo(apart, apart.Shape.WithAxis(axis + 1, Dimension.Constant(times)), location);
        return Operate("reshape", [repeated], location, ("shape", node.Shape.WithAxis(axis, new Axis(size * times))));
    }

    // x[i*stride + u*dilation]: a window of the axis for each i.
    private Node? ReadWindow(Node node, int axis, AffineIndex affine, IndexScope scope, ExpressionSyntax argument, Frame frame)
    {
        if (scope.Size(affine.Inner) is not { } inner)
        {
            // The other of the two may be the one whose size is known, as in x[i + u] with u from the filter.
            if (scope.Size(affine.Outer) is not { } outer)
            {
                IndexFailure(argument.Location, $"nothing here says how large `{affine.Inner}` is: one of the two indices must stand alone somewhere, as u does in x[i + u] * W[u]; window(x, axis, size) gives the pieces of an axis by their length", frame);
                return null;
            }

            var windows = ReadWindow(node, axis, new AffineIndex(affine.Inner, affine.Outer, affine.Dilation, affine.Stride), scope, argument, frame);
            return windows is null ? null : Transpose(windows, [.. Enumerable.Range(0, windows.Shape.Rank).Select(i => i == axis ? axis + 1 : i == axis + 1 ? axis : i)], argument.Location);
        }

        var available = node.Shape[axis].Size;
        var span = (inner.Size - 1) * affine.Dilation;
        var count = Dimension.FloorDivide(available - span - 1, affine.Stride, frame.Facts) + 1;
        if (count.ConstantValue < 1)
        {
            IndexFailure(argument.Location, $"the axis has {available} positions, too few for `{affine.Inner}` over {inner}", frame);
            return null;
        }

        if (scope.Size(affine.Outer) is { } wanted)
        {
            if (frame.Facts.AreEqual(wanted.Size, count) == false)
            {
                IndexFailure(argument.Location, $"`{affine.Outer}` runs over {wanted}, and the axis of {available} positions has room for {count}", frame);
                return null;
            }
        }
        else
        {
            scope.SetSize(affine.Outer, new Axis(count, null, new Origin(argument.Location, argument.Location.Text)));
        }

        return Operate(
            "window", [node], argument.Location, ("axis", axis), ("size", inner.Size), ("stride", Dimension.Constant(affine.Stride)), ("dilation", Dimension.Constant(affine.Dilation)));
    }
}
