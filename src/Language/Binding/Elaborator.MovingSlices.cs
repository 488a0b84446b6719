using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Syntax;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    // x[i*b:(i+1)*b] in a loop: where it begins is known only in the run, how long it is before it. Null where that is not so.
    private Node? MovingSlice(Node node, int axis, SliceSyntax slice, Frame frame)
    {
        if (slice is not { Start: { } from, Stop: { } to, Step: null })
            return null;
        var open = frame.Block();
        var isMoving = false;
        OpenCounters(from, frame, open, ref isMoving);
        OpenCounters(to, frame, open, ref isMoving);
        if (!isMoving)
            return null;
        Dimension? length = null;
        silenced++;
        if (Evaluate(from, open) is IntegerValue first && Evaluate(to, open) is IntegerValue last)
            length = last.Size - first.Size;
        silenced--;
        if (length?.ConstantValue is not >= 0 || length.ConstantValue > node.Shape[axis].Size.ConstantValue)
            return null;
        if (ToNode(Evaluate(from, frame), from.Location, frame, ElementType.Int) is not { Element: ElementType.Int, Shape.Rank: 0 } start)
            return null;
        var range = Operate("range", [], slice.Location, ("count", length));
        var positions = Operate("add", [range, BroadcastTo(start, range.Shape, slice.Location)], slice.Location);
        return Gather(node, axis, positions, slice.Location);
    }

    // Whole numbers that only the run knows are given symbols, so that the difference of two expressions of them can be told.
    private void OpenCounters(SyntaxNode node, Frame frame, Frame open, ref bool found)
    {
        if (node is NameSyntax name && Lookup(name.Name, frame) is TensorValue { Type: { Element: ElementType.Int, Rank: 0 } })
        {
            found = true;
            if (open.Names.GetValueOrDefault(name.Name) is not IntegerValue)
                open.BindHere(name.Name, new IntegerValue(Dimension.Of(new DimensionSymbol(name.Name, DimensionSymbolKind.RunTime)), name.Name));
        }

        foreach (var child in node.Children)
        {
            if (child is SyntaxNode inner)
                OpenCounters(inner, frame, open, ref found);
        }
    }
}
