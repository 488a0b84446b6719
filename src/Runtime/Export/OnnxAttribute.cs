using System.Collections.Immutable;

namespace Dsl.Runtime.Export;

/// <summary>What an operation of ONNX is told besides its inputs: a name with one value, of whichever kind is there.</summary>
internal sealed record OnnxAttribute(string Name)
{
    public long? Integer { get; init; }

    public float? Number { get; init; }

    public string? Text { get; init; }

    public ImmutableArray<long>? Integers { get; init; }

    public OnnxGraph? Graph { get; init; }

    public static OnnxAttribute Of(string name, long value) => new(name) { Integer = value };

    public static OnnxAttribute Of(string name, string value) => new(name) { Text = value };

    public static OnnxAttribute Of(string name, ImmutableArray<long> values) => new(name) { Integers = values };

    public static OnnxAttribute Of(string name, IEnumerable<int> values) => new(name) { Integers = [.. values.Select(static value => (long)value)] };

    public static OnnxAttribute Of(string name, OnnxGraph graph) => new(name) { Graph = graph };
}
