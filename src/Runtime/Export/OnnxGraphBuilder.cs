using System.Collections.Immutable;
using Dsl.Language.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Export;

/// <summary>Gathers the operations of one ONNX graph. Bodies of recurrences have builders of their own, which share names and numbers with the one around them.</summary>
internal sealed class OnnxGraphBuilder : IDisposable
{
    private readonly ImmutableArray<OnnxNode>.Builder nodes = ImmutableArray.CreateBuilder<OnnxNode>();
    private readonly Dictionary<string, string> constants = [];
    private readonly List<OnnxTensor> initializers = [];
    private readonly List<Tensor> owned = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly OnnxGraphBuilder? around;

    public OnnxGraphBuilder()
    {
    }

    private OnnxGraphBuilder(OnnxGraphBuilder around) => this.around = around;

    /// <summary>The layer that operations are added for: their names begin with it.</summary>
    public string Layer { get; set; } = string.Empty;

    /// <summary>The expression of the script that operations are added for.</summary>
    public SourceLocation? Location { get; set; }

    /// <summary>What cannot be said in ONNX, the first of it; null where all can.</summary>
    public (string Reason, SourceLocation? Location)? Obstacle { get; private set; }

    /// <summary>The builder of the model itself.</summary>
    public OnnxGraphBuilder Outermost => around?.Outermost ?? this;

    /// <summary>Notes that something cannot be said in ONNX.</summary>
    /// <returns>A name that stands for its value; the graph will not be written.</returns>
    public string Refuse(string reason)
    {
        Outermost.Obstacle ??= (reason, Location);
        return string.Empty;
    }

    /// <summary>A builder for a body within this graph.</summary>
    public OnnxGraphBuilder Body() => new(this) { Layer = Layer, Location = Location };

    /// <summary>The name, or where something has it already, the name with a number.</summary>
    public string Unique(string name)
    {
        var taken = Outermost.names;
        var unique = name;
        for (var i = 2; !taken.Add(unique); i++)
            unique = $"{name}_{i}";
        return unique;
    }

    /// <summary>Adds an operation with one result.</summary>
    /// <returns>The result's name.</returns>
    public string Add(string operation, ImmutableArray<string> inputs, params ImmutableArray<OnnxAttribute> attributes) => Add(operation, inputs, 1, attributes)[0];

    /// <summary>Adds an operation with several results.</summary>
    public ImmutableArray<string> Add(string operation, ImmutableArray<string> inputs, int results, ImmutableArray<OnnxAttribute> attributes)
    {
        var name = Unique(Layer.Length == 0 ? operation : $"{Layer}/{operation}");
        ImmutableArray<string> outputs = results == 1 ? [name] : [.. Enumerable.Range(0, results).Select(i => Unique($"{name}:{i}"))];
        nodes.Add(new OnnxNode(name, operation, inputs, outputs, attributes));
        return outputs;
    }

    /// <summary>Adds an operation that gives a value the name of one of the graph's results.</summary>
    public void AddResult(string value, string name) => nodes.Add(new OnnxNode(Unique($"result/{name}"), "Identity", [value], [name], []));

    /// <summary>Numbers that live elsewhere, such as a weight.</summary>
    public string Weight(string name, Tensor value)
    {
        var unique = Unique(name);
        Outermost.initializers.Add(new OnnxTensor(unique, value));
        return unique;
    }

    /// <summary>A constant tensor; equal ones are there once.</summary>
    public string Constant(ElementType element, ImmutableArray<int> shape, ReadOnlySpan<double> values)
    {
        var root = Outermost;
        var key = values.Length <= 16 ? $"{element} [{string.Join(',', shape)}] {string.Join(' ', values.ToArray().Select(BitConverter.DoubleToInt64Bits))}" : string.Empty;
        if (key.Length > 0 && root.constants.TryGetValue(key, out var present))
            return present;
        var tensor = Tensor.FromDoubles(element, shape, values);
        root.owned.Add(tensor);
        var name = Weight("constant", tensor);
        if (key.Length > 0)
            root.constants.Add(key, name);
        return name;
    }

    /// <summary>A list of whole numbers.</summary>
    public string Integers(params ReadOnlySpan<long> values)
    {
        var numbers = new double[values.Length];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = values[i];
        return Constant(ElementType.Int, [values.Length], numbers);
    }

    /// <summary>A number.</summary>
    public string Scalar(ElementType element, double value) => Constant(element, [], [value]);

    /// <summary>The graph of what was added, without what its results do not need.</summary>
    public OnnxGraph Build(string name, ImmutableArray<OnnxValue> inputs, ImmutableArray<OnnxValue> outputs, string description = "") =>
        OnnxPruning.Prune(new OnnxGraph(name, nodes.ToImmutable(), [.. initializers], inputs, outputs) { Description = description });

    /// <summary>Frees the constants; the graph cannot be written after that.</summary>
    public void Dispose()
    {
        foreach (var tensor in owned)
            tensor.Dispose();
    }
}
