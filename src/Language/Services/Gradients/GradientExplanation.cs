using System.Collections.Immutable;
using Dsl.Language.Binding;
using Dsl.Language.Binding.Values;
using Dsl.Language.Differentiation;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Services.Gradients;

/// <summary>Shows how a gradient is computed: each backward rule with the names of the script, and shapes.</summary>
public static class GradientExplanation
{
    private const int MostLines = 60;
    private const int LongestInline = 60;

    /// <summary>The largest computation that is shown; beyond that nobody reads it.</summary>
    private const int MostNodes = 4000;

    /// <summary>The derivation for an expression of a script or entry: a call of <c>grad</c> or of a gradient, or a number, whose gradients by its weights are shown.</summary>
    public static GradientDerivation Of(ScriptAnalysis analysis, TextSpan expression)
    {
        var names = NamesOf(analysis);
        if (analysis.GradientAt(expression) is { } recorded)
            return Explain(recorded.Scalar, [(recorded.By, recorded.Name)], names);
        if (analysis.FactsAt(expression)?.Value is not TensorValue { Node: var scalar })
            return new GradientDerivation([], "this is no number that was computed from others");
        if (scalar.Type.Rank != 0)
            return new GradientDerivation([], NoScalar(scalar));
        var weights = Elaborator.VariablesOf(scalar).Where(static use => use.Variable.Kind == VariableKind.Parameter).ToList();
        return weights.Count == 0
            ? new GradientDerivation([], "it depends on no weight; grad(value, wrt: name) says by what to differentiate")
            : Explain(scalar, [.. weights.Select(use => (use.Node, names.GetValueOrDefault(use.Node) ?? use.Variable.Path))], names);
    }

    /// <summary>The derivation of the gradients of a scalar.</summary>
    /// <param name="scalar">What is differentiated.</param>
    /// <param name="targets">What it is differentiated by, with names.</param>
    /// <param name="known">Names of other values on the way.</param>
    public static GradientDerivation Explain(Node scalar, ImmutableArray<(Node Node, string Name)> targets, IReadOnlyDictionary<Node, string> known)
    {
        if (scalar.Type.Rank != 0 || !scalar.Element.IsFloat())
            return new GradientDerivation([], NoScalar(scalar));
        var order = GraphTraversal.TopologicalOrder([scalar]);
        if (order.Length > MostNodes)
            return new GradientDerivation([], $"it is computed by {order.Length:N0} operations, too many to show");
        var given = new Dictionary<Node, string>(known);
        foreach (var (node, name) in targets)
            given[node] = name;
        var builder = new GraphBuilder();
        var pass = new ReversePass(builder, [scalar], [.. targets.Select(static t => t.Node)]);
        if (pass.Run([scalar], [builder.CreateConstant(1, scalar.Element)]) is { } failure)
            return new GradientDerivation([], $"it depends through `{failure.Node.Operator.Name}`, which has no gradient: {failure.Reason}");

        var asked = targets.Select(t => (Gradient: pass.GradientOf(t.Node), Name: GradientNames.GradientOf(t.Name), t.Node.Type)).ToImmutableArray();
        return new GradientDerivation(Lines(GradientNames.Of(order, given), pass.Gradients, asked), null);
    }

    private static string NoScalar(Node node) => $"only a single number has a gradient, and this is {node.Type}";

    private static ImmutableArray<GradientLine> Lines(
        Dictionary<Node, string> forward, IReadOnlyDictionary<Node, Node> gradients, ImmutableArray<(Node? Gradient, string Name, TensorType Type)> asked)
    {
        var backward = new Dictionary<Node, string>();
        foreach (var (gradient, name, _) in asked)
        {
            if (gradient is not null)
                backward.TryAdd(gradient, name);
        }

        foreach (var (node, name) in forward)
        {
            if (gradients.TryGetValue(node, out var gradient) && gradient.Operator != SourceOperators.Constant && !forward.ContainsKey(gradient))
                backward.TryAdd(gradient, GradientNames.GradientOf(name));
        }

        var order = Reached([.. asked.Select(static a => a.Gradient).OfType<Node>()], forward);
        var uses = new Dictionary<Node, int>();
        foreach (var node in order)
        {
            foreach (var input in forward.ContainsKey(node) ? [] : node.Inputs)
                uses[input] = uses.GetValueOrDefault(input) + 1;
        }

        var lines = ImmutableArray.CreateBuilder<GradientLine>();
        var written = new Dictionary<Node, (string Text, int Precedence)>();
        var intermediates = 0;
        foreach (var node in order)
        {
            if (forward.TryGetValue(node, out var known))
            {
                written[node] = (known, GradientNames.IsPlain(known) ? 4 : 0);
                continue;
            }

            var (text, precedence) = GradientNotation.Write(node, input => written[input]);
            var isLeaf = node.Inputs.IsEmpty || GradientNotation.IsSilent(node);
            var isNumber = GradientNotation.IsNumber(text) && !asked.Any(a => a.Gradient == node);
            var name = isNumber ? null : backward.GetValueOrDefault(node) ?? (!isLeaf && (uses.GetValueOrDefault(node) > 1 || text.Length > LongestInline) ? $"t{++intermediates}" : null);
            if (name is not null && lines.Count < MostLines)
            {
                lines.Add(new GradientLine(name, text, node.Type, asked.Any(a => a.Gradient == node)));
                (text, precedence) = (name, 4);
            }

            written[node] = (text, precedence);
        }

        // Two names may have the same gradient, and one may have none.
        foreach (var (gradient, name, type) in asked)
        {
            if (gradient is null)
                lines.Add(new GradientLine(name, "0", type, true));
            else if (backward.GetValueOrDefault(gradient) != name)
                lines.Add(new GradientLine(name, written[gradient].Text, type, true));
        }

        return lines.ToImmutable();
    }

    // What is to be written: nothing beyond values that have a name.
    private static List<Node> Reached(ImmutableArray<Node> outputs, Dictionary<Node, string> forward)
    {
        var order = new List<Node>();
        var seen = new HashSet<Node>();
        var pending = new Stack<(Node Node, int NextInput)>();
        foreach (var output in outputs)
        {
            if (seen.Add(output))
                pending.Push((output, 0));
            while (pending.TryPop(out var top))
            {
                if (top.NextInput >= top.Node.Inputs.Length || forward.ContainsKey(top.Node))
                {
                    order.Add(top.Node);
                    continue;
                }

                pending.Push((top.Node, top.NextInput + 1));
                var input = top.Node.Inputs[top.NextInput];
                if (seen.Add(input))
                    pending.Push((input, 0));
            }
        }

        return order;
    }

    private static Dictionary<Node, string> NamesOf(ScriptAnalysis analysis)
    {
        var names = new Dictionary<Node, string>();
        foreach (var reference in analysis.Symbols.References)
        {
            var node = analysis.ValueAt(reference.Span) switch
            {
                TensorValue tensor => tensor.Node,
                NumberValue number => number.Node,
                IntegerValue integer => integer.Node,
                _ => null,
            };
            if (node is not null)
                names.TryAdd(node, reference.Symbol.Name);
        }

        return names;
    }
}
