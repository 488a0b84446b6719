using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>A contraction whose axes are named by labels: one that both operands have runs along, and is summed over when the output lacks it.</summary>
internal sealed record LabelledProduct(Node Left, ImmutableArray<int> LeftLabels, Node Right, ImmutableArray<int> RightLabels, ImmutableArray<int> OutputLabels)
{
    /// <summary>The contraction, or the transposition of one, with labels; null for other nodes.</summary>
    public static LabelledProduct? Of(Node node)
    {
        ImmutableArray<int> order = [.. Labels(0, node.Type.Rank)];
        if (node.Operator == MovementOperators.Transpose)
        {
            order = node.AttributesAs<PermutationAttributes>().Axes;
            node = node.Inputs[0];
        }

        if (node.Operator != ContractionOperators.Contract)
            return null;
        var attributes = node.AttributesAs<ContractionAttributes>();
        var (left, right) = (node.Inputs[0], node.Inputs[1]);
        var leftLabels = Labels(0, left.Type.Rank);
        var rightLabels = Labels(left.Type.Rank, right.Type.Rank);
        foreach (var (leftAxis, rightAxis) in attributes.Batch.Concat(attributes.Contracted))
            rightLabels[rightAxis] = leftLabels[leftAxis];
        int[] output =
        [
            .. attributes.Batch.Select(pair => leftLabels[pair.Left]),
            .. attributes.LeftFree(left.Type.Rank).Select(axis => leftLabels[axis]),
            .. attributes.RightFree(right.Type.Rank).Select(axis => rightLabels[axis]),
        ];
        return new LabelledProduct(left, [.. leftLabels], right, [.. rightLabels], ImmutableArray.CreateRange(order, axis => output[axis]));
    }

    public LabelledProduct Swapped() => new(Right, RightLabels, Left, LeftLabels, OutputLabels);

    /// <summary>The contraction, transposed where the output's order asks for it.</summary>
    public Node Build(GraphBuilder builder, TensorType type, SourceLocation? location)
    {
        var shared = LeftLabels.Where(label => RightLabels.Contains(label)).ToImmutableArray();
        var attributes = new ContractionAttributes(
            [.. shared.Where(OutputLabels.Contains).Select(Pair)], [.. shared.Where(label => !OutputLabels.Contains(label)).Select(Pair)]);
        int[] natural =
        [
            .. shared.Where(OutputLabels.Contains),
            .. LeftLabels.Where(label => !shared.Contains(label)),
            .. RightLabels.Where(label => !shared.Contains(label)),
        ];
        if (natural.AsSpan().SequenceEqual(OutputLabels.AsSpan()))
            return builder.CreateTyped(ContractionOperators.Contract, [Left, Right], attributes, type, location);
        var product = builder.Create(ContractionOperators.Contract, [Left, Right], attributes, location);
        return builder.CreateTyped(
            MovementOperators.Transpose, [product], new PermutationAttributes([.. OutputLabels.Select(label => Array.IndexOf(natural, label))]), type, location);

        AxisPair Pair(int label) => new(LeftLabels.IndexOf(label), RightLabels.IndexOf(label));
    }

    private static int[] Labels(int first, int count)
    {
        var labels = new int[count];
        for (var axis = 0; axis < count; axis++)
            labels[axis] = first + axis;
        return labels;
    }
}
