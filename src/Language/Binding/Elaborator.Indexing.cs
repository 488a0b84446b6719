using System.Collections.Immutable;
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
    private Value EvaluateIndex(IndexSyntax index, Frame frame)
    {
        var target = Evaluate(index.Target, frame);
        switch (target)
        {
            case PoisonValue:
                return target;
            case TupleValue tuple:
                return Element(tuple.Elements, index, frame);
            case ListValue list when index.Arguments.Count == 1 && index.Arguments[0] is not SliceSyntax && Evaluate(index.Arguments[0], frame) is IntegerValue:
                return Element(list.Elements, index, frame);
            case InstanceValue { Instance.IsGroup: true } group:
                return LayerOfGroup(group.Instance, index, frame);
            case TensorValue tensor when StaticElement(tensor, index, frame) is { } element:
                return element;
        }

        if (ToNode(target, index.Target.Location, frame) is not { } node)
            return PoisonValue.Instance;
        return IndexTensor(node, index, frame);
    }

    private Value Element(ImmutableArray<Value> elements, IndexSyntax index, Frame frame)
    {
        if (index.Arguments.Count != 1 || Evaluate(index.Arguments[0], frame) is not { } position || ToConstant(position, index.Arguments[0].Location, frame, "an index") is not { } number)
            return PoisonValue.Instance;
        var i = number < 0 ? number + elements.Length : number;
        return i >= 0 && i < elements.Length
            ? elements[(int)i]
            : Poison(TypeErrors.IndexOutOfRange, index.Arguments[0].Location, $"there are {elements.Length} elements, numbered 0 to {elements.Length - 1}, and this asks for {number}", frame);
    }

    private Value IndexTensor(Node node, IndexSyntax index, Frame frame)
    {
        var arguments = index.Arguments.Elements;
        var used = arguments.Count(static a => a is not EllipsisSyntax);
        if (used > node.Shape.Rank)
        {
            return Poison(
                TypeErrors.TooManyIndices, index.Location, $"`{index.Target.Location.Text}` has {Count(node.Shape.Rank, "axis").Replace("axiss", "axes")}, {node.Shape}, and {used} indices are given", frame,
                annotations: OperandAnnotations([new Operand(node, index.Target.Location, index.Target)], frame));
        }

        var axis = 0;
        foreach (var argument in arguments)
        {
            switch (argument)
            {
                case EllipsisSyntax:
                    axis = node.Shape.Rank - (used - arguments.TakeWhile(a => a != argument).Count(static a => a is not EllipsisSyntax));
                    continue;
                case SliceSyntax slice:
                    if (Slice(node, axis, slice, frame) is not { } sliced)
                        return PoisonValue.Instance;
                    node = sliced;
                    axis++;
                    continue;
            }

            var position = Evaluate(argument, frame);
            switch (position)
            {
                case PoisonValue:
                    return position;
                case IntegerValue integer:
                    if (SelectStatic(node, axis, integer.Size, argument, frame) is not { } selected)
                        return PoisonValue.Instance;
                    node = selected;
                    continue;
                case RangeValue range when ToSize(range.Start, argument.Location, frame, "the start of a range") is { } first && ToSize(range.Stop, argument.Location, frame, "the end of a range") is { } last:
                    if (SliceBetween(node, axis, first, last, 1, argument.Location, frame) is not { } part)
                        return PoisonValue.Instance;
                    node = part;
                    axis++;
                    continue;
            }

            if (ToNode(position, argument.Location, frame, ElementType.Int) is not { } indices)
                return PoisonValue.Instance;
            if (indices.Element != ElementType.Int)
            {
                return Poison(
                    ShapeErrors.WrongElementType, argument.Location, $"an index is a whole number, and `{argument.Location.Text}` has elements of type {indices.Element.Name()}", frame,
                    annotations: OperandAnnotations([new Operand(indices, argument.Location, argument)], frame),
                    notes: indices.Element == ElementType.Bool ? ["how many hold is known only in the run, and a shape is known before; where(condition, a, b) keeps the shape"] : default,
                    fixes: indices.Element == ElementType.Bool ? default : [new DiagnosticFix("convert it", [new TextEdit(argument.Location, $"int({argument.Location.Text})")])]);
            }

            if (indices.Shape.Rank == 0)
            {
                node = Operate("select", [node, indices], index.Location, ("axis", axis));
                continue;
            }

            node = Gather(node, axis, indices, index.Location);
            axis += indices.Shape.Rank;
        }

        return new TensorValue(node);
    }

    private Node Gather(Node table, int axis, Node indices, SourceLocation location)
    {
        if (axis == 0)
            return Operate("gather", [table, indices], location);
        // Rows are gathered from the first axis; another axis takes its place for that.
        var toFront = ImmutableArray.CreateRange(Enumerable.Range(0, table.Shape.Rank).OrderBy(i => i == axis ? 0 : 1));
        var gathered = Operate("gather", [Transpose(table, toFront, location), indices], location);
        var rank = indices.Shape.Rank;
        var back = ImmutableArray.CreateRange(
            Enumerable.Range(rank, axis).Concat(Enumerable.Range(0, rank)).Concat(Enumerable.Range(rank + axis, gathered.Shape.Rank - rank - axis)));
        return Transpose(gathered, back, location);
    }

    private Node? SelectStatic(Node node, int axis, Dimension position, ExpressionSyntax argument, Frame frame)
    {
        var size = node.Shape[axis].Size;
        var start = position.ConstantValue < 0 ? size + position : position;
        if (frame.Facts.IsAtMost(start + 1, size) == false || frame.Facts.IsAtMost(Dimension.Zero, start) == false)
        {
            Poison(
                TypeErrors.IndexOutOfRange, argument.Location,
                $"axis {axis} of {node.Shape} has {node.Shape[axis]} positions, numbered 0 to {size - 1}, and this asks for {position}", frame);
            return null;
        }

        var part = Operate("slice", [node], argument.Location, ("axis", axis), ("start", start), ("stop", start + 1));
        return Operate("squeeze", [part], argument.Location, ("axis", axis));
    }

    private Node? Slice(Node node, int axis, SliceSyntax slice, Frame frame)
    {
        if (slice.Start is null && slice.Stop is null && slice.Step is null)
            return node;
        if (MovingSlice(node, axis, slice, frame) is { } moving)
            return moving;
        var size = node.Shape[axis].Size;
        var start = slice.Start is { } s ? ToSize(Evaluate(s, frame), s.Location, frame, "the start of a slice") : Dimension.Zero;
        var stop = slice.Stop is { } e ? ToSize(Evaluate(e, frame), e.Location, frame, "the end of a slice") : size;
        var step = slice.Step is { } p ? ToConstant(Evaluate(p, frame), p.Location, frame, "the step of a slice") : 1;
        if (start is null || stop is null || step is null)
            return null;
        if (step < 1)
        {
            Poison(TypeErrors.IndexOutOfRange, slice.Step!.Location, "the step of a slice is at least 1; reverse(x, axis: ...) turns an axis round", frame);
            return null;
        }

        if (start.ConstantValue < 0)
            start = size + start;
        if (stop.ConstantValue < 0)
            stop = size + stop;
        return SliceBetween(node, axis, start, stop, step.Value, slice.Location, frame);
    }

    private Node? SliceBetween(Node node, int axis, Dimension start, Dimension stop, long step, SourceLocation location, Frame frame)
    {
        var size = node.Shape[axis].Size;
        if (frame.Facts.IsAtMost(stop, size) == false || frame.Facts.IsAtMost(start, stop) == false || frame.Facts.IsAtMost(Dimension.Zero, start) == false)
        {
            Poison(
                TypeErrors.IndexOutOfRange, location, $"axis {axis} of {node.Shape} has {node.Shape[axis]} positions, and {start}..{stop} does not lie within them", frame);
            return null;
        }

        return Operate("slice", [node], location, ("axis", axis), ("start", start), ("stop", stop), ("step", Dimension.Constant(step)));
    }

    private Value EvaluateMember(MemberSyntax member, Frame frame)
    {
        var target = Evaluate(member.Target, frame);
        var name = member.Name.Text;
        switch (target)
        {
            case PoisonValue:
                return target;
            case RecordValue record:
                return record.Field(name) ?? UnknownMember(member, Describe(target), record.Fields.Select(static f => f.Name), frame);
            case DataReferenceValue data when data.Data.Type is not Data.DataTensorType || name != "T":
                return DataMember(data, member, frame);
            case InstanceValue instance:
                return WeightMember(instance, member, frame);
        }

        if (name == "T")
        {
            if (ToNode(target, member.Target.Location, frame) is not { } node)
                return PoisonValue.Instance;
            if (node.Shape.Rank < 2)
            {
                return Poison(
                    ShapeErrors.WrongRank, member.Location, $"`.T` swaps the last two dimensions, and `{member.Target.Location.Text}` has the shape {node.Shape}", frame,
                    annotations: OperandAnnotations([new Operand(node, member.Target.Location, member.Target)], frame));
            }

            var permutation = Enumerable.Range(0, node.Shape.Rank).ToArray();
            (permutation[^1], permutation[^2]) = (permutation[^2], permutation[^1]);
            return new TensorValue(Transpose(node, [.. permutation], member.Location));
        }

        return UnknownMember(member, Describe(target), target is TensorValue ? ["T"] : [], frame);
    }

    private Value DataMember(DataReferenceValue data, MemberSyntax member, Frame frame)
    {
        var name = member.Name.Text;
        switch (data.Data.Type)
        {
            case Data.DataRecordType record:
                if (record.Field(name) is not { } part)
                    return UnknownMember(member, Describe(data), record.Fields.Select(static f => f.Name), frame);
                var reference = data.Data with { Path = data.Data.Path.Add(name) };
                return part switch
                {
                    Data.DataSizeType size => new IntegerValue(size.Size, size.Name, new Origin(member.Location, member.Location.Text)),
                    Data.DataEncoderType => new TokenizerValue(reference, true),
                    Data.DataDecoderType => new TokenizerValue(reference, false),
                    _ => new DataReferenceValue(reference),
                };
            case Data.DataSetType set:
                if (name == "rows")
                    return new IntegerValue(set.Rows, "rows", new Origin(member.Location, member.Location.Text));
                if (name == "classes" && !set.Classes.IsDefaultOrEmpty)
                    return new IntegerValue(Dimension.Constant(set.Classes.Length), "classes", new Origin(member.Location, member.Location.Text));
                if (set.Field(name) is not { } field)
                    return UnknownMember(member, Describe(data), set.Fields.Select(static f => f.Name).Append("rows").Append("classes"), frame);
                var rows = new Axis(set.Rows, set.Rows.IsConstant ? null : "rows", new Origin(member.Location, $"rows of {set.Description}"));
                var type = new TensorType(field.RowType.Element, field.RowType.Shape.Insert(0, rows));
                return DataTensor(data.Data, name, type, member.Location, frame) is { } node ? new TensorValue(node) : PoisonValue.Instance;
            default:
                return UnknownMember(member, Describe(data), [], frame);
        }
    }

    // net.blocks[0]: the layer that a loop made in its first turn.
    private Value LayerOfGroup(ModelInstance group, IndexSyntax index, Frame frame)
    {
        if (index.Arguments.Count != 1 || Evaluate(index.Arguments[0], frame) is not { } position || ToConstant(position, index.Arguments[0].Location, frame, "the number of a layer") is not { } number)
            return PoisonValue.Instance;
        return group.Root.Descendant($"{group.Path}.{number}") is { } layer
            ? new InstanceValue(layer)
            : Poison(TypeErrors.IndexOutOfRange, index.Arguments[0].Location, $"`.{group.Path}` has no layer {number}", frame);
    }

    // net.W, net.hidden.W: the weights by their path, step by step; net.hidden is an instance that can be applied, net.blocks a group that cannot.
    private Value WeightMember(InstanceValue instance, MemberSyntax member, Frame frame)
    {
        var path = instance.Instance.PathOf(member.Name.Text);
        // Within the model that owns it a layer has its weights as soon as it was applied itself: a later one may use them too (weight tying).
        if (!instance.Instance.IsApplied && !EnsureApplied(instance.Instance.Root, member, frame, out var problem))
            return UnknownPart(instance.Instance, member, problem, frame);
        if (instance.Instance.Variables.FirstOrDefault(v => v.Path == path) is { } variable)
            return new TensorValue(ReadVariable(variable, member.Location));
        if (instance.Instance.Root.Descendant(path) is { } part)
            return new InstanceValue(part);
        var prefix = path + ".";
        if (instance.Instance.Variables.Any(v => v.Path.StartsWith(prefix, StringComparison.Ordinal)))
            return new InstanceValue(new ModelInstance(instance.Instance.Declaration, instance.Instance.Names, instance.Instance.Settings, instance.Instance.Root, path) { IsApplied = true, IsGroup = true });

        var depth = instance.Instance.Path.Length == 0 ? 0 : instance.Instance.Path.Length + 1;
        return UnknownMember(member, Describe(instance), instance.Instance.Variables.Select(v => v.Path[depth..].Split('.')[0]).Distinct(), frame);
    }

    // What an instance holds is known once it was applied.
    private PoisonValue UnknownPart(ModelInstance instance, MemberSyntax member, Diagnostic? problem, Frame frame)
    {
        var name = member.Name.Text;
        if (!IsBeingApplied(instance.Root, frame))
        {
            return IsMistaken(instance) ? PoisonValue.Instance : Poison(
                BindingErrors.NeverApplied, member.Name.Location,
                $"the shapes of its weights follow from its inputs, and `{member.Target.Location.Text}` has not been applied to any before this", frame,
                annotations: problem is { Location: var place } && !IsLibrary(place.Source) ? [new DiagnosticAnnotation(place, problem.Message)] : default);
        }

        if (instance.Owner is not null)
            return Poison(BindingErrors.NeverApplied, member.Name.Location, $"`.{name}` of this layer is known only after the layer was applied", frame);
        return Poison(
            BindingErrors.NeverApplied, member.Name.Location,
            $"this is part of the body of {instance.Name}, and what an instance holds is known when its body has ended; a body names its own layers and weights without a point", frame,
            fixes: frame.KnowsInBody(name) ? [new DiagnosticFix($"write `{name}`", [new TextEdit(member.Location, name)])] : default);
    }

    private PoisonValue UnknownMember(MemberSyntax member, string what, IEnumerable<string> known, Frame frame)
    {
        var names = known.ToList();
        var near = NearMiss.Find(member.Name.Text, names);
        var remark = near is null ? ForeignNames.FindMember(member.Name.Text) : null;
        var function = near is null && remark is null ? FunctionFor(member.Name.Text, frame) : null;
        if (function is not null)
            remark = $"`{function}` is a function and stands before `{member.Target.Location.Text}`";
        var members = names.Count > 0 ? $"it has {string.Join(", ", names.Take(12).Select(static n => "." + n))}" : null;
        var instead = remark is not null && members is not null ? $"{members}; {remark}" : remark ?? members;
        return Poison(
            BindingErrors.UnknownMember, member.Name.Location,
            $"{what} has no `.{member.Name.Text}`{(instead is null ? "" : $"; {instead}")}", frame,
            fixes: near is not null ? [new DiagnosticFix($"write `.{near}`", [new TextEdit(member.Name.Location, near)])]
                : function is not null ? [new DiagnosticFix($"call `{function}`", [AsCall(member, function)])]
                : default);
    }

    // x.sum(), x.shape: what is a member elsewhere is a function here.
    private string? FunctionFor(string member, Frame frame)
    {
        var name = Synonyms.Of(member) ?? member;
        return Lookup(name, frame) is FunctionValue or OperatorValue or UnitValue or DataFunctionValue or ConversionValue ? name : null;
    }

    // What stood in the brackets of the member's call follows what the member was asked of.
    private static TextEdit AsCall(MemberSyntax member, string function)
    {
        var source = member.Source;
        var target = member.Target.Location.Text;
        var end = member.Span.End;
        var rest = source.Content.AsSpan(end);
        if (rest is not ['(', ..])
            return new TextEdit(member.Location, $"{function}({target})");
        var separator = rest[1..].TrimStart() is [')', ..] ? "" : ", ";
        return new TextEdit(new SourceLocation(source, TextSpan.FromBounds(member.Span.Start, end + 1)), $"{function}({target}{separator}");
    }
}
