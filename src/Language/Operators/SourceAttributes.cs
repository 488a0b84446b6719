using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Names the value that is supplied from outside.</summary>
public sealed record InputAttributes(GraphInput Input) : OperatorAttributes
{
    public override bool ReadsOutside => true;

    public override string Describe() => Input.Name;

    public override OperatorAttributes ReplaceInputs(IReadOnlyDictionary<GraphInput, GraphInput> replacements) =>
        replacements.TryGetValue(Input, out var replacement) ? new InputAttributes(replacement) : this;
}

/// <summary>Reads a variable as it was after its <paramref name="Version"/>th update within the script's text.</summary>
public sealed record VariableAttributes(Variable Variable, int Version) : OperatorAttributes
{
    public override bool ReadsOutside => true;

    public override string Describe() => $"{Variable.Path}, version {Version}";
}

/// <summary>A literal tensor, row-major; one value stands for a scalar.</summary>
public sealed record ConstantAttributes(ImmutableArray<double> Values) : OperatorAttributes
{
    public bool Equals(ConstantAttributes? other) => other is not null && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    public override int GetHashCode() => Values.Aggregate(Values.Length, static (hash, value) => HashCode.Combine(hash, value));

    public override string Describe() => Values.Length <= 4 ? string.Join(", ", Values) : $"{string.Join(", ", Values[..4])}, ...";
}

/// <summary>The value of a size, as an int scalar.</summary>
public sealed record SizeAttributes(Dimension Size) : OperatorAttributes
{
    public override OperatorAttributes? WithLeadingAxis(Dimension length) => this;

    public override OperatorAttributes? Substitute(IReadOnlyDictionary<DimensionSymbol, Dimension> values) =>
        Size.TrySubstitute(values, out var size) ? new SizeAttributes(size) : null;
}

/// <summary>A target shape: of a reshape, a broadcast, a random tensor.</summary>
public sealed record ShapeAttributes(Shape Shape) : OperatorAttributes
{
    public override OperatorAttributes? WithLeadingAxis(Dimension length) => new ShapeAttributes(Shape.Insert(0, length));

    public override OperatorAttributes? Substitute(IReadOnlyDictionary<DimensionSymbol, Dimension> values) =>
        Shape.Substitute(values) is { } shape ? new ShapeAttributes(shape) : null;
}

/// <summary>A random tensor's shape, and the number that tells its place in the script apart from others.</summary>
public sealed record RandomAttributes(Shape Shape, long Stream) : OperatorAttributes
{
    public override OperatorAttributes? Substitute(IReadOnlyDictionary<DimensionSymbol, Dimension> values) =>
        Shape.Substitute(values) is { } shape ? this with { Shape = shape } : null;
}

/// <summary>A recurrence over <paramref name="Length"/> turns; inputs of the node: initial carries, sequences, captures.</summary>
public sealed record ScanAttributes(ScanBody Body, Dimension Length, bool Reverse) : OperatorAttributes
{
    public override ScanBody? InnerBody => Body;

    public override OperatorAttributes NameInput(GraphInput input) => new InputAttributes(input);

    public override OperatorAttributes? Substitute(IReadOnlyDictionary<DimensionSymbol, Dimension> values) =>
        Length.TrySubstitute(values, out var length) ? this with { Length = length } : null;

    public override OperatorAttributes WithInnerBody(ScanBody body) => this with { Body = body };

    public override string Describe() => $"length {Length}{(Reverse ? ", reverse" : "")}";
}

/// <summary>Which result of a scan: first the last values of the carries, then the stacked outputs.</summary>
public sealed record ScanResultAttributes(int Index) : OperatorAttributes;
