using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>A pattern and what replaces it.</summary>
/// <param name="Name">The rule as a formula.</param>
/// <param name="Replace">The replacement, of the same type and value; null where the pattern does not fit.</param>
public sealed record RewriteRule(string Name, Func<GraphBuilder, Node, Node?> Replace);
