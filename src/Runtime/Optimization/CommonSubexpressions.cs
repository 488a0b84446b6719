using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>Equal operations with equal attributes on the same inputs become one. Random numbers depend on their inputs only, so that they qualify.</summary>
internal sealed class CommonSubexpressions(GraphBuilder builder) : INodeRewriter
{
    private readonly Dictionary<Key, Node> known = [];

    /// <summary>The builder of the walk; sharing makes no operations of its own.</summary>
    public GraphBuilder Builder { get; } = builder;

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

        public bool Equals(Key? other) =>
            other is not null && node.Operator == other.node.Operator && node.Type.Equals(other.node.Type) && node.Attributes.Equals(other.node.Attributes)
            && node.Inputs.SequenceEqual(other.node.Inputs);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = HashCode.Combine(node.Operator.Name, node.Attributes);
            foreach (var input in node.Inputs)
                hash = HashCode.Combine(hash, System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(input));
            return hash;
        }
    }
}
