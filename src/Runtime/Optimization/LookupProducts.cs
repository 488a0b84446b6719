using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>
/// Products with rows that are looked up in a table of fewer rows, as embedded characters are: the table is multiplied before its rows are looked up, and gradients of equal rows are
/// added up before they are multiplied, for the weights' gradient and for the table's. Each product is then of as many rows as the table has.
/// </summary>
internal sealed class LookupProducts
{
    // The table is worth a product of its own when its rows are looked up so many times on average.
    private const double FewestLookups = 2;

    // Adding up a row takes as long as a product of about so many terms for each of its elements.
    private const double FewestTerms = 16;

    private readonly GraphBuilder builder = new();
    private readonly UseCounts uses;

    // Lookups in products, which take what follows them into the table.
    private readonly HashSet<Node> lookups = new(ReferenceEqualityComparer.Instance);

    // Values whose rows are added up by indices that are given.
    private readonly Dictionary<Node, Node> addedUp = new(ReferenceEqualityComparer.Instance);

    private LookupProducts(UseCounts uses)
    {
        this.uses = uses;
    }

    public static ImmutableArray<Node> Apply(ImmutableArray<Node> roots, IReadOnlySet<Node> supplied)
    {
        var products = new LookupProducts(new UseCounts(roots, supplied));
        var multiplied = GraphRebuilder.Rebuild(roots, supplied, products.Multiply);
        return products.addedUp.Count == 0 ? multiplied : GraphRebuilder.Rebuild(multiplied, supplied, products.AddUp);
    }

    private Node Multiply(Node node, ImmutableArray<Node> inputs)
    {
        var attributes = node.Attributes.InnerBody is { } body ? Pass.Inside(node.Attributes, body, Apply) : node.Attributes;
        var result = GraphRebuilder.WithInputs(builder, node, inputs, attributes);
        if (!node.Element.IsFloat())
            return result;
        if (result.Operator == ContractionOperators.Contract)
            return OfTable(result, 0) ?? OfTable(result, 1) ?? OfSums(result, 0) ?? OfSums(result, 1) ?? result;
        if (result.Operator == MovementOperators.Transpose)
            return InOrder(result) ?? result;
        if (result.Operator == ArithmeticOperators.Add)
            return PlusRow(result, 0) ?? PlusRow(result, 1) ?? result;
        return result.Operator == IndexingOperators.ScatterAdd ? OfSummedRows(node, result) ?? result : result;
    }

    // contract(gather(t, i), w) = gather(contract(t, w), i)
    private Node? OfTable(Node product, int side)
    {
        if (LookupOf(product, side) is not var (table, indices) || product.AttributesAs<ContractionAttributes>() is not { Batch.IsEmpty: true } attributes)
            return null;
        var (other, rank) = (product.Inputs[1 - side], indices.Type.Rank);
        if (attributes.Contracted.Any(pair => Own(pair) < rank))
            return null;
        var pairs = new ContractionAttributes([], [.. attributes.Contracted.Select(pair => new AxisPair(Own(pair) - rank + 1, side == 0 ? pair.Right : pair.Left))]);
        // No place in the script asks for this product, and what is said of an index that is out of range looks for the table behind it.
        var multiplied = builder.Create(ContractionOperators.Contract, [table, other], pairs);
        var lookup = builder.Create(IndexingOperators.Gather, [multiplied, indices], OperatorAttributes.None, product.Inputs[side].Location);
        lookups.Add(lookup);
        var others = other.Type.Rank - attributes.Contracted.Length;
        if (side == 0 || others == 0)
            return lookup;
        var own = lookup.Type.Rank - others;
        return builder.Transpose(lookup, [.. Enumerable.Range(own, others), .. Enumerable.Range(0, own)]);

        int Own(AxisPair pair) => side == 0 ? pair.Left : pair.Right;
    }

    // The sum of gather(t, i) times x over all of i = contract(t, scatter_add(i, x))
    private Node? OfSums(Node product, int side)
    {
        if (LookupOf(product, side) is not var (table, indices) || product.AttributesAs<ContractionAttributes>() is not { Batch.IsEmpty: true } attributes)
            return null;
        if (attributes.Contracted.Length != indices.Type.Rank || NodeCosts.Count(table) < FewestTerms * SizeOf(table))
            return null;
        var places = new int[indices.Type.Rank];
        foreach (var (left, right) in attributes.Contracted)
        {
            var (own, other) = side == 0 ? (left, right) : (right, left);
            if (own >= places.Length)
                return null;
            places[own] = other;
        }

        if (Sums(indices, product.Inputs[1 - side], places, table.Shape[0].Size) is not { } sums)
            return null;
        var rows = LookedUp(product.Inputs[side]);
        ImmutableArray<Node> operands = side == 0 ? [rows, sums] : [sums, rows];
        return builder.CreateTyped(product.Operator, operands, new ContractionAttributes([], [new AxisPair(0, 0)]), product.Type, product.Location);
    }

    // Rows that nobody looks up are multiplied by 0, which would be visible where they are not finite.
    private Node LookedUp(Node lookup)
    {
        var (table, indices) = (lookup.Inputs[0], lookup.Inputs[1]);
        var count = builder.Create(
            IndexingOperators.ScatterAdd, [indices, builder.Filled(indices.Type with { Element = table.Element }, 1)], new SizeAttributes(table.Shape[0].Size), lookup.Location);
        var isLookedUp = builder.Greater(count, builder.ZerosLike(count));
        for (var axis = 1; axis < table.Type.Rank; axis++)
            isLookedUp = builder.Unsqueeze(isLookedUp, axis);
        return builder.Where(builder.Broadcast(isLookedUp, table.Shape), table, builder.ZerosLike(table));
    }

    // scatter_add(i, contract(x, w)) = contract(scatter_add(i, x), w)
    private Node? OfSummedRows(Node original, Node node)
    {
        var (indices, rank) = (node.Inputs[0], node.Inputs[0].Type.Rank);
        var stored = original.Inputs[1];
        if (!IsWorth(node, indices) || !uses.IsReadOnce(stored) || (stored.Operator == MovementOperators.Transpose && !uses.IsReadOnce(stored.Inputs[0])) || LabelledProduct.Of(node.Inputs[1]) is not { } product)
            return null;
        var rows = product.OutputLabels[..rank];
        if (!rows.All(product.LeftLabels.Contains))
            product = product.Swapped();
        if (!rows.All(product.LeftLabels.Contains) || product.RightLabels.Any(label => product.OutputLabels.Contains(label) && product.LeftLabels.Contains(label)))
            return null;
        var columns = 1.0;
        for (var axis = 0; axis < product.RightLabels.Length; axis++)
            columns *= product.LeftLabels.Contains(product.RightLabels[axis]) ? 1 : product.Right.Shape[axis].Size.ConstantValue ?? 0;
        if (columns < FewestTerms || Sums(indices, product.Left, [.. rows.Select(label => product.LeftLabels.IndexOf(label))], node.Shape[0].Size) is not { } sums)
            return null;
        var summed = new LabelledProduct(
            sums, [rows[0], .. product.LeftLabels.Where(label => !rows.Contains(label))], product.Right, product.RightLabels, [rows[0], .. product.OutputLabels[rank..]]);
        return summed.Build(builder, node.Type, node.Location);
    }

    // transpose(gather(t, i)) = gather(t, transpose(i)) for axes of i
    private Node? InOrder(Node node)
    {
        var lookup = node.Inputs[0];
        if (!lookups.Contains(lookup))
            return null;
        var (order, rank) = (node.AttributesAs<PermutationAttributes>().Axes, lookup.Inputs[1].Type.Rank);
        for (var axis = 0; axis < order.Length; axis++)
        {
            if (axis < rank ? order[axis] >= rank : order[axis] != axis)
                return null;
        }

        return Lookup(lookup, lookup.Inputs[0], builder.Transpose(lookup.Inputs[1], order[..rank]), node.Type);
    }

    // gather(t, i) + r = gather(t + r, i) for a row r
    private Node? PlusRow(Node node, int side)
    {
        var (lookup, other) = (node.Inputs[side], node.Inputs[1 - side]);
        if (!lookups.Contains(lookup) || other.Operator != MovementOperators.Broadcast || other.Inputs[0].Type.Rank >= lookup.Inputs[0].Type.Rank)
            return null;
        var table = lookup.Inputs[0];
        return Lookup(lookup, builder.Create(ArithmeticOperators.Add, table, builder.Broadcast(other.Inputs[0], table.Shape)), lookup.Inputs[1], node.Type);
    }

    private Node Lookup(Node original, Node table, Node indices, TensorType type)
    {
        var lookup = builder.CreateTyped(IndexingOperators.Gather, [table, indices], OperatorAttributes.None, type, original.Location);
        lookups.Add(lookup);
        return lookup;
    }

    // The sum of rows that are added up by an index anyway is the sum of what that gives.
    private Node AddUp(Node node, ImmutableArray<Node> inputs)
    {
        if (node.Operator == ReductionOperators.Sum && node.AttributesAs<ReductionAttributes>() is { Keep: false } sum)
        {
            var rows = ArrangedValue.Of(node.Inputs[0]);
            if (addedUp.TryGetValue(rows.Source, out var known) && sum.Axes.Length == known.Inputs[0].Type.Rank && sum.Axes.All(axis => rows.Axes[axis] < sum.Axes.Length))
            {
                var again = builder.CreateTyped(known.Operator, [known.Inputs[0], ArrangedValue.Of(inputs[0]).Source], known.Attributes, known.Type, known.Location);
                return builder.Sum(Arranged(again, rows, sum.Axes), [0]);
            }
        }

        return GraphRebuilder.WithInputs(builder, node, inputs, node.Attributes);
    }

    /// <summary>Rows added up by the index that belongs to each, as they lie in memory; null where they would have to be moved first.</summary>
    /// <param name="indices">The place of each row in the result.</param>
    /// <param name="rows">What is added up.</param>
    /// <param name="places">The axis of the rows for each axis of the indices.</param>
    /// <param name="size">How many places there are.</param>
    private Node? Sums(Node indices, Node rows, int[] places, Dimension size)
    {
        // Where a product adds up in a wider type than its result's, adding up does not.
        if (rows.Element.ByteSize() < sizeof(float))
            return null;
        var arranged = ArrangedValue.Of(rows);
        var order = new int[places.Length];
        for (var axis = 0; axis < places.Length; axis++)
        {
            var place = arranged.Axes[places[axis]];
            if (place >= order.Length)
                return null;
            order[place] = axis;
        }

        var sums = builder.Create(IndexingOperators.ScatterAdd, [builder.Transpose(indices, [.. order]), arranged.Source], new SizeAttributes(size), rows.Location);
        if (ArrangedValue.Of(indices).Source.Operator == SourceOperators.Input)
            addedUp.TryAdd(arranged.Source, sums);
        return Arranged(sums, arranged, [.. places]);
    }

    // What was added up along some axes, its other axes in the order in which the value that is added up has them.
    private Node Arranged(Node sums, ArrangedValue rows, ImmutableArray<int> summed)
    {
        var order = ImmutableArray.CreateBuilder<int>();
        order.Add(0);
        for (var axis = 0; axis < rows.Axes.Length; axis++)
        {
            if (!summed.Contains(axis))
                order.Add(rows.Axes[axis] - summed.Length + 1);
        }

        return builder.Transpose(sums, order.ToImmutable());
    }

    private static (Node Table, Node Indices)? LookupOf(Node product, int side)
    {
        var lookup = product.Inputs[side];
        return lookup.Operator == IndexingOperators.Gather && NodeCosts.Count(lookup.Inputs[1]) >= FewestLookups * SizeOf(lookup.Inputs[0]) ? (lookup.Inputs[0], lookup.Inputs[1]) : null;
    }

    private static bool IsWorth(Node sums, Node indices) => !indices.Shape.Axes.IsEmpty && NodeCosts.Count(indices) >= FewestLookups * SizeOf(sums);

    private static double SizeOf(Node table) => table.Shape[0].Size.ConstantValue ?? double.PositiveInfinity;
}
