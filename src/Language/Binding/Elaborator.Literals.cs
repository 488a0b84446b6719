using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

// A list of numbers bound to a name is a tensor, and still the list that was written: sizes, settings and classes can be taken from it.
public sealed partial class Elaborator
{
    /// <summary>A list of numbers without a point as a tensor of ints, else null.</summary>
    private Node? WholeNumbers(Value value, SourceLocation location, Frame frame) => value switch
    {
        TensorValue { Literal: { } list } => WholeNumbers(list, location, frame),
        ListValue list when ConstantTensor.TryMake(list, out var numbers) && numbers.AllInt => ToNode(list, location, frame, ElementType.Int),
        _ => null,
    };

    /// <summary>The elements of a bound list: each the number that was written, and a part of the tensor that one can differentiate by.</summary>
    private ImmutableArray<Value> ElementsOf(TensorValue tensor, ListValue list, SourceLocation location) =>
        [.. Enumerable.Range(0, list.Elements.Length).Select(i => ElementOf(tensor, list, i, location))];

    private Value ElementOf(TensorValue tensor, ListValue list, int position, SourceLocation location)
    {
        var part = Operate("slice", [tensor.Node], location, ("axis", 0), ("start", Dimension.Constant(position)), ("stop", Dimension.Constant(position + 1)));
        var node = Operate("squeeze", [part], location, ("axis", 0));
        return list.Elements[position] switch
        {
            IntegerValue integer => integer with { Node = node },
            NumberValue number => number with { Node = node },
            ListValue inner => new TensorValue(node, inner),
            _ => new TensorValue(node),
        };
    }

    /// <summary>An element of a bound list at a place known before the script runs, else null.</summary>
    private Value? StaticElement(TensorValue tensor, IndexSyntax index, Frame frame)
    {
        if (tensor.Literal is not { } list || index.Arguments.Count != 1 || index.Arguments[0] is SliceSyntax or EllipsisSyntax
            || Evaluate(index.Arguments[0], frame) is not IntegerValue { Size.ConstantValue: { } position })
            return null;
        var i = position < 0 ? position + list.Elements.Length : position;
        return i >= 0 && i < list.Elements.Length ? ElementOf(tensor, list, (int)i, index.Location) : null;
    }
}
