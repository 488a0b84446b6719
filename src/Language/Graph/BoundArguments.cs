using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>The non-tensor arguments of a call, by parameter name, together with the types of the tensors.</summary>
public sealed record BoundArguments(ImmutableArray<TensorType> Inputs, ImmutableArray<KeyValuePair<string, object>> Values)
{
    public bool Has(string name) => TryGet(name, out _);

    public int Axis(string name, int otherwise = 0) => TryGet(name, out var value) ? (int)value : otherwise;

    /// <summary>The axes given, or every axis of the first input.</summary>
    public ImmutableArray<int> AxesOrAll(string name)
    {
        if (TryGet(name, out var value))
            return (ImmutableArray<int>)value;
        var all = ImmutableArray.CreateBuilder<int>(Inputs[0].Rank);
        for (var axis = 0; axis < Inputs[0].Rank; axis++)
            all.Add(axis);
        return all.MoveToImmutable();
    }

    public Dimension Size(string name) => (Dimension)Get(name);

    public Dimension Size(string name, long otherwise) => TryGet(name, out var value) ? (Dimension)value : otherwise;

    public Shape Shape(string name) => (Shape)Get(name);

    public bool Boolean(string name, bool otherwise = false) => TryGet(name, out var value) ? (bool)value : otherwise;

    public double Number(string name, double otherwise) => TryGet(name, out var value) ? (double)value : otherwise;

    public ElementType? Element(string name) => TryGet(name, out var value) ? (ElementType)value : null;

    private object Get(string name) => TryGet(name, out var value) ? value : throw new KeyNotFoundException($"there is no argument {name}");

    // A call has a handful of arguments: looking through them is faster than a table.
    private bool TryGet(string name, [NotNullWhen(true)] out object? value)
    {
        foreach (var argument in Values)
        {
            if (argument.Key == name)
            {
                value = argument.Value;
                return true;
            }
        }

        value = null;
        return false;
    }
}
