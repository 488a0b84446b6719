using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>The non-tensor arguments of a call, by parameter name, together with the types of the tensors.</summary>
public sealed record BoundArguments(ImmutableArray<TensorType> Inputs, ImmutableDictionary<string, object> Values)
{
    public bool Has(string name) => Values.ContainsKey(name);

    public int Axis(string name, int otherwise = 0) => Values.TryGetValue(name, out var value) ? (int)value : otherwise;

    /// <summary>The axes given, or every axis of the first input.</summary>
    public ImmutableArray<int> AxesOrAll(string name)
    {
        if (Values.TryGetValue(name, out var value))
            return (ImmutableArray<int>)value;
        var all = ImmutableArray.CreateBuilder<int>(Inputs[0].Rank);
        for (var axis = 0; axis < Inputs[0].Rank; axis++)
            all.Add(axis);
        return all.MoveToImmutable();
    }

    public Dimension Size(string name) => (Dimension)Values[name];

    public Dimension Size(string name, long otherwise) => Values.TryGetValue(name, out var value) ? (Dimension)value : otherwise;

    public Shape Shape(string name) => (Shape)Values[name];

    public bool Boolean(string name, bool otherwise = false) => Values.TryGetValue(name, out var value) ? (bool)value : otherwise;

    public double Number(string name, double otherwise) => Values.TryGetValue(name, out var value) ? (double)value : otherwise;

    public ElementType? Element(string name) => Values.TryGetValue(name, out var value) ? (ElementType)value : null;
}
