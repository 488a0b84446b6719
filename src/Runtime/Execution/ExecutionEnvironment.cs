using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Execution;

/// <summary>
/// What a running script knows: the values of inputs, of nodes kept by earlier actions, of variables, and of run-time sizes. It owns
/// their tensors. Storage is reused while the shape stays, so that a loop allocates in its first turn only.
/// </summary>
public sealed class ExecutionEnvironment : IDisposable
{
    private readonly Dictionary<GraphInput, Tensor> inputs = [];
    private readonly Dictionary<Node, KeptValue> values = [];
    private readonly Dictionary<Variable, Tensor> variables = [];
    private readonly Dictionary<DimensionSymbol, Dimension> sizes = [];

    /// <summary>The sizes that run-time symbols stand for.</summary>
    public IReadOnlyDictionary<DimensionSymbol, Dimension> Sizes => sizes;

    /// <summary>Rises whenever a tensor is replaced by another, so that programs know to bind anew.</summary>
    public long StorageVersion { get; private set; }

    /// <summary>Rises whenever a size changes or a kept value comes or goes, so that computations know to look again.</summary>
    public long ShapeVersion { get; private set; }

    /// <summary>The variables that have storage.</summary>
    public IReadOnlyDictionary<Variable, Tensor> Variables => variables;

    public void SetSize(DimensionSymbol symbol, long value)
    {
        if (sizes.TryGetValue(symbol, out var present) && present.ConstantValue == value)
            return;
        sizes[symbol] = value;
        ShapeVersion++;
    }

    public bool TryGetInput(GraphInput input, [NotNullWhen(true)] out Tensor? tensor) => inputs.TryGetValue(input, out tensor);

    /// <summary>The input's tensor. It must have been given.</summary>
    public Tensor Input(GraphInput input) =>
        inputs.TryGetValue(input, out var tensor) ? tensor : throw new InvalidOperationException($"the input '{input.Name}' was not supplied");

    /// <summary>The input's storage of that shape, to be written by the caller.</summary>
    public Tensor InputStorage(GraphInput input, ImmutableArray<int> shape) => Storage(inputs, input, input.Type.Element, shape);

    /// <summary>Gives an input this tensor itself; the environment owns it from here on. The old one is returned, not disposed.</summary>
    public Tensor? ExchangeInput(GraphInput input, Tensor tensor)
    {
        inputs.TryGetValue(input, out var old);
        if (ReferenceEquals(old, tensor))
            return null;
        inputs[input] = tensor;
        StorageVersion++;
        return old;
    }

    /// <summary>Takes an input's tensor away from the environment, which no longer owns it; null where it has none.</summary>
    public Tensor? TakeInput(GraphInput input)
    {
        if (inputs.Remove(input, out var tensor))
            StorageVersion++;
        return tensor;
    }

    /// <summary>Frees an input's storage, if it has one; the caller sees to it that nothing reads it any more.</summary>
    public void Forget(GraphInput input)
    {
        if (!inputs.Remove(input, out var tensor))
            return;
        tensor.Dispose();
        StorageVersion++;
    }

    /// <summary>Gives an input the value of a tensor, by copy.</summary>
    public void SetInput(GraphInput input, Tensor source)
    {
        var storage = InputStorage(input, source.Shape);
        if (!ReferenceEquals(storage, source))
            storage.CopyFrom(source);
    }

    /// <summary>Gives a scalar input a value.</summary>
    public void SetScalar(GraphInput input, double value) => InputStorage(input, []).SetDouble(0, value);

    /// <summary>Whether an earlier action keeps this node's value.</summary>
    public bool IsKept(Node node) => values.TryGetValue(node, out var kept) && kept.IsCurrent;

    /// <summary>The value of a node that an earlier action keeps.</summary>
    public bool TryGetValue(Node node, [NotNullWhen(true)] out Tensor? tensor)
    {
        tensor = values.TryGetValue(node, out var kept) && kept.IsCurrent ? kept.Tensor : null;
        return tensor is not null;
    }

    /// <summary>Keeps a node's value, by copy.</summary>
    public void Keep(Node node, Tensor source)
    {
        if (!values.TryGetValue(node, out var kept))
            values[node] = kept = new KeptValue();
        if (!kept.IsCurrent)
            ShapeVersion++;
        kept.IsCurrent = true;
        if (kept.Tensor is null || kept.Tensor.Element != source.Element || !kept.Tensor.Shape.AsSpan().SequenceEqual(source.Shape.AsSpan()))
        {
            kept.Tensor?.Dispose();
            kept.Tensor = new Tensor(source.Element, source.Shape);
            StorageVersion++;
        }

        kept.Tensor.CopyFrom(source);
    }

    /// <summary>Marks a node's value as out of date, so that it is computed again; the storage stays for the new value.</summary>
    public void Forget(Node node)
    {
        if (!values.TryGetValue(node, out var kept) || !kept.IsCurrent)
            return;
        kept.IsCurrent = false;
        ShapeVersion++;
    }

    /// <summary>A variable's storage; zeros when it is new or has a new shape.</summary>
    public Tensor VariableStorage(Variable variable, ImmutableArray<int> shape) => Storage(variables, variable, variable.Type.Element, shape);

    /// <summary>A variable's storage. It must have been given a value.</summary>
    public Tensor Variable(Variable variable) =>
        variables.TryGetValue(variable, out var tensor) ? tensor : throw new InvalidOperationException($"the variable '{variable.Path}' has no value yet");

    /// <summary>The bytes of all inputs, values and variables.</summary>
    public long ByteCount => inputs.Values.Concat(variables.Values).Concat(values.Values.Select(static kept => kept.Tensor).OfType<Tensor>()).Sum(static tensor => tensor.ByteCount);

    /// <summary>What is kept for a node: an input, a variable or a value; null when nothing is.</summary>
    public Tensor? TensorOf(Node node) => node.Attributes switch
    {
        InputAttributes input => inputs.GetValueOrDefault(input.Input),
        VariableAttributes variable => variables.GetValueOrDefault(variable.Variable),
        _ => TryGetValue(node, out var tensor) ? tensor : null,
    };

    /// <summary>Frees every value, input and variable but these.</summary>
    public void FreeOthers(IReadOnlySet<Node> neededValues, IReadOnlySet<GraphInput> neededInputs, IReadOnlySet<Variable> neededVariables)
    {
        foreach (var (node, kept) in values)
        {
            if (neededValues.Contains(node))
                continue;
            kept.Tensor?.Dispose();
            values.Remove(node);
        }

        FreeOthers(inputs, neededInputs);
        FreeOthers(variables, neededVariables);
        StorageVersion++;
        ShapeVersion++;
    }

    public void Dispose()
    {
        foreach (var tensor in inputs.Values.Concat(variables.Values))
            tensor.Dispose();
        foreach (var kept in values.Values)
            kept.Tensor?.Dispose();
        inputs.Clear();
        values.Clear();
        variables.Clear();
    }

    private static void FreeOthers<TKey>(Dictionary<TKey, Tensor> tensors, IReadOnlySet<TKey> needed)
        where TKey : class
    {
        foreach (var (key, tensor) in tensors)
        {
            if (needed.Contains(key))
                continue;
            tensor.Dispose();
            tensors.Remove(key);
        }
    }

    private Tensor Storage<TKey>(Dictionary<TKey, Tensor> tensors, TKey key, ElementType element, ImmutableArray<int> shape)
        where TKey : class
    {
        if (tensors.TryGetValue(key, out var present))
        {
            if (present.Element == element && present.Shape.AsSpan().SequenceEqual(shape.AsSpan()))
                return present;
            present.Dispose();
        }

        var tensor = new Tensor(element, shape);
        tensors[key] = tensor;
        StorageVersion++;
        return tensor;
    }

    private sealed class KeptValue
    {
        public Tensor? Tensor { get; set; }

        public bool IsCurrent { get; set; }
    }
}
