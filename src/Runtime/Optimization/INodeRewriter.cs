using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>Replaces operations during one walk.</summary>
internal interface INodeRewriter
{
    /// <summary>An operation of the same type and value; the inputs of the given one are rewritten already.</summary>
    Node Rewrite(Node node);
}
