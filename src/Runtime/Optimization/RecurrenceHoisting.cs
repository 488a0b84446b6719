using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Optimization;

/// <summary>
/// Computes before a recurrence what depends on no carried value: what is the same in every turn once, and contractions and reductions of sequences, with what
/// leads to them, for all turns at once. A turn's product of a few rows becomes one product of all turns' rows.
/// </summary>
internal sealed class RecurrenceHoisting(GraphBuilder builder) : INodeRewriter
{
    public Node Rewrite(Node node)
    {
        if (node.Attributes is not ScanAttributes attributes)
            return node;
        var body = attributes.Body;
        var order = GraphTraversal.TopologicalOrder(body.CarryResults.AddRange(body.Outputs));
        var hoisted = Choose(body, order);
        if (hoisted.IsEmpty)
            return node;

        var turns = new AllTurns(builder, node, static _ => null);
        var sequences = new List<(GraphInput Input, Node Value)>();
        var captures = new List<(GraphInput Input, Node Value)>();
        var inside = new GraphBuilder();
        var replacements = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        foreach (var operation in hoisted)
        {
            var (value, differs) = turns.Of(operation);
            var input = new GraphInput($"before{replacements.Count}", operation.Type);
            (differs ? sequences : captures).Add((input, value));
            replacements.Add(operation, inside.CreateInput(input, operation.Location));
        }

        var results = GraphRebuilder.Rebuild(body.CarryResults.AddRange(body.Outputs), new HashSet<Node>(), (operation, inputs) =>
            replacements.GetValueOrDefault(operation) ?? GraphRebuilder.WithInputs(inside, operation, inputs, operation.Attributes));
        var changed = body with
        {
            Sequences = [.. body.Sequences, .. sequences.Select(static s => s.Input)],
            Captures = [.. body.Captures, .. captures.Select(static c => c.Input)],
            CarryResults = results[..body.Carries.Length],
            Outputs = results[body.Carries.Length..],
        };
        var firstCapture = body.Carries.Length + body.Sequences.Length;
        ImmutableArray<Node> inputs =
            [.. node.Inputs[..firstCapture], .. sequences.Select(static s => s.Value), .. node.Inputs[firstCapture..], .. captures.Select(static c => c.Value)];
        return builder.CreateTyped(node.Operator, inputs, attributes with { Body = changed }, node.Type, node.Location);
    }

    /// <summary>The operations whose values the turns are to read.</summary>
    private static ImmutableArray<Node> Choose(ScanBody body, ImmutableArray<Node> order)
    {
        var dependences = TurnDependences.Of(body, order);
        var worth = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var node in order)
        {
            if (dependences[node] != TurnDependence.Carried && (node.Inputs.Any(worth.Contains) || IsWorth(node, dependences[node])))
                worth.Add(node);
        }

        var chosen = ImmutableArray.CreateBuilder<Node>();
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var result in body.CarryResults.AddRange(body.Outputs))
            Choose(result);
        foreach (var node in order.Where(node => dependences[node] == TurnDependence.Carried))
        {
            foreach (var input in node.Inputs)
                Choose(input);
        }

        return chosen.ToImmutable();

        // A view of a value is taken inside, so that the value and not the view is stored.
        void Choose(Node node)
        {
            while (worth.Contains(node) && node.Inputs.Length == 1 && IsView(node))
                node = node.Inputs[0];
            if (worth.Contains(node) && seen.Add(node))
                chosen.Add(node);
        }
    }

    // A conversion costs nothing beside what reads it, but repeated in every turn it does.
    private static bool IsView(Node node) => NodeCosts.IsFree(node) && node.Operator != ConversionOperators.Cast;

    private static bool IsWorth(Node node, TurnDependence dependence) => dependence == TurnDependence.Same
        ? !node.Inputs.IsEmpty && node.Operator.Lowering is ElementLowering && !IsView(node)
        : node.Operator == ContractionOperators.Contract || node.Attributes is ReductionAttributes;
}
