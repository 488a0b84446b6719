using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Incremental;

/// <summary>Replaces every recurrence over positions by one turn of it.</summary>
internal sealed class TurnUnrolling
{
    private readonly GraphBuilder builder;
    private readonly DimensionSymbol length;
    private readonly List<CarriedTurn> carries = [];
    private readonly Dictionary<Node, ImmutableArray<Node?>> turns = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Node, Node> originals = new(ReferenceEqualityComparer.Instance);

    private TurnUnrolling(GraphBuilder builder, DimensionSymbol length)
    {
        this.builder = builder;
        this.length = length;
    }

    /// <summary>The graph of the output with recurrences over the symbol as turns; all that is no part of one stays the same objects.</summary>
    public static UnrolledRecurrence Apply(GraphBuilder builder, Node output, DimensionSymbol length)
    {
        var unrolling = new TurnUnrolling(builder, length);
        var result = unrolling.Rewrite([output], null);
        return new UnrolledRecurrence(result[0], [.. unrolling.carries], unrolling.originals);
    }

    private ImmutableArray<Node> Rewrite(ImmutableArray<Node> outputs, Dictionary<GraphInput, Node>? sources)
    {
        var rebuilt = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        foreach (var node in GraphTraversal.TopologicalOrder(outputs))
        {
            ImmutableArray<Node> inputs = [.. node.Inputs.Select(i => rebuilt[i])];
            var rewritten = Rewrite(node, inputs, sources);
            rebuilt.Add(node, rewritten);
            if (sources is null)
                originals.TryAdd(rewritten, node);
        }

        return [.. outputs.Select(o => rebuilt[o])];
    }

    private Node Rewrite(Node node, ImmutableArray<Node> inputs, Dictionary<GraphInput, Node>? sources)
    {
        // What a gradient would compute again is of no matter where there is none.
        if (node.Operator == RecomputationOperators.Recomputed)
            return inputs[0];
        if (sources is not null && node.Attributes is InputAttributes { Input: var read } && node.Operator == SourceOperators.Input)
            return sources.GetValueOrDefault(read) ?? node;
        if (node.Operator == SourceOperators.Scan && node.AttributesAs<ScanAttributes>() is { Reverse: false } scan && scan.Length.Equals(Dimension.Of(length)))
        {
            var copy = Copy(node, inputs);
            turns.Add(copy, Unroll(node, scan, inputs, sources is null));
            return copy;
        }

        if (node.Operator == SourceOperators.ScanResult && turns.TryGetValue(inputs[0], out var results) && results[node.AttributesAs<ScanResultAttributes>().Index] is { } result)
            return result;
        return Copy(node, inputs);
    }

    private Node Copy(Node node, ImmutableArray<Node> inputs) =>
        inputs.SequenceEqual(node.Inputs) ? node : builder.CreateTyped(node.Operator, inputs, node.Attributes, node.Type, node.Location);

    // The last values of what is carried are those of the whole sequence, which no position knows but the last: these results stay out.
    private ImmutableArray<Node?> Unroll(Node node, ScanAttributes scan, ImmutableArray<Node> inputs, bool isOutside)
    {
        var body = scan.Body;
        var (carried, sequences) = (body.Carries.Length, body.Sequences.Length);
        var sources = new Dictionary<GraphInput, Node>
        {
            [body.Index] = builder.CreateTyped(TurnOperators.Position, [], OperatorAttributes.None, TensorType.Scalar(ElementType.Int), node.Location),
        };
        foreach (var carry in body.Carries)
            sources[carry] = builder.CreateTyped(TurnOperators.Carried, [], new InputAttributes(carry), carry.Type, node.Location);
        for (var i = 0; i < sequences; i++)
            sources[body.Sequences[i]] = builder.CreateTyped(TurnOperators.Turn, [inputs[carried + i]], OperatorAttributes.None, body.Sequences[i].Type, node.Location);
        for (var i = 0; i < body.Captures.Length; i++)
            sources[body.Captures[i]] = inputs[carried + sequences + i];
        var turn = Rewrite([.. body.CarryResults, .. body.Outputs], sources);
        for (var i = 0; i < carried; i++)
            carries.Add(new CarriedTurn(body.Carries[i], inputs[i], turn[i], isOutside ? builder.CreateScanResult(node, i, node.Location) : null));
        return
        [
            .. body.Carries.Select(static _ => (Node?)null),
            .. turn.Skip(carried).Select(value => builder.CreateTyped(
                TurnOperators.Stack, [value], OperatorAttributes.None, new TensorType(value.Element, value.Shape.Insert(0, scan.Length)), node.Location)),
        ];
    }
}
