using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>A pattern and what replaces it.</summary>
/// <param name="Name">The rule as a formula.</param>
/// <param name="Operators">The operators whose operations it may replace.</param>
/// <param name="Replace">The replacement, of the same type and value; null where the pattern does not fit.</param>
public sealed record RewriteRule(string Name, ImmutableArray<Operator> Operators, Func<GraphBuilder, Node, Node?> Replace)
{
    internal static RewriteRule For(Operator @operator, string name, Func<GraphBuilder, Node, Node?> replace) => new(name, [@operator], replace);
}
