using System.Collections.Immutable;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Export;

/// <summary>Operators that read or write where numbers say.</summary>
internal static class IndexingRules
{
    public static ImmutableArray<OnnxRule> All { get; } =
    [
        new OnnxRule(IndexingOperators.Select, static context => context.Add("Gather", context.Inputs, OnnxAttribute.Of("axis", context.Attributes<AxisAttributes>().Axis))),
        new OnnxRule(IndexingOperators.Place, static context =>
        {
            var place = context.Attributes<PlaceAttributes>();
            var values = context.Add("Unsqueeze", [context.Inputs[0], context.Builder.Integers(place.Axis)]);
            var index = context.Add("Mod", [context.Inputs[1], context.Sizes.Number(place.Length)]);
            return context.Add("Where", [IsAt(context, place.Axis, index), values, context.Like(0)]);
        }),
        new OnnxRule(IndexingOperators.WriteAt, static context =>
            context.Add("Where", [IsAt(context, context.Attributes<AxisAttributes>().Axis, context.Inputs[2]), context.Inputs[1], context.Inputs[0]])),
        new OnnxRule(IndexingOperators.Gather, static context => context.Add("Gather", context.Inputs, OnnxAttribute.Of("axis", 0))),
        new OnnxRule(IndexingOperators.ScatterAdd, static context =>
        {
            var places = context.Add("Unsqueeze", [context.Inputs[0], context.Builder.Integers(context.InputShape(0).Rank)]);
            return context.AddAt(context.Node.Shape, places, context.Inputs[1]);
        }),
        new OnnxRule(IndexingOperators.Pick, static context =>
        {
            var last = context.Builder.Integers(context.InputShape(0).Rank - 1);
            var places = context.Add("Unsqueeze", [context.Inputs[1], last]);
            return context.Add("Squeeze", [context.Add("GatherElements", [context.Inputs[0], places], OnnxAttribute.Of("axis", context.InputShape(0).Rank - 1)), last]);
        }),
        new OnnxRule(IndexingOperators.OneHot, OneHot),
        new OnnxRule(IndexingOperators.Range, static context => context.Range(context.Attributes<SizeAttributes>().Size)),
        new OnnxRule(IndexingOperators.ArgSort, static context =>
            context.Builder.Add("TopK", [context.Inputs[0], context.Sizes.List(context.Shape[context.Shape.Rank - 1].Size)], 2, [OnnxAttribute.Of("largest", 0)])[1]),
    ];

    // ONNX takes lists of numbers only, not a single one.
    private static string OneHot(OnnxRuleContext context)
    {
        var isSingle = context.Shape.Rank == 1;
        var first = context.Builder.Integers(0);
        var indices = isSingle ? context.Add("Unsqueeze", [context.Inputs[0], first]) : context.Inputs[0];
        var rows = context.Add("OneHot", [indices, context.Sizes.Number(context.Attributes<SizeAttributes>().Size), context.Builder.Constant(context.Node.Element, [2], [0, 1])]);
        return isSingle ? context.Add("Squeeze", [rows, first]) : rows;
    }

    // Whether a position of an axis is the one that a number names.
    private static string IsAt(OnnxRuleContext context, int axis, string index)
    {
        var here = context.Add("Equal", [context.Range(context.Shape[axis].Size), index]);
        var after = context.Shape.Rank - 1 - axis;
        return after == 0 ? here : context.Add("Unsqueeze", [here, context.Builder.Integers([.. Enumerable.Range(1, after).Select(static i => (long)i)])]);
    }
}
