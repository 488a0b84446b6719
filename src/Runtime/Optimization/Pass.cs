using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>One step from graph to graph.</summary>
/// <param name="Name">By which dumps name it.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Apply">
/// The roots with everything replaced, in bodies of recurrences too; supplied nodes stay the same objects and what they depend on is not looked at.
/// </param>
public sealed record Pass(string Name, string Summary, Func<ImmutableArray<Node>, IReadOnlySet<Node>, ImmutableArray<Node>> Apply)
{
    private static readonly IReadOnlySet<Node> Nothing = new HashSet<Node>();

    /// <summary>A pass that looks at every operation once, inputs first; each graph, and so each body, gets a rewriter of its own.</summary>
    internal static Pass Walk(string name, string summary, Func<GraphBuilder, INodeRewriter> start)
    {
        return new Pass(name, summary, Apply);

        ImmutableArray<Node> Apply(ImmutableArray<Node> roots, IReadOnlySet<Node> supplied)
        {
            var builder = new GraphBuilder();
            var rewriter = start(builder);
            return GraphRebuilder.Rebuild(roots, supplied, (node, inputs) =>
                rewriter.Rewrite(GraphRebuilder.WithInputs(builder, node, inputs, node.Attributes.InnerBody is { } body ? Inside(node.Attributes, body, Apply) : node.Attributes)));
        }
    }

    /// <summary>The attributes with the body's results replaced.</summary>
    internal static OperatorAttributes Inside(OperatorAttributes attributes, ScanBody body, Func<ImmutableArray<Node>, IReadOnlySet<Node>, ImmutableArray<Node>> apply)
    {
        var roots = apply(body.CarryResults.AddRange(body.Outputs), Nothing);
        return attributes.WithInnerBody(body with { CarryResults = roots[..body.CarryResults.Length], Outputs = roots[body.CarryResults.Length..] });
    }
}
