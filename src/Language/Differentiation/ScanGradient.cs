using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Differentiation;

/// <summary>
/// The gradient of a recurrence (backpropagation through time: Werbos, 1990): a recurrence in the opposite direction whose body computes the forward body's
/// vector-Jacobian product from what the forward turn stored and what is cheap to compute again from that.
/// </summary>
/// <remarks>
/// What it carries: the gradient of each carried value, and sums of the gradients of captures. What it walks along: values carried into each turn and computed
/// in it, the forward sequences and the gradients of the stacked outputs. What it stacks: the gradients of the sequences.
/// </remarks>
internal sealed class ScanGradient
{
    private readonly GraphBuilder builder;
    private readonly Node scan;
    private readonly ScanAttributes attributes;
    private readonly ScanBody body;
    private readonly ImmutableArray<GraphInput> bodyInputs;

    public ScanGradient(GraphBuilder builder, Node scan)
    {
        this.builder = builder;
        this.scan = scan;
        attributes = scan.AttributesAs<ScanAttributes>();
        body = attributes.Body;
        bodyInputs = [.. body.Carries, .. body.Sequences, .. body.Captures];
    }

    /// <summary>The gradients of the scan's inputs from those of its results; null is zero on both sides.</summary>
    /// <param name="resultGradients">One a result.</param>
    /// <param name="wanted">Which inputs' gradients are asked for.</param>
    public (ImmutableArray<Node?> Gradients, DifferentiationFailure? Failure) Build(ImmutableArray<Node?> resultGradients, ImmutableArray<bool> wanted)
    {
        var active = ActiveCarries(wanted);

        // The forward body again, with inputs of its own.
        var fresh = bodyInputs.Append(body.Index).ToDictionary(static input => input, static input => new GraphInput(input.Name, input.Type));
        var originals = new Dictionary<Node, Node>();
        var forward = GraphTraversal.Rebuild([.. body.CarryResults, .. body.Outputs], (node, inputs) =>
        {
            var copy = builder.CreateTyped(node.Operator, inputs, node.Attributes.ReplaceInputs(fresh), node.Type, node.Location);
            originals.Add(copy, node);
            return copy;
        });

        // Which of its results have a gradient, and the inputs that hold those gradients.
        var carryGradients = active.Select(carry => new GraphInput($"d_{body.Carries[carry].Name}", body.Carries[carry].Type)).ToImmutableArray();
        ImmutableArray<int> outputs = [.. Enumerable.Range(0, body.Outputs.Length).Where(i => resultGradients[body.Carries.Length + i] is not null)];
        var outputGradients = outputs.Select(output => new GraphInput($"d_output{output}", body.Outputs[output].Type)).ToImmutableArray();

        ImmutableArray<int> targets =
        [
            .. active,
            .. Enumerable.Range(body.Carries.Length, bodyInputs.Length - body.Carries.Length).Where(input => wanted[input] && bodyInputs[input].Type.Element.IsFloat()),
        ];
        ImmutableArray<Node> targetNodes = [.. targets.Select(input => builder.CreateInput(fresh[bodyInputs[input]]))];
        ImmutableArray<Node> forwardResults = [.. active.Select(carry => forward[carry]), .. outputs.Select(output => forward[body.Carries.Length + output])];
        ImmutableArray<Node> cotangents = [.. carryGradients.Concat(outputGradients).Select(input => builder.CreateInput(input))];
        var pass = new ReversePass(builder, forwardResults, targetNodes);
        if (pass.Run(forwardResults, cotangents) is { } failure)
            return ([], failure);

        var gradients = targetNodes.Select(pass.GradientOf).ToImmutableArray();
        return (Assemble(resultGradients, wanted, active, targets, gradients, fresh, originals, carryGradients, outputs, outputGradients), null);
    }

    private ImmutableArray<Node?> Assemble(
        ImmutableArray<Node?> resultGradients,
        ImmutableArray<bool> wanted,
        ImmutableArray<int> active,
        ImmutableArray<int> targets,
        ImmutableArray<Node?> gradients,
        Dictionary<GraphInput, GraphInput> fresh,
        Dictionary<Node, Node> originals,
        ImmutableArray<GraphInput> carryGradients,
        ImmutableArray<int> outputs,
        ImmutableArray<GraphInput> outputGradients)
    {
        builder.DefaultLocation = scan.Location;
        var captureStart = body.Carries.Length + body.Sequences.Length;
        var carryResults = ImmutableArray.CreateBuilder<Node>();
        var stacked = ImmutableArray.CreateBuilder<Node>();
        var accumulators = ImmutableArray.CreateBuilder<GraphInput>();
        var resultOf = new Dictionary<int, int>();
        var stackedInputs = new List<int>();
        for (var i = 0; i < active.Length; i++)
        {
            carryResults.Add(gradients[i] ?? builder.Zeros(carryGradients[i].Type));
            resultOf.Add(active[i], i);
        }

        for (var i = active.Length; i < targets.Length; i++)
        {
            if (gradients[i] is not { } gradient)
                continue;
            if (targets[i] < captureStart)
            {
                stacked.Add(gradient);
                stackedInputs.Add(targets[i]);
                continue;
            }

            var sum = new GraphInput($"d_{bodyInputs[targets[i]].Name}", gradient.Type);
            accumulators.Add(sum);
            resultOf.Add(targets[i], carryResults.Count);
            carryResults.Add(builder.Add(builder.CreateInput(sum), gradient));
        }

        for (var i = 0; i < stackedInputs.Count; i++)
            resultOf.Add(stackedInputs[i], carryResults.Count + i);

        // What is dear to compute again is read from the forward turns; of their inputs, only what is still read is handed over.
        ImmutableArray<Node> results = [.. carryResults, .. stacked];
        var stored = ForwardCut.Choose(results, originals, body);
        var storedInputs = stored.Select((node, i) => new GraphInput($"stored{i}", node.Type)).ToImmutableArray();
        results = ReadInstead(results, stored, storedInputs);
        var read = GraphTraversal.TopologicalOrder(results)
            .Select(static node => node.Attributes).OfType<InputAttributes>().Select(static a => a.Input).ToHashSet();
        ImmutableArray<int> needed = [.. Enumerable.Range(0, bodyInputs.Length).Where(input => read.Contains(fresh[bodyInputs[input]]))];
        ImmutableArray<int> carriesIn = [.. needed.Where(input => input < body.Carries.Length)];
        ImmutableArray<int> sequences = [.. needed.Where(input => input >= body.Carries.Length && input < captureStart)];
        ImmutableArray<int> captures = [.. needed.Where(input => input >= captureStart)];

        var reverseBody = new ScanBody(
            fresh[body.Index],
            [.. carryGradients, .. accumulators],
            [.. carriesIn.Select(input => fresh[bodyInputs[input]]), .. storedInputs, .. sequences.Select(input => fresh[bodyInputs[input]]), .. outputGradients],
            [.. captures.Select(input => fresh[bodyInputs[input]])],
            results[..carryResults.Count],
            results[carryResults.Count..]);
        ImmutableArray<Node> inputs =
        [
            .. active.Select((carry, i) => resultGradients[carry] ?? builder.Zeros(carryGradients[i].Type)),
            .. accumulators.Select(sum => builder.Zeros(sum.Type)),
            .. new ForwardStacks(builder, scan).Of(carriesIn, [.. stored.Select(copy => originals[copy])]),
            .. sequences.Select(input => scan.Inputs[input]),
            .. outputs.Select(output => resultGradients[body.Carries.Length + output]!),
            .. captures.Select(input => scan.Inputs[input]),
        ];
        if (reverseBody.Carries.IsEmpty && reverseBody.Outputs.IsEmpty)
            return [.. wanted.Select(static _ => (Node?)null)];
        var reverse = builder.CreateScan(reverseBody, attributes.Length, !attributes.Reverse, inputs, scan.Location);
        return
        [
            .. Enumerable.Range(0, bodyInputs.Length).Select(input =>
                wanted[input] && resultOf.TryGetValue(input, out var result) ? builder.CreateScanResult(reverse, result, scan.Location) : null),
        ];
    }

    private ImmutableArray<Node> ReadInstead(ImmutableArray<Node> results, ImmutableArray<Node> stored, ImmutableArray<GraphInput> inputs)
    {
        var positions = new Dictionary<Node, int>();
        foreach (var node in stored)
            positions.Add(node, positions.Count);
        return GraphTraversal.Rebuild(results, (node, rebuilt) =>
            positions.TryGetValue(node, out var position) ? builder.CreateInput(inputs[position])
            : rebuilt.SequenceEqual(node.Inputs) ? node
            : builder.CreateTyped(node.Operator, rebuilt, node.Attributes, node.Type, node.Location));
    }

    // A carry takes part when its start is wanted, or a turn makes it from something that takes part; found by repeating until nothing changes.
    private ImmutableArray<int> ActiveCarries(ImmutableArray<bool> wanted)
    {
        var active = Enumerable.Range(0, bodyInputs.Length).Select(input => wanted[input] && bodyInputs[input].Type.Element.IsFloat()).ToArray();
        var order = GraphTraversal.TopologicalOrder(body.CarryResults);
        var positions = new Dictionary<GraphInput, int>();
        for (var input = 0; input < bodyInputs.Length; input++)
            positions.Add(bodyInputs[input], input);
        for (var changed = true; changed;)
        {
            changed = false;
            var reaching = new HashSet<Node>();
            foreach (var node in order)
            {
                var reads = node.Attributes is InputAttributes { Input: var input } && positions.TryGetValue(input, out var position) && active[position];
                if (reads || node.Inputs.Any(reaching.Contains))
                    reaching.Add(node);
            }

            for (var carry = 0; carry < body.Carries.Length; carry++)
            {
                if (!active[carry] && body.Carries[carry].Type.Element.IsFloat() && reaching.Contains(body.CarryResults[carry]))
                    active[carry] = changed = true;
            }
        }

        return [.. Enumerable.Range(0, body.Carries.Length).Where(carry => active[carry])];
    }
}
