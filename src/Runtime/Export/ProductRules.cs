using System.Collections.Immutable;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Export;

/// <summary>Products summed over shared axes.</summary>
internal static class ProductRules
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public static ImmutableArray<OnnxRule> All { get; } =
    [
        new OnnxRule(ContractionOperators.Contract, Contract),
        new OnnxRule(ContractionOperators.MatrixProduct, Contract),
        OnnxRule.Refused(LinearAlgebraOperators.Solve, "ONNX has no operator that solves linear systems"),
        OnnxRule.Refused(QuantizationOperators.Quantize, "weights of 8 bits are packed in a form of nn's own"),
        OnnxRule.Refused(QuantizationOperators.QuantizedProduct, "weights of 8 bits are packed in a form of nn's own"),
    ];

    private static string Contract(OnnxRuleContext context)
    {
        var contraction = context.Attributes<ContractionAttributes>();
        var (left, right) = (context.Node.Inputs[0].Shape.Rank, context.Node.Inputs[1].Shape.Rank);
        return HasNothing(context) ? context.Add("Expand", [context.Like(0), context.Sizes.List(context.Shape)])
            : Convolution.Find(context) is { } convolution ? convolution.Write(context)
            : IsMatrixProduct(contraction, left, right) ? context.Add("MatMul", context.Inputs)
            : context.Add("Einsum", context.Inputs, OnnxAttribute.Of("equation", Equation(contraction, left, right)));
    }

    // Sums of no products are zeros; some programs that read ONNX files stop at an axis without positions.
    private static bool HasNothing(OnnxRuleContext context) =>
        Enumerable.Range(0, 2).SelectMany(input => context.InputShape(input).Axes).Any(static axis => axis.Size.ConstantValue == 0);

    // Rows of the left operand times a matrix, which may be another one for each position of the leading axes.
    private static bool IsMatrixProduct(ContractionAttributes contraction, int left, int right)
    {
        var batch = contraction.Batch.Length;
        return contraction.Contracted is [var (row, column)] && row == left - 1 && column == right - 2 && right == batch + 2
            && (batch == 0 ? left >= 2 : left == batch + 2)
            && contraction.Batch.Select(static (pair, i) => pair.Left == i && pair.Right == i).All(static isInPlace => isInPlace);
    }

    private static string Equation(ContractionAttributes contraction, int leftRank, int rightRank)
    {
        var (left, right) = (new char[leftRank], new char[rightRank]);
        var result = new List<char>();
        var next = 0;
        foreach (var (l, r) in contraction.Batch)
        {
            left[l] = right[r] = Letters[next];
            result.Add(Letters[next++]);
        }

        foreach (var (l, r) in contraction.Contracted)
            left[l] = right[r] = Letters[next++];
        foreach (var axis in contraction.LeftFree(leftRank))
        {
            left[axis] = Letters[next];
            result.Add(Letters[next++]);
        }

        foreach (var axis in contraction.RightFree(rightRank))
        {
            right[axis] = Letters[next];
            result.Add(Letters[next++]);
        }

        return $"{new string(left)},{new string(right)}->{new string([.. result])}";
    }
}
