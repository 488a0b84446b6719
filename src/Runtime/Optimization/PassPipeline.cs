using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Optimization;

/// <summary>The passes from graph to graph, in order.</summary>
public static class PassPipeline
{
    private static readonly Pass Simplify = Pass.Walk("simplify", "applies the rewrite rules to every operation, inputs first", static nodes => new Simplifier(nodes));
    private static readonly Pass Share = Pass.Walk("share", "computes equal operations on equal inputs once", static _ => new CommonSubexpressions());
    private static readonly Pass Prune = new("prune", "drops what recurrences carry, read and stack for nobody", RecurrencePruning.Apply);

    /// <summary>All passes in the order in which they run.</summary>
    public static ImmutableArray<Pass> Passes { get; } =
    [
        Simplify,
        Share,
        Prune,
        Pass.Walk("hoist", "computes before a recurrence, for all turns at once, what depends on no carried value", static nodes => new RecurrenceHoisting(nodes)),
        Pass.Walk("sink", "computes after a recurrence, for all turns at once, what no later turn needs", static nodes => new RecurrenceSinking(nodes)),
        Pass.Walk("convolve", "computes what windows of products add up to as a convolution", static nodes => new ConvolutionRewriter(nodes)),
        new("scale", "moves literal factors of contractions to the smaller operand", ContractionScaling.Apply),
        new("transpose", "computes in the order asked for what follows contractions element by element", TranspositionSinking.Apply),
        new("lookups", "multiplies tables before rows are looked up, and adds up gradients of rows before they are multiplied", LookupProducts.Apply),
        Simplify,
        Share,
        Prune,
        new("sums", "takes sums of tables times products from products with the tables", ProductSums.Apply),
        Pass.Walk("rectify", "takes the sign of a rectifier's input from its result", static nodes => new RectifierMasks(nodes)),
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
            roots = pass.Apply(roots, supplied);
            observe?.Invoke(pass, roots);
        }

        return request with
        {
            Outputs = roots[..request.Outputs.Length],
            Assignments = [.. request.Assignments.Select((assignment, i) => assignment with { Value = roots[request.Outputs.Length + i] })],
        };
    }
}
