using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Export;

/// <summary>
/// A contraction over windows of one operand that is a convolution: examples and channels beside the axes that windows are cut from, and weights over channels and windows. ONNX
/// has an operator for it, which needs no windows.
/// </summary>
/// <param name="WindowedInput">Which input of the contraction the windows are.</param>
/// <param name="Source">What the windows are cut from.</param>
/// <param name="SourceAxes">The axes of the source: examples, channels, then those that windows are cut from.</param>
/// <param name="WeightAxes">The axes of the weights: results, channels, then positions in the windows.</param>
/// <param name="Strides">From one window to the next, for each axis.</param>
/// <param name="Dilations">From one position in a window to the next, for each axis.</param>
/// <param name="ResultAxes">Where the contraction has what a convolution gives: examples, results, windows.</param>
internal sealed record Convolution(
    int WindowedInput, Node Source, ImmutableArray<int> SourceAxes, ImmutableArray<int> WeightAxes, ImmutableArray<long> Strides, ImmutableArray<long> Dilations, ImmutableArray<int> ResultAxes)
{
    /// <summary>The convolution that a contraction is; null where it is none. Of 64 bits there is none either: ONNX Runtime has sums of such products, but no convolution of them.</summary>
    public static Convolution? Find(OnnxRuleContext context) =>
        context.Node.Element.IsFloat() && context.Node.Element != ElementType.Float64 ? Find(context, 0) ?? Find(context, 1) : null;

    /// <summary>Adds it to the graph.</summary>
    public string Write(OnnxRuleContext context)
    {
        var source = Turned(context, context.ValueOf(Source)!, SourceAxes);
        var weights = Turned(context, context.Inputs[1 - WindowedInput], WeightAxes);
        var result = context.Add("Conv", [source, weights], OnnxAttribute.Of("strides", Strides), OnnxAttribute.Of("dilations", Dilations));
        return Turned(context, result, Permutations.Inverse(ResultAxes));
    }

    private static Convolution? Find(OnnxRuleContext context, int windowed)
    {
        var (source, cuts) = Windows(context, context.Node.Inputs[windowed]);
        var contraction = context.Attributes<ContractionAttributes>();
        if (cuts.IsEmpty || !contraction.Batch.IsEmpty)
            return null;

        // The axes of what is contracted that belong to an axis of the source: where windows begin, and where one is within a window.
        var axes = Enumerable.Range(0, source.Shape.Rank).Select(static axis => (Source: axis, Cut: -1, IsWithin: false)).ToList();
        for (var i = 0; i < cuts.Length; i++)
        {
            var place = axes.FindIndex(axis => axis.Source == cuts[i].Axis);
            if (axes[place].Cut >= 0)
                return null;
            axes[place] = axes[place] with { Cut = i };
            axes.Insert(place + 1, axes[place] with { IsWithin = true });
        }

        var pairs = contraction.Contracted.ToDictionary(pair => windowed == 0 ? pair.Left : pair.Right, pair => windowed == 0 ? pair.Right : pair.Left);
        var free = Enumerable.Range(0, axes.Count).Where(axis => !pairs.ContainsKey(axis)).ToList();
        var weightRank = context.Node.Inputs[1 - windowed].Shape.Rank;
        var weightFree = Enumerable.Range(0, weightRank).Where(axis => !pairs.ContainsValue(axis)).ToList();
        var examples = free.Where(axis => axes[axis].Cut < 0).ToList();
        var channels = pairs.Keys.Where(axis => axes[axis].Cut < 0).ToList();
        if (examples.Count != 1 || channels.Count != 1 || weightFree.Count != 1)
            return null;
        var begins = Enumerable.Range(0, cuts.Length).Select(cut => axes.FindIndex(axis => axis.Cut == cut && !axis.IsWithin)).ToList();
        var within = Enumerable.Range(0, cuts.Length).Select(cut => axes.FindIndex(axis => axis.Cut == cut && axis.IsWithin)).ToList();
        if (begins.Exists(pairs.ContainsKey) || !within.TrueForAll(pairs.ContainsKey))
            return null;

        // The contraction gives what is left of its left operand, then of its right one.
        var order = windowed == 0 ? free.Append(-1).ToList() : [-1, .. free];
        return new Convolution(
            windowed, source, [axes[examples[0]].Source, axes[channels[0]].Source, .. cuts.Select(static cut => cut.Axis)], [weightFree[0], pairs[channels[0]], .. within.Select(axis => pairs[axis])],
            [.. cuts.Select(static cut => cut.Stride)], [.. cuts.Select(static cut => cut.Dilation)],
            [order.IndexOf(examples[0]), order.IndexOf(-1), .. begins.Select(axis => order.IndexOf(axis))]);
    }

    // What windows are cut from, and along which of its axes, the outermost cut last; windows of windows are none of it.
    private static (Node Source, ImmutableArray<(int Axis, long Stride, long Dilation)> Cuts) Windows(OnnxRuleContext context, Node node)
    {
        var chain = new List<WindowAttributes>();
        // What led to a value that the run keeps is no part of the model.
        for (; node.Inputs.Length > 0 && context.ValueOf(node.Inputs[0]) is not null; node = node.Inputs[0])
        {
            if (node.Attributes is WindowAttributes window)
                chain.Insert(0, window);
            else if (node.Operator != LabelOperators.Label)
                break;
        }

        // Axes as they are once all cuts before are made; each of those has put an axis after its own.
        var cuts = ImmutableArray.CreateBuilder<(int Axis, long Stride, long Dilation)>();
        var inserted = new List<int>();
        foreach (var window in chain)
        {
            if (inserted.Contains(window.Axis) || context.Sizes.Known(window.Stride).ConstantValue is not { } stride || context.Sizes.Known(window.Dilation).ConstantValue is not { } dilation)
                return (node, []);
            cuts.Add((window.Axis - inserted.Count(axis => axis < window.Axis), stride, dilation));
            for (var i = 0; i < inserted.Count; i++)
            {
                if (inserted[i] > window.Axis)
                    inserted[i]++;
            }

            inserted.Add(window.Axis + 1);
        }

        return (node, cuts.ToImmutable());
    }

    private static string Turned(OnnxRuleContext context, string value, ImmutableArray<int> axes) =>
        axes.Select(static (axis, i) => axis == i).All(static isInPlace => isInPlace) ? value : context.Add("Transpose", [value], OnnxAttribute.Of("perm", axes));
}
