using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Shape rules and cost of recurrences.</summary>
internal static class ScanRules
{
    /// <summary>Whether the inputs are what the body declares and each carried value keeps its type; the type is that of the first result.</summary>
    public static InferenceResult InferScan(InferenceContext context)
    {
        var attributes = context.AttributesAs<ScanAttributes>();
        var body = attributes.Body;
        var (carries, sequences) = (body.Carries.Length, body.Sequences.Length);
        if (context.Inputs.Length != carries + sequences + body.Captures.Length)
        {
            return new ShapeFailure(ShapeErrors.WrongRank,
                $"the recurrence takes {carries + sequences + body.Captures.Length} values, but {context.Inputs.Length} are given");
        }

        for (var input = 0; input < context.Inputs.Length; input++)
        {
            var declared = input < carries ? body.Carries[input]
                : input < carries + sequences ? body.Sequences[input - carries] : body.Captures[input - carries - sequences];
            var expected = input >= carries && input < carries + sequences
                ? new TensorType(declared.Type.Element, declared.Type.Shape.Insert(0, attributes.Length))
                : declared.Type;
            if (Differ(context, context.Inputs[input], expected, $"{{{input}}} is {context.Inputs[input]}, but the recurrence takes {expected} as {declared.Name}") is { } failure)
                return failure;
        }

        for (var carry = 0; carry < carries; carry++)
        {
            var (before, after) = (body.Carries[carry].Type, body.CarryResults[carry].Type);
            if (Differ(context, after, before, $"the carried value {body.Carries[carry].Name} starts as {before} and becomes {after}") is { } failure)
                return failure;
        }

        return ResultCount(body) == 0
            ? new ShapeFailure(ShapeErrors.WrongRank, "the recurrence carries nothing and gives nothing")
            : ResultType(attributes, 0);
    }

    public static InferenceResult InferResult(InferenceContext context)
    {
        if (context.Nodes is not [{ Attributes: ScanAttributes scan }])
            throw new InvalidOperationException("a result is picked from a recurrence only");
        var index = context.AttributesAs<ScanResultAttributes>().Index;
        if (index < 0 || index >= ResultCount(scan.Body))
            throw new InvalidOperationException($"the recurrence has no result {index}");
        return ResultType(scan, index);
    }

    public static Dimension Cost(ScanAttributes attributes)
    {
        var turn = Dimension.Zero;
        foreach (var node in GraphTraversal.TopologicalOrder([.. attributes.Body.CarryResults, .. attributes.Body.Outputs]))
            turn += node.Operator.Cost(new CostContext([.. node.Inputs.Select(static i => i.Type)], node.Attributes, node.Type));
        return turn * attributes.Length;
    }

    public static int ResultCount(ScanBody body) => body.CarryResults.Length + body.Outputs.Length;

    public static TensorType ResultType(ScanAttributes attributes, int index)
    {
        var body = attributes.Body;
        if (index < body.Carries.Length)
            return body.Carries[index].Type;
        var output = body.Outputs[index - body.Carries.Length].Type;
        return new TensorType(output.Element, output.Shape.Insert(0, attributes.Length));
    }

    private static ShapeFailure? Differ(InferenceContext context, TensorType actual, TensorType expected, string message)
    {
        if (actual.Element != expected.Element)
            return new ShapeFailure(ShapeErrors.WrongElementType, message);
        if (actual.Rank != expected.Rank)
            return new ShapeFailure(ShapeErrors.WrongRank, message);
        for (var axis = 0; axis < actual.Rank; axis++)
        {
            if (context.Facts.AreEqual(actual.Shape[axis].Size, expected.Shape[axis].Size) != true)
            {
                return new ShapeFailure(ShapeErrors.SizesDisagree, message)
                {
                    Conflict = (actual.Shape[axis].Size, expected.Shape[axis].Size),
                };
            }
        }

        return null;
    }
}
