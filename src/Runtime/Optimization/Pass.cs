using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>One walk over a graph that may replace each operation.</summary>
/// <param name="Name">By which dumps name it.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Start">Begins a walk; new operations are made with the builder.</param>
public sealed record Pass(string Name, string Summary, Func<GraphBuilder, INodeRewriter> Start);

/// <summary>Replaces operations during one walk.</summary>
public interface INodeRewriter
{
    /// <summary>An operation of the same type and value; the inputs of the given one are rewritten already.</summary>
    Node Rewrite(Node node);
}
