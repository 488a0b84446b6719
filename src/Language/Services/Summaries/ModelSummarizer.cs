using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Precision;
using Dsl.Language.Types;

namespace Dsl.Language.Services.Summaries;

/// <summary>Counts what the layers of a described model have and do.</summary>
public static class ModelSummarizer
{
    /// <summary>Summarizes a model.</summary>
    /// <param name="model">The model; its outputs must be known.</param>
    /// <param name="batch">Rows of a batch, where that is open.</param>
    /// <param name="context">The value of every other open size; null: the largest that the model's requirements allow.</param>
    /// <param name="problem">Why there is no summary: a size that nothing tells.</param>
    /// <returns>The summary, or null with a problem.</returns>
    public static ModelSummary? Summarize(DescribedModel model, long batch, long? context, out string? problem)
    {
        var nodes = GraphTraversal.TopologicalOrder([.. model.Outputs]);
        if (!TryChooseSizes(model, nodes, batch, context, out var sizes, out problem) || !TryMeasure(nodes, sizes, out var measures, out problem))
            return null;
        var layers = LayersOf(model, nodes, measures);
        return new ModelSummary(model.Name, [.. sizes.Select(static size => (size.Key.Name, size.Value.ConstantValue!.Value)).Distinct()], layers, WeightsOf(model, sizes));
    }

    /// <summary>The weights of a model alone, which need not have been applied in a known way.</summary>
    public static ImmutableArray<SummarizedWeight> WeightsOf(DescribedModel model) => WeightsOf(model, []);

    private static bool TryChooseSizes(
        DescribedModel model, ImmutableArray<Node> nodes, long batch, long? context, out Dictionary<DimensionSymbol, Dimension> sizes, out string? problem)
    {
        sizes = [];
        problem = null;
        foreach (var symbol in nodes.SelectMany(static node => node.Shape.Axes).SelectMany(static axis => axis.Size.Symbols()).Distinct())
        {
            if (symbol == model.Batch)
                sizes[symbol] = batch;
            else if (context is { } given)
                sizes[symbol] = given;
            else if (model.Bounds.TryGetValue(symbol, out var bound))
                sizes[symbol] = bound;
            else
                problem ??= symbol.Name;
        }

        problem = problem is null ? null : $"the size {problem} of `{model.Name}` is known only when the script runs; nn summary --context N gives it";
        return problem is null;
    }

    private static bool TryMeasure(
        ImmutableArray<Node> nodes, Dictionary<DimensionSymbol, Dimension> sizes, [NotNullWhen(true)] out Dictionary<Node, NodeMeasure>? measures, out string? problem)
    {
        measures = new Dictionary<Node, NodeMeasure>(nodes.Length);
        foreach (var node in nodes)
        {
            var cost = node.Operator.Cost(new CostContext([.. node.Inputs.Select(static input => input.Type)], node.Attributes, node.Type));
            if (node.Shape.Substitute(sizes) is not { IsConstant: true } shape || !cost.TrySubstitute(sizes, out var operations) || operations.ConstantValue is not { } count)
            {
                measures = null;
                problem = $"with these sizes {node.Shape} cannot be";
                return false;
            }

            measures.Add(node, new NodeMeasure(shape, count));
        }

        problem = null;
        return true;
    }

    private static ImmutableArray<SummarizedLayer> LayersOf(DescribedModel model, ImmutableArray<Node> nodes, Dictionary<Node, NodeMeasure> measures)
    {
        var layers = new Dictionary<string, LayerCount>();
        var owners = new Dictionary<int, LayerCount>();
        var first = model.Applications.IsEmpty ? 0 : model.Applications.Min(static application => application.FirstNode);
        // Where a layer is all that another does, both begin and end alike, and the outer one comes first.
        foreach (var application in model.Applications.Reverse().OrderBy(static application => application.FirstNode).ThenByDescending(static application => application.EndNode))
        {
            var path = Role(application.Instance.Root == model.Instance ? application.Instance.Path : SharedPath(application));
            if (!layers.TryGetValue(path, out var layer))
                layers.Add(path, layer = new LayerCount(layers.Count));
            layer.Add(application.Output is { } output && measures.TryGetValue(output, out var measure) ? Text(measure.Shape) : string.Empty);
            // What lies within a layer comes later here and takes its operations over.
            for (var id = application.FirstNode; id < application.EndNode; id++)
                owners[id] = layer;
        }

        foreach (var (path, variable) in model.Instance.NamedVariables.Where(static v => v.Variable.Kind == VariableKind.Parameter))
            OwnerOf(layers, path).Parameters += variable.Type.Shape.ElementCount.ConstantValue ?? 0;
        var kept = new HashSet<Node>(model.Applications.Select(static application => application.Output).OfType<Node>().Select(Source));
        StoragePrecision.Apply(new GraphBuilder(), model.Outputs, ElementType.Float16, out var stored);
        foreach (var node in nodes)
        {
            if (node.Id < first || !owners.TryGetValue(node.Id, out var owner))
                continue;
            owner.Operations += measures[node].Operations;
            if (kept.Contains(node) || IsKept(node, measures[node]))
                owner.Keep(measures[node].Count, isWide: stored[node] == ElementType.Float32);
        }

        return [.. layers.OrderBy(static layer => layer.Value.Order).Select(static layer => layer.Value.Summarized(layer.Key))
            .Where(static layer => layer.Parameters > 0 || layer.Operations > 0 || layer.ActivationElements > 0)];
    }

    // Element-wise steps and movements are computed again where the gradient needs them.
    private static bool IsKept(Node node, NodeMeasure measure) =>
        measure.Operations > 0 && !node.Operator.IsElementwise && node.Operator.Lowering is not null && node.Element is not (ElementType.Int or ElementType.Bool);

    // What a layer gives may be another view of what it computed.
    private static Node Source(Node node)
    {
        while (node.Inputs is [var input] && input.Operator != SourceOperators.Variable && input.Operator != SourceOperators.Input
            && node.Operator.Cost(new CostContext([input.Type], node.Attributes, node.Type)).ConstantValue == 0)
        {
            node = input;
        }

        return node;
    }

    private static LayerCount OwnerOf(Dictionary<string, LayerCount> layers, string variablePath)
    {
        for (var path = Role(variablePath); path.Length > 0;)
        {
            path = path.LastIndexOf('.') is > 0 and var dot ? path[..dot] : string.Empty;
            if (layers.TryGetValue(path, out var layer))
                return layer;
        }

        if (!layers.TryGetValue(string.Empty, out var root))
            layers.Add(string.Empty, root = new LayerCount(-1));
        return root;
    }

    private static string SharedPath(LayerApplication application)
    {
        var name = InstancePaths.SnakeCase(application.Instance.Root.Name);
        return application.Instance.Path.Length == 0 ? name : $"{name}.{application.Instance.Path}";
    }

    private static ImmutableArray<SummarizedWeight> WeightsOf(DescribedModel model, Dictionary<DimensionSymbol, Dimension> sizes)
    {
        var weights = ImmutableArray.CreateBuilder<SummarizedWeight>();
        foreach (var group in model.Instance.NamedVariables.GroupBy(static v => (Role: Role(v.Path), IsTrained: v.Variable.Kind == VariableKind.Parameter)))
        {
            var shapes = group.Select(v => v.Variable.Type.Shape.Substitute(sizes) ?? v.Variable.Type.Shape).ToList();
            var isSame = shapes.TrueForAll(shape => Text(shape) == Text(shapes[0]));
            weights.Add(new SummarizedWeight(
                group.Key.Role, shapes.Count, isSame ? Text(shapes[0]) : string.Empty, shapes.Sum(static shape => shape.ElementCount.ConstantValue ?? 0), group.Key.IsTrained));
        }

        return weights.ToImmutable();
    }

    // blocks.3.attention.q.W -> blocks.*.attention.q.W
    private static string Role(string path) => string.Join('.', path.Split('.').Select(static part => part.All(char.IsAsciiDigit) && part.Length > 0 ? "*" : part));

    private static string Text(Shape shape) => $"[{string.Join(", ", shape.Axes.Select(static axis => axis.Size))}]";

    /// <summary>A node with every size a number.</summary>
    private sealed record NodeMeasure(Shape Shape, double Operations)
    {
        public double Count => Shape.Axes.Aggregate(1.0, static (product, axis) => product * axis.Size.ConstantValue!.Value);
    }

    /// <summary>What the layers of one role add up to, while it is counted.</summary>
    private sealed class LayerCount(int order)
    {
        private string? output;
        private int applications;

        public int Order { get; } = order;

        public long Parameters { get; set; }

        public double Operations { get; set; }

        public double ActivationElements { get; private set; }

        private double WideElements { get; set; }

        public void Keep(double count, bool isWide)
        {
            ActivationElements += count;
            WideElements += isWide ? count : 0;
        }

        public void Add(string shape)
        {
            output = output is null || output == shape ? shape : string.Empty;
            applications++;
        }

        public SummarizedLayer Summarized(string path) => new(path, Math.Max(applications, 1), output ?? string.Empty, Parameters, Operations, ActivationElements, WideElements);
    }
}
