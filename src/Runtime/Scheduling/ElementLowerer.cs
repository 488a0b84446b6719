using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Writes one node, with the producers that have no buffer of their own, as an element kernel. Equal reads of a producer are one object, so
/// that shared work stays shared.
/// </summary>
internal sealed class ElementLowerer(IReadOnlyDictionary<Node, TensorBuffer> buffers)
{
    private readonly Dictionary<ElementKey, ScalarExpression> memo = [];
    private readonly Dictionary<LoadedIndex, Node> owners = new(ReferenceEqualityComparer.Instance);

    /// <summary>The kernel that stores the node's value in the output.</summary>
    public static ElementKernel Lower(Node node, TensorBuffer output, IReadOnlyDictionary<Node, TensorBuffer> buffers)
    {
        var loops = ImmutableArray.CreateBuilder<LoopVariable>();
        var indices = ImmutableArray.CreateBuilder<IndexExpression>();
        for (var axis = 0; axis < output.Shape.Length; axis++)
        {
            if (output.Shape[axis] == 1)
            {
                indices.Add(IndexExpression.Zero);
                continue;
            }

            var loop = new LoopVariable($"i{axis}", output.Shape[axis]);
            loops.Add(loop);
            indices.Add(loop);
        }

        var outputIndices = indices.ToImmutable();
        var lowerer = new ElementLowerer(buffers);
        var body = lowerer.Compute(node, outputIndices);
        var sites = ImmutableArray.CreateBuilder<IndexSite>(lowerer.owners.Count);
        foreach (var (index, owner) in lowerer.owners)
            sites.Add(new IndexSite(index, owner));
        return new ElementKernel(node, output, loops.ToImmutable(), outputIndices, body, sites.MoveToImmutable());
    }

    private ScalarExpression Read(Node node, ImmutableArray<IndexExpression> indices)
    {
        if (SourceValues.UniformOf(node) is { } value)
            return new ConstantScalar(value, node.Element);
        var key = new ElementKey(node, indices);
        if (!memo.TryGetValue(key, out var expression))
        {
            expression = buffers.TryGetValue(node, out var buffer) ? new LoadScalar(buffer, indices) : AsStored(node, Compute(node, indices));
            memo.Add(key, expression);
        }

        return expression;
    }

    // A value of 16 bits is rounded also where it has no buffer: what a node is does not depend on which kernels it is computed in.
    private static ScalarExpression AsStored(Node node, ScalarExpression expression)
    {
        // A contraction has no buffer only where the node that reads it stores its sums as they are.
        if (expression.Element is not (ElementType.Float16 or ElementType.BFloat16) || node.Operator == ContractionOperators.Contract)
            return expression;
        var isExact = expression switch
        {
            UnaryScalar unary => unary.Operation is ScalarOperation.Negate or ScalarOperation.Abs or ScalarOperation.Sign,
            BinaryScalar binary => binary.Operation is ScalarOperation.Maximum or ScalarOperation.Minimum,
            ReduceScalar reduce => reduce.Kind is ReductionKind.Maximum or ReductionKind.Minimum,
            _ => true,
        };
        return isExact ? expression : new CastScalar(new CastScalar(expression, ElementType.Float32), expression.Element);
    }

    private ScalarExpression Compute(Node node, ImmutableArray<IndexExpression> indices)
    {
        if (node.Operator.Lowering is not ElementLowering lowering)
            throw new InvalidOperationException($"{node} has neither a buffer nor an element expression");
        var handedOn = new List<LoadedIndex>();
        var expression = lowering.Element(new LoweringContext(node, (input, at) => ReadFor(node, input, at, handedOn)), indices);
        expression = Checked(expression, handedOn);
        ExpressionWalker.Visit(expression, null, index => ClaimSite(index, node));
        return node.Operator == MovementOperators.Reshape && expression is LoadScalar load && buffers.ContainsKey(node.Inputs[0]) ? InOrder(load, node, indices) : expression;
    }

    // An index is claimed before what it is handed on to could: an index out of range is told of the operation that looks up, not of one that moves the table.
    private ScalarExpression ReadFor(Node node, int input, ImmutableArray<IndexExpression> indices, List<LoadedIndex> handedOn)
    {
        foreach (var index in indices)
        {
            ClaimSite(index, node);
            if (index is LoadedIndex loaded)
                handedOn.Add(loaded);
        }

        return Read(node.Inputs[input], indices);
    }

    // An index that does not move what it was handed on to, as along an axis of size 1 or a broadcast one, is evaluated all the same: it may be out of range.
    private static ScalarExpression Checked(ScalarExpression expression, List<LoadedIndex> handedOn)
    {
        if (handedOn.Count == 0)
            return expression;
        var used = new HashSet<IndexExpression>(IndexComparer.Instance);
        ExpressionWalker.Visit(expression, null, index => used.Add(index));
        foreach (var loaded in handedOn)
        {
            if (used.Add(loaded) || loaded.Bound == 1)
                expression = new SelectScalar(new BinaryScalar(ScalarOperation.Less, new IndexScalar(loaded), new ConstantScalar(0, ElementType.Int), ElementType.Bool), new ConstantScalar(0, expression.Element), expression);
        }

        return expression;
    }

    // A stored tensor read in another shape is read at the same place of the row-major order, which is simpler than quotients and remainders for its own axes.
    private static LoadScalar InOrder(LoadScalar load, Node reshape, ImmutableArray<IndexExpression> indices)
    {
        if (LinearIndex.OfElement(load.Buffer.Shape, load.Indices).IsAffine)
            return load;
        var position = IndexExpression.Zero;
        for (var axis = 0; axis < indices.Length; axis++)
            position = (position * (reshape.Shape[axis].Size.ConstantValue ?? 1)) + indices[axis];
        var carrier = load.Buffer.Shape.Length - 1;
        while (carrier > 0 && load.Buffer.Shape[carrier] == 1)
            carrier--;
        var flat = load with { Indices = [.. Enumerable.Range(0, load.Indices.Length).Select(axis => axis == carrier ? position : IndexExpression.Zero)] };
        return LinearIndex.OfElement(flat.Buffer.Shape, flat.Indices).IsAffine ? flat : load;
    }

    private void ClaimSite(IndexExpression index, Node node)
    {
        if (index is LoadedIndex loaded)
            owners.TryAdd(loaded, node);
    }

    /// <summary>An element of a node: equal for the same node at equal indices.</summary>
    private sealed class ElementKey(Node node, ImmutableArray<IndexExpression> indices) : IEquatable<ElementKey>
    {
        private readonly Node node = node;
        private readonly ImmutableArray<IndexExpression> indices = indices;

        public bool Equals(ElementKey? other) => other is not null && node == other.node && indices.AsSpan().SequenceEqual(other.indices.AsSpan(), IndexComparer.Instance);

        public override bool Equals(object? obj) => Equals(obj as ElementKey);

        public override int GetHashCode()
        {
            var hash = node.GetHashCode();
            foreach (var index in indices)
                hash = HashCode.Combine(hash, IndexComparer.Instance.GetHashCode(index));
            return hash;
        }
    }
}
