using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Optimization;

/// <summary>The passes from graph to graph, in order.</summary>
public static class PassPipeline
{
    /// <summary>All passes in the order in which they run.</summary>
    public static ImmutableArray<Pass> Passes { get; } =
    [
        new("simplify", "applies the rewrite rules to every operation, inputs first", static nodes => new Simplifier(nodes)),
        new("share", "computes equal operations on equal inputs once", static nodes => new CommonSubexpressions(nodes)),
    ];

    /// <summary>The request with all passes applied. Supplied nodes stay the same objects.</summary>
    /// <param name="request">Every size in it is a known number.</param>
    /// <param name="observe">Sees the outputs after each pass, for dumps.</param>
    public static CompileRequest Run(CompileRequest request, Action<Pass, ImmutableArray<Node>>? observe = null)
    {
        var roots = request.Outputs.AddRange(request.Assignments.Select(static a => a.Value));
        var supplied = request.Supplied.ToHashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var pass in Passes)
        {
            roots = Apply(pass, roots, supplied);
            observe?.Invoke(pass, roots);
        }

        return request with
        {
            Outputs = roots[..request.Outputs.Length],
            Assignments = [.. request.Assignments.Select((assignment, i) => assignment with { Value = roots[request.Outputs.Length + i] })],
        };
    }

    /// <summary>Applies one pass; bodies of recurrences are graphs of their own and go through it first.</summary>
    internal static ImmutableArray<Node> Apply(Pass pass, ImmutableArray<Node> roots, IReadOnlySet<Node> supplied)
    {
        var builder = new GraphBuilder();
        var rewriter = pass.Start(builder);
        return GraphRebuilder.Rebuild(roots, supplied, (node, inputs) =>
        {
            var attributes = node.Attributes.InnerBody is { } body ? node.Attributes.WithInnerBody(ApplyInside(pass, body)) : node.Attributes;
            var isSame = ReferenceEquals(attributes, node.Attributes) && inputs.SequenceEqual(node.Inputs);
            return rewriter.Rewrite(isSame ? node : builder.CreateTyped(node.Operator, inputs, attributes, node.Type, node.Location));
        });
    }

    private static ScanBody ApplyInside(Pass pass, ScanBody body)
    {
        var none = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var roots = Apply(pass, body.CarryResults.AddRange(body.Outputs), none);
        return body with { CarryResults = roots[..body.CarryResults.Length], Outputs = roots[body.CarryResults.Length..] };
    }
}
