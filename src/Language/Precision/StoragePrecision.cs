using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Precision;

/// <summary>
/// Writes a graph once more so that its values are stored in 16 bits where that does no harm, as each operator's <see cref="Operator.Precision"/> says
/// (Micikevicius et al., "Mixed precision training", 2018). Weights stay as they are and are rounded where they are used, so that a gradient by them comes back
/// through the conversion in 32 bits.
/// </summary>
public sealed class StoragePrecision
{
    private const double SmallestHalf = 1.0 / 16384;
    private const double LargestHalf = 65504;

    private readonly GraphBuilder builder;
    private readonly ElementType storage;
    private readonly IReadOnlyDictionary<GraphInput, StoredValue> bodyInputs;
    private readonly Dictionary<Node, ElementType> elements;
    private readonly Dictionary<Node, StoredValue> values = [];
    private readonly Dictionary<(Node Node, ElementType Element), Node> conversions = [];

    private StoragePrecision(GraphBuilder builder, ElementType storage, IReadOnlyDictionary<GraphInput, StoredValue> bodyInputs, Dictionary<Node, ElementType> elements)
    {
        this.elements = elements;
        this.builder = builder;
        this.storage = storage;
        this.bodyInputs = bodyInputs;
    }

    /// <summary>The same values, each in its own type, computed by way of values in 16 bits.</summary>
    /// <param name="builder">Makes the new operations.</param>
    /// <param name="outputs">What is wanted; what they share stays shared.</param>
    /// <param name="storage">f16 or bf16; anything else leaves the outputs as they are.</param>
    public static ImmutableArray<Node> Apply(GraphBuilder builder, ImmutableArray<Node> outputs, ElementType storage) => Apply(builder, outputs, storage, out _);

    /// <summary>The same values, each in its own type, computed by way of values in 16 bits; tells also of each operation of the graph in which type its result is kept.</summary>
    /// <param name="builder">Makes the new operations.</param>
    /// <param name="outputs">What is wanted; what they share stays shared.</param>
    /// <param name="storage">f16 or bf16; anything else leaves the outputs as they are, and nothing is told.</param>
    /// <param name="elements">The types, what is read before who reads it; the operations of a recurrence's turn come before the recurrence.</param>
    public static ImmutableArray<Node> Apply(GraphBuilder builder, ImmutableArray<Node> outputs, ElementType storage, out IReadOnlyDictionary<Node, ElementType> elements)
    {
        var kept = new Dictionary<Node, ElementType>();
        elements = kept;
        if (storage is not (ElementType.Float16 or ElementType.BFloat16))
            return outputs;
        var precision = new StoragePrecision(builder, storage, ImmutableDictionary<GraphInput, StoredValue>.Empty, kept);
        precision.Visit(outputs);
        return [.. outputs.Select(output => precision.As(precision.values[output].Node, output.Element))];
    }

    private void Visit(ImmutableArray<Node> outputs)
    {
        foreach (var node in GraphTraversal.TopologicalOrder(outputs))
        {
            values.Add(node, Convert(node));
            elements[node] = values[node].Node.Element;
        }
    }

    private StoredValue Convert(Node node)
    {
        if (node.Operator == SourceOperators.Scan)
            return ConvertScan(node);
        if (node.Operator == SourceOperators.ScanResult)
            return new StoredValue(builder.CreateScanResult(values[node.Inputs[0]].Node, node.AttributesAs<ScanResultAttributes>().Index, node.Location), false, true);
        if (node.Inputs.IsEmpty)
            return ConvertSource(node);

        var inputs = node.Inputs.Select(input => values[input]).ToImmutableArray();
        var adapts = node.Operator.IsRandom || inputs.All(static input => input.Adapts);
        var fits = inputs.All(static input => input.Fits);
        if (node.Operator == RecomputationOperators.Recomputed || node.Operator == RecomputationOperators.Again)
            return new StoredValue(Rebuild(node, [.. inputs.Select(static input => input.Node)], inputs[0].Node.Element), inputs[0].Adapts, inputs[0].Fits);
        if (node.Operator == ConversionOperators.Cast || node.Inputs.All(static input => input.Element != ElementType.Float32))
            return new StoredValue(Rebuild(node, [.. inputs.Select((input, i) => KeepsElement(node.Inputs[i]) ? As(input.Node, node.Inputs[i].Element) : input.Node)], node.Element), adapts, fits);
        if (node.Inputs.Any(static input => input.Element.IsFloat() && input.Element != ElementType.Float32))
            return new StoredValue(Rebuild(node, [.. inputs.Select((input, i) => As(input.Node, node.Inputs[i].Element))], node.Element), adapts, fits);

        var element = ElementOf(node, inputs, adapts);
        var operands = inputs.Select((input, i) => node.Inputs[i].Element == ElementType.Float32 ? Operand(node, input.Node, element) : input.Node);
        return new StoredValue(Rebuild(node, [.. operands], node.Element == ElementType.Float32 ? element : node.Element), adapts && element == ElementType.Float32, fits);
    }

    // The type in which an operation works: that of its float operands and, where it gives floats, of its result.
    private ElementType ElementOf(Node node, ImmutableArray<StoredValue> inputs, bool adapts)
    {
        switch (node.Operator.Precision)
        {
            case PrecisionRole.Product:
                return storage;
            case PrecisionRole.Wide:
            case PrecisionRole.Quotient when inputs[0].Adapts:
                return ElementType.Float32;
        }

        if (adapts)
            return ElementType.Float32;
        var isNarrow = false;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (node.Inputs[i].Element != ElementType.Float32)
                continue;
            if (inputs[i].Node.Element == storage)
                isNarrow = true;
            else if (!inputs[i].Adapts || !inputs[i].Fits)
                return ElementType.Float32;
        }

        return isNarrow ? storage : ElementType.Float32;
    }

    // The terms of a sum of products are never rounded to 16 bits, and neither is the distance that an exponential is taken of: of 10 it would be off by a hundredth or more, and so
    // would a softmax; and its gradient and that of the score beside it, which cancel, would be rounded each.
    private Node Operand(Node user, Node operand, ElementType element) =>
        operand.Element == storage && element == ElementType.Float32
        && ((user.Operator == ReductionOperators.Sum && operand.Operator == ArithmeticOperators.Multiply)
            || (user.Operator == FunctionOperators.Exp && operand.Operator == ArithmeticOperators.Subtract))
            ? Rebuild(operand, [.. operand.Inputs.Select(part => As(part, ElementType.Float32))], ElementType.Float32)
            : As(operand, element);

    private StoredValue ConvertSource(Node node)
    {
        if (node.Attributes is InputAttributes { Input: var input })
            return bodyInputs.GetValueOrDefault(input) ?? new StoredValue(node, false, true);
        return node.Attributes switch
        {
            ConstantAttributes constant => new StoredValue(node, true, constant.Values.All(Fits)),
            SizeAttributes when node.Operator == SourceOperators.Size => new StoredValue(node, true, false),
            _ => new StoredValue(node, true, true),
        };
    }

    private bool Fits(double value) =>
        storage != ElementType.Float16 || value == 0 || !double.IsFinite(value) || (Math.Abs(value) >= SmallestHalf && Math.Abs(value) <= LargestHalf);

    // What a recurrence carries is added to in every turn, so it keeps 32 bits; what it only reads stays in the type in which it is there.
    private StoredValue ConvertScan(Node node)
    {
        var attributes = node.AttributesAs<ScanAttributes>();
        var body = attributes.Body;
        var firstCapture = body.Carries.Length + body.Sequences.Length;
        var inputs = ImmutableArray.CreateBuilder<Node>(node.Inputs.Length);
        var fresh = ImmutableArray.CreateBuilder<GraphInput>(node.Inputs.Length);
        var inside = new Dictionary<GraphInput, StoredValue>();
        foreach (var (i, declared) in body.Carries.Concat(body.Sequences).Concat(body.Captures).Index())
        {
            var value = values[node.Inputs[i]];
            var isCarry = i < body.Carries.Length;
            inputs.Add(isCarry ? As(value.Node, declared.Type.Element) : value.Node);
            fresh.Add(new GraphInput(declared.Name, declared.Type with { Element = inputs[i].Element }));
            inside.Add(declared, new StoredValue(builder.CreateInput(fresh[i]), !isCarry && value.Adapts, value.Fits));
        }

        var index = new GraphInput(body.Index.Name, body.Index.Type);
        inside.Add(body.Index, new StoredValue(builder.CreateInput(index), false, true));
        var turn = new StoragePrecision(builder, storage, inside, elements);
        turn.Visit([.. body.CarryResults, .. body.Outputs]);
        var changed = new ScanBody(
            index,
            [.. fresh.Take(body.Carries.Length)],
            [.. fresh.Skip(body.Carries.Length).Take(body.Sequences.Length)],
            [.. fresh.Skip(firstCapture)],
            [.. body.CarryResults.Select(result => turn.As(turn.values[result].Node, result.Element))],
            [.. body.Outputs.Select(output => turn.values[output].Node)]);
        var scan = attributes with { Body = changed };
        return new StoredValue(builder.CreateTyped(node.Operator, inputs.MoveToImmutable(), scan, ScanRules.ResultType(scan, 0), node.Location), false, true);
    }

    private static bool KeepsElement(Node input) => input.Element.IsFloat() && input.Element != ElementType.Float32;

    private Node Rebuild(Node node, ImmutableArray<Node> inputs, ElementType element) =>
        node.Element == element && inputs.SequenceEqual(node.Inputs)
            ? node
            : builder.CreateTyped(node.Operator, inputs, node.Attributes, node.Type with { Element = element }, node.Location);

    // One conversion a value and type, so that gradients through it are added up before it.
    private Node As(Node node, ElementType element)
    {
        if (node.Element == element)
            return node;
        if (!conversions.TryGetValue((node, element), out var converted))
            conversions.Add((node, element), converted = builder.CreateTyped(ConversionOperators.Cast, [node], new CastAttributes(element), node.Type with { Element = element }, node.Location));
        return converted;
    }
}
