using System.Collections.Immutable;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Export;

/// <summary>Sums, extremes, and what else combines elements along axes.</summary>
internal static class ReductionRules
{
    public static ImmutableArray<OnnxRule> All { get; } =
    [
        new OnnxRule(ReductionOperators.Sum, static context => Sum(context, context.Inputs[0])),
        new OnnxRule(ReductionOperators.Max, static context => Reduce(context, "ReduceMax", context.Inputs[0])),
        new OnnxRule(ReductionOperators.Min, static context => Reduce(context, "ReduceMin", context.Inputs[0])),
        new OnnxRule(ReductionOperators.Product, static context => Reduce(context, "ReduceProd", context.Inputs[0])),
        new OnnxRule(ReductionOperators.ArgMax, static context => Position(context, "ArgMax")),
        new OnnxRule(ReductionOperators.ArgMin, static context => Position(context, "ArgMin")),
        new OnnxRule(ReductionOperators.Any, AnyTrue),
        new OnnxRule(ReductionOperators.All, AllTrue),
        new OnnxRule(ReductionOperators.CumulativeSum, static context =>
            context.Add("CumSum", [context.Inputs[0], context.Builder.Scalar(ElementType.Int, context.Attributes<AxisAttributes>().Axis)])),
    ];

    private static string Sum(OnnxRuleContext context, string value)
    {
        var reduction = context.Attributes<ReductionAttributes>();
        return reduction.Axes.IsEmpty
            ? value
            : context.Add("ReduceSum", [value, context.Builder.Integers([.. reduction.Axes.Select(static axis => (long)axis)])], Keep(reduction));
    }

    private static string Reduce(OnnxRuleContext context, string operation, string value)
    {
        var reduction = context.Attributes<ReductionAttributes>();
        return reduction.Axes.IsEmpty ? value : context.Add(operation, [value], OnnxAttribute.Of("axes", reduction.Axes), Keep(reduction));
    }

    private static string Position(OnnxRuleContext context, string operation)
    {
        var reduction = context.Attributes<ReductionAttributes>();
        return context.Add(operation, [context.Inputs[0]], OnnxAttribute.Of("axis", reduction.Axes[0]), Keep(reduction));
    }

    // How many are true, since of no elements at all there is a sum but no extreme.
    private static string AnyTrue(OnnxRuleContext context) => context.Add("Greater", [Sum(context, context.Cast(context.Inputs[0], ElementType.Int)), context.Builder.Scalar(ElementType.Int, 0)]);

    private static string AllTrue(OnnxRuleContext context)
    {
        var isFalse = context.Cast(context.Add("Not", [context.Inputs[0]]), ElementType.Int);
        return context.Add("Equal", [Sum(context, isFalse), context.Builder.Scalar(ElementType.Int, 0)]);
    }

    private static OnnxAttribute Keep(ReductionAttributes reduction) => OnnxAttribute.Of("keepdims", reduction.Keep ? 1 : 0);
}
