using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Values;

/// <summary>What an expression is while a script is checked: a tensor of the graph, or something known before anything runs.</summary>
public abstract record Value
{
    /// <summary>How many values it consists of when it is written out, up to <see cref="int.MaxValue"/>: a list of one list twice over and over is small in memory and endless on paper.</summary>
    public virtual int Weight => 1;

    private protected static int WeightOf(IEnumerable<Value> parts)
    {
        var sum = 1L;
        foreach (var part in parts)
            sum += part.Weight;
        return (int)Math.Min(sum, int.MaxValue);
    }
}

/// <summary>A value about which nothing is known, either because it was wrong and has been reported, or because a generic declaration cannot know it. Whatever uses it is silent.</summary>
public sealed record PoisonValue : Value
{
    public static PoisonValue Instance { get; } = new();
}

/// <summary>Nothing: the result of an action.</summary>
public sealed record NothingValue : Value
{
    public static NothingValue Instance { get; } = new();
}

/// <summary>A tensor.</summary>
/// <param name="Node">Its node.</param>
/// <param name="Literal">For a bound list of numbers: the list, for where sizes, settings, indices or classes are meant.</param>
public sealed record TensorValue(Node Node, ListValue? Literal = null) : Value
{
    public TensorType Type => Node.Type;
}

/// <summary>A whole number known before anything runs: a literal, a dimension, a setting.</summary>
/// <param name="Size">The number.</param>
/// <param name="Name">The name by which a reader knows it.</param>
/// <param name="Origin">Where it came from.</param>
/// <param name="Node">The same number as part of a computation that can be differentiated; made when it is bound to a name.</param>
public sealed record IntegerValue(Dimension Size, string? Name = null, Origin? Origin = null, Node? Node = null) : Value;

/// <summary>A number known before anything runs.</summary>
public sealed record NumberValue(double Number, Node? Node = null) : Value;

/// <summary>A truth value about settings and sizes; null where only the use of a generic declaration, or only the run, knows it.</summary>
/// <param name="Truth">What it is, where it is known.</param>
/// <param name="Node">Computes it in the run, where only the run knows it.</param>
public sealed record BooleanValue(bool? Truth, Node? Node = null) : Value;

/// <summary>`_` in the target of a reshape: the size that makes it come out.</summary>
public sealed record OpenSizeValue : Value
{
    public static OpenSizeValue Instance { get; } = new();
}

/// <summary>A name that nothing here is called by, given for an axis or a parameter; whoever looks for that knows it or reports it.</summary>
public sealed record UnboundNameValue(string Name) : Value;

/// <summary>Text, possibly with values in it.</summary>
public sealed record StringValue(ImmutableArray<TextPart> Parts) : Value
{
    public override int Weight => ComputedWeight ?? WeightOfLiterals();

    /// <summary>The weight where values in the text have one of their own.</summary>
    internal int? ComputedWeight { get; init; }

    /// <summary>The text when nothing in it is computed.</summary>
    public string? Constant => Parts.All(static p => p.Literal is not null) ? string.Concat(Parts.Select(static p => p.Literal)) : null;

    // A long text weighs as much as many values.
    private int WeightOfLiterals() => (int)Math.Min(1 + Parts.Sum(static p => 1 + ((p.Literal?.Length ?? 0) / 16L)), int.MaxValue);

    public static StringValue Of(string text) => new([new TextPart(text, null, null)]);
}

/// <summary>Values in brackets: a tensor where one is needed, a list of sizes where a shape is.</summary>
public sealed record ListValue(ImmutableArray<Value> Elements) : Value
{
    public override int Weight { get; } = WeightOf(Elements);
}

/// <summary>Values in parentheses.</summary>
public sealed record TupleValue(ImmutableArray<Value> Elements) : Value
{
    public override int Weight { get; } = WeightOf(Elements);
}

/// <summary>Named values.</summary>
public sealed record RecordValue(ImmutableArray<(string Name, Value Value)> Fields) : Value
{
    public override int Weight { get; } = WeightOf(Fields.Select(static f => f.Value));

    public Value? Field(string name) => Fields.FirstOrDefault(f => f.Name == name).Value;
}

/// <summary>The whole numbers from start up to, not including, stop.</summary>
public sealed record RangeValue(Value Start, Value Stop) : Value;

/// <summary>Something that can be called.</summary>
public abstract record CallableValue : Value
{
    /// <summary>The name for messages.</summary>
    public abstract string Name { get; }
}

/// <summary>A data value; its contents are known when the script runs.</summary>
public sealed record DataReferenceValue(DataReference Data) : Value;

/// <summary>A model with its settings: it owns weights, and is applied to inputs.</summary>
public sealed record InstanceValue(ModelInstance Instance) : CallableValue
{
    public override string Name => Instance.Name;
}

/// <summary>An update rule with its settings.</summary>
public sealed record OptimizerValue(Syntax.OptimizerDeclarationSyntax Declaration, ImmutableDictionary<string, Value> Names, ImmutableDictionary<string, Value> Settings) : Value;

/// <summary>An element type, as the argument of a conversion.</summary>
public sealed record ElementTypeValue(ElementType Element) : Value;
