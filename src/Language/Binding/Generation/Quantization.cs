using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Generation;

/// <summary>Rounds the matrices of a model to 8 bits, and lets products use them as such.</summary>
internal static class Quantization
{
    /// <summary>Rounds every matrix of the model and keeps its codes and scales beside it.</summary>
    public static void Apply(UnitCall call, ModelInstance net)
    {
        var elaborator = call.Elaborator;
        var assignments = ImmutableArray.CreateBuilder<VariableAssignment>();
        var quantized = new List<(Variable Matrix, QuantizedMatrix Codes)>();
        foreach (var matrix in net.Parameters.Where(IsSuitable))
        {
            var weights = elaborator.ReadVariable(matrix, call.Location);
            if (Library(call, "eight_bits", weights) is not { } rounded || Library(call, "eight_bit_scales", weights) is not { } scales)
                return;
            var codes = elaborator.Builder.Create(QuantizationOperators.Quantize, weights, scales);
            var kept = new QuantizedMatrix(
                new Variable($"{matrix.Path}.codes", codes.Type, VariableKind.State, matrix.Location),
                new Variable($"{matrix.Path}.scales", scales.Type, VariableKind.State, matrix.Location));
            assignments.Add(new VariableAssignment(matrix, rounded));
            assignments.Add(new VariableAssignment(kept.Codes, codes));
            assignments.Add(new VariableAssignment(kept.Scales, scales));
            quantized.Add((matrix, kept));
        }

        if (quantized.Count == 0)
            return;
        elaborator.AddAction(new AssignAction(call.Location, assignments.ToImmutable()));
        foreach (var (matrix, codes) in quantized)
        {
            elaborator.MarkUpdated(matrix);
            elaborator.NoteQuantized(matrix, codes);
        }
    }

    /// <summary>The outputs with products by quantized matrices computed from their codes; what has no such product in it stays the same objects.</summary>
    public static ImmutableArray<Node> UseCodes(Elaborator elaborator, ImmutableArray<Node> outputs) => GraphTraversal.Rebuild(outputs, (node, inputs) =>
    {
        var builder = elaborator.Builder;
        if (node.Operator == ContractionOperators.Contract && node.Inputs[1] is { Attributes: VariableAttributes read } right && right.Operator == SourceOperators.Variable
            && elaborator.QuantizedFormOf(read.Variable, read.Version) is { } quantized
            && node.AttributesAs<ContractionAttributes>() is { Batch.IsEmpty: true, Contracted: [(var left, 0)] } && left == node.Inputs[0].Type.Rank - 1)
        {
            return builder.CreateTyped(
                QuantizationOperators.QuantizedProduct, [inputs[0], builder.CreateVariable(quantized.Codes, 0), builder.CreateVariable(quantized.Scales, 0)],
                OperatorAttributes.None, node.Type, node.Location);
        }

        return inputs.SequenceEqual(node.Inputs) ? node : builder.CreateTyped(node.Operator, inputs, node.Attributes, node.Type, node.Location);
    });

    // Eight codes share an int.
    private static bool IsSuitable(Variable variable) => variable.Type is { Element: ElementType.Float32, Rank: 2 }
        && Dimension.DivideExactly(variable.Type.Shape[1].Size, QuantizationOperators.CodesPerInt) is not null;

    private static Node? Library(UnitCall call, string function, Node weights)
    {
        var elaborator = call.Elaborator;
        var value = elaborator.Apply(elaborator.LibraryFunction(function), [new Argument(null, new TensorValue(weights), call.Location)], call.Site, call.Location, call.Frame);
        return value is TensorValue { Node: var node } ? node : null;
    }
}
