using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Export;

/// <summary>Writes a graph of the language, with the weights that it has now, as a graph of ONNX.</summary>
internal sealed class OnnxExporter : IDisposable
{
    private readonly OnnxGraphBuilder builder = new();
    private readonly ExecutionEnvironment environment;
    private readonly Func<Node, string> layerOf;
    private readonly OnnxSizes sizes;
    private readonly Dictionary<Variable, string> weights = [];
    private readonly Dictionary<GraphInput, string> outside = [];

    /// <param name="environment">The weights, and the sizes that are known.</param>
    /// <param name="layerOf">The layer that an operation belongs to, by which its name begins; empty for none.</param>
    public OnnxExporter(ExecutionEnvironment environment, Func<Node, string> layerOf)
    {
        (this.environment, this.layerOf) = (environment, layerOf);
        sizes = new OnnxSizes(builder, environment.Sizes);
    }

    /// <summary>What cannot be said in ONNX, the first of it; null where all can.</summary>
    public (string Reason, SourceLocation? Location)? Obstacle => builder.Obstacle;

    /// <summary>The graph that computes these values of these inputs. It has meaning only where there is no obstacle, and may be written as long as this exporter and the environment's tensors live.</summary>
    public OnnxGraph Export(string name, ImmutableArray<GraphInput> inputs, ImmutableArray<(string Name, Node Value)> outputs, string description)
    {
        var names = new Dictionary<GraphInput, string>(ReferenceEqualityComparer.Instance);
        var given = ImmutableArray.CreateBuilder<OnnxValue>();
        foreach (var input in inputs)
        {
            var type = new TensorType(input.Type.Element, sizes.Known(input.Type.Shape));
            names[input] = builder.Unique(input.Name);
            sizes.Learn(names[input], type.Shape);
            given.Add(OnnxValue.Of(names[input], type));
        }

        ImmutableArray<(string Name, Node Value)> results = [.. outputs.Select(output => (builder.Unique(output.Name), output.Value))];
        var values = Write(builder, [.. results.Select(static result => result.Value)], names);
        builder.Layer = string.Empty;
        foreach (var result in results)
            builder.AddResult(values[result.Value], result.Name);
        var taken = results.Select(result => OnnxValue.Of(result.Name, new TensorType(result.Value.Element, sizes.Known(result.Value.Shape))));
        return builder.Build(name, given.ToImmutable(), [.. taken], description);
    }

    public void Dispose() => builder.Dispose();

    private Dictionary<Node, string> Write(OnnxGraphBuilder target, ImmutableArray<Node> results, Dictionary<GraphInput, string> inputs)
    {
        var values = new Dictionary<Node, string>();
        var scans = new Dictionary<Node, ImmutableArray<string>>();
        foreach (var node in GraphTraversal.TopologicalOrder(results, environment.IsKept))
        {
            if (builder.Obstacle is not null)
            {
                values[node] = string.Empty;
                continue;
            }

            target.Layer = layerOf(node);
            target.Location = node.Location ?? target.Location;
            var operands = node.Inputs.Select(input => values.GetValueOrDefault(input, string.Empty)).ToImmutableArray();
            values[node] = node.Attributes switch
            {
                _ when environment.TryGetValue(node, out var kept) => target.Weight("value", kept),
                InputAttributes { Input: var input } => inputs.TryGetValue(input, out var given) ? given : Outside(target, input),
                VariableAttributes { Variable: var variable } => Weight(variable),
                ConstantAttributes constant => Constant(target, node, constant),
                SizeAttributes size when node.Operator == SourceOperators.Size => sizes.Number(size.Size),
                ScanAttributes scan => Scan(target, scan, node, operands, scans),
                ScanResultAttributes result => scans.TryGetValue(node.Inputs[0], out var all) ? all[result.Index] : string.Empty,
                RandomAttributes => target.Refuse("random numbers are drawn here, and ONNX has no generator that draws the same ones"),
                _ => OnnxRules.Find(node.Operator) is { } rule
                    ? rule.Write(new OnnxRuleContext(target, sizes, node, operands, values.GetValueOrDefault))
                    : throw new InvalidOperationException($"the operator {node.Operator.Name} has no rule for ONNX"),
            };
        }

        return values;
    }

    // A value that the script supplied before, such as a number that a loop counts, is a constant of the model that is written now.
    private string Outside(OnnxGraphBuilder target, GraphInput input)
    {
        if (outside.TryGetValue(input, out var present))
            return present;
        return outside[input] = environment.TryGetInput(input, out var tensor) ? builder.Weight(input.Name, tensor) : target.Refuse($"`{input.Name}` is no input of the model, and has no value yet");
    }

    private string Weight(Variable variable)
    {
        if (weights.TryGetValue(variable, out var present))
            return present;
        return weights[variable] = environment.Variables.TryGetValue(variable, out var tensor) ? builder.Weight(variable.Path, tensor) : builder.Refuse($"`{variable.Path}` has no value yet");
    }

    private string Constant(OnnxGraphBuilder target, Node node, ConstantAttributes constant)
    {
        var shape = sizes.Known(node.Shape);
        return constant.Values.Length == 1 && shape.Rank > 0 ? target.Add("Expand", [target.Scalar(node.Element, constant.Values[0]), sizes.List(shape)])
            : shape.IsConstant ? target.Constant(node.Element, shape.ToConstant(), constant.Values.AsSpan())
            : target.Refuse($"the size of a constant, {shape}, is not known yet");
    }

    // Carries, then sequences with the numbers of the turns as one of them; captures are values of the graph around, which the body names as they are.
    private string Scan(OnnxGraphBuilder target, ScanAttributes scan, Node node, ImmutableArray<string> operands, Dictionary<Node, ImmutableArray<string>> scans)
    {
        var body = scan.Body;
        using var inner = target.Body();
        var names = new Dictionary<GraphInput, string>(ReferenceEqualityComparer.Instance);
        var inputs = ImmutableArray.CreateBuilder<OnnxValue>();
        foreach (var input in (ReadOnlySpan<GraphInput>)[.. body.Carries, .. body.Sequences, body.Index])
        {
            names[input] = target.Unique(input.Name);
            inputs.Add(OnnxValue.Of(names[input], new TensorType(input.Type.Element, sizes.Known(input.Type.Shape))));
        }

        for (var i = 0; i < body.Captures.Length; i++)
            names[body.Captures[i]] = operands[body.Carries.Length + body.Sequences.Length + i];
        ImmutableArray<Node> results = [.. body.CarryResults, .. body.Outputs];
        var values = Write(inner, results, names);
        var outputs = ImmutableArray.CreateBuilder<OnnxValue>();
        foreach (var result in results)
        {
            var name = target.Unique("turn");
            inner.AddResult(values[result], name);
            outputs.Add(OnnxValue.Of(name, new TensorType(result.Element, sizes.Known(result.Shape))));
        }

        var context = new OnnxRuleContext(target, sizes, node, operands, static _ => null);
        var sequences = body.Sequences.Length + 1;
        var direction = scan.Reverse ? 1L : 0;
        ImmutableArray<string> given = [.. operands[..(body.Carries.Length + body.Sequences.Length)], context.Range(scan.Length)];
        scans[node] = target.Add("Scan", given, results.Length,
        [
            OnnxAttribute.Of("body", inner.Build(target.Unique("body"), inputs.ToImmutable(), outputs.ToImmutable())),
            OnnxAttribute.Of("num_scan_inputs", sequences),
            OnnxAttribute.Of("scan_input_directions", [.. Enumerable.Repeat(direction, sequences)]),
            OnnxAttribute.Of("scan_output_directions", [.. Enumerable.Repeat(direction, body.Outputs.Length)]),
        ]);
        return scans[node].IsEmpty ? string.Empty : scans[node][0];
    }
}
