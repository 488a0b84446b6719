using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Syntax;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    /// <summary>Applies a function whose inner values are computed again for its gradient.</summary>
    private Value ApplyRecomputed(RecomputedValue recomputed, ImmutableArray<Argument> arguments, SyntaxNode site, Frame frame)
    {
        var first = Builder.Count;
        var result = Apply(recomputed.Function, arguments, site, site.Location, frame);
        return MarkRecomputed(result, first, site);
    }

    // Everything made since then belongs to the region; what it reads from before is where the second computation starts.
    private Value MarkRecomputed(Value result, int first, SyntaxNode site)
    {
        switch (result)
        {
            case TupleValue tuple:
                return new TupleValue([.. tuple.Elements.Select(element => MarkRecomputed(element, first, site))]);
            case RecordValue record:
                return new RecordValue([.. record.Fields.Select(field => (field.Name, MarkRecomputed(field.Value, first, site)))]);
            case TensorValue { Node: { } node } tensor when node.Element.IsFloat() && node.Id >= first:
                var starts = StartsOf(node, first);
                return starts.IsEmpty ? tensor : new TensorValue(Builder.Create(RecomputationOperators.Recomputed, starts.Insert(0, node), location: site.Location));
            default:
                return result;
        }
    }

    private static ImmutableArray<Node> StartsOf(Node node, int first)
    {
        var starts = new List<Node>();
        var seen = new HashSet<Node> { node };
        var pending = new Stack<Node>([node]);
        while (pending.TryPop(out var next))
        {
            foreach (var input in next.Inputs)
            {
                if (!seen.Add(input))
                    continue;
                if (input.Id >= first && input.Operator != SourceOperators.Input)
                    pending.Push(input);
                else if (input.Element.IsFloat() && (input.Operator == SourceOperators.Input || !input.Inputs.IsEmpty))
                    starts.Add(input);
            }
        }

        return [.. starts.OrderBy(static start => start.Id)];
    }
}
