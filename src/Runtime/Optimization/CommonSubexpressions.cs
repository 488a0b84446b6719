using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Optimization;

/// <summary>
/// Equal operations with equal attributes on the same inputs become one, whatever the order of inputs that may change places. Random numbers depend on their
/// inputs and on their stream, which is an attribute, so that equal draws become one and different ones never do.
/// </summary>
internal sealed class CommonSubexpressions : INodeRewriter
{
    private static readonly ImmutableArray<Operator> Commutative =
    [
        ArithmeticOperators.Add, ArithmeticOperators.Multiply, ArithmeticOperators.Maximum, ArithmeticOperators.Minimum,
        ComparisonOperators.Equal, ComparisonOperators.NotEqual, ComparisonOperators.LogicalAnd, ComparisonOperators.LogicalOr,
    ];

    private readonly Dictionary<Key, Node> known = [];

    public Node Rewrite(Node node)
    {
        var key = new Key(node);
        if (known.TryGetValue(key, out var same))
            return same;
        known.Add(key, node);
        return node;
    }

    private sealed class Key(Node node) : IEquatable<Key>
    {
        private readonly Node node = node;
        private readonly int hash = HashOf(node);

        public bool Equals(Key? other) =>
            other is not null && hash == other.hash && node.Operator == other.node.Operator && SameInputs(other.node)
            && node.Attributes.Equals(other.node.Attributes) && node.Type.Equals(other.node.Type);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => hash;

        private static int HashOf(Node node)
        {
            var hash = HashCode.Combine(RuntimeHelpers.GetHashCode(node.Operator), node.Inputs.IsEmpty ? node.Attributes.GetHashCode() : 0);
            var isCommutative = Commutative.Contains(node.Operator);
            var inputs = 0;
            foreach (var input in node.Inputs)
                inputs = isCommutative ? inputs + RuntimeHelpers.GetHashCode(input) : HashCode.Combine(inputs, RuntimeHelpers.GetHashCode(input));
            return HashCode.Combine(hash, inputs);
        }

        private bool SameInputs(Node other)
        {
            var (mine, theirs) = (node.Inputs, other.Inputs);
            if (mine.Length != theirs.Length)
                return false;
            if (mine.Length == 2 && ReferenceEquals(mine[0], theirs[1]) && ReferenceEquals(mine[1], theirs[0]) && Commutative.Contains(node.Operator))
                return true;
            for (var i = 0; i < mine.Length; i++)
            {
                if (!ReferenceEquals(mine[i], theirs[i]))
                    return false;
            }

            return true;
        }
    }
}
