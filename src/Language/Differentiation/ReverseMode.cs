using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Differentiation;

/// <summary>
/// Reverse-mode differentiation (Linnainmaa, 1970; Griewank and Walther, Evaluating Derivatives, 2008) as a function from graph to graph. Its results are
/// ordinary nodes, so that they are optimised like any others and can be differentiated again.
/// </summary>
public static class ReverseMode
{
    /// <summary>The gradients of a float scalar by each of the given nodes; zeros where it does not depend on one.</summary>
    public static DifferentiationResult Differentiate(GraphBuilder builder, Node scalarOutput, ImmutableArray<Node> withRespectTo)
    {
        if (scalarOutput.Type.Rank != 0)
            return Fail(scalarOutput, $"only a single number has a gradient, but this has shape {scalarOutput.Shape}");
        if (!scalarOutput.Element.IsFloat())
            return Fail(scalarOutput, $"only a float has a gradient, but this is of type {scalarOutput.Type}");
        return Differentiate(builder, [scalarOutput], [builder.CreateConstant(1, scalarOutput.Element, scalarOutput.Location)], withRespectTo);
    }

    /// <summary>
    /// The vector-Jacobian products: the sum over the outputs of cotangent times derivative, by each of the given nodes. A cotangent has its output's type.
    /// </summary>
    public static DifferentiationResult Differentiate(
        GraphBuilder builder, ImmutableArray<Node> outputs, ImmutableArray<Node> cotangents, ImmutableArray<Node> withRespectTo)
    {
        foreach (var target in withRespectTo)
        {
            if (!target.Element.IsFloat())
                return Fail(target, $"a gradient exists by floats only, but this is of type {target.Type}");
        }

        var location = builder.DefaultLocation;
        try
        {
            var pass = new ReversePass(builder, outputs, withRespectTo);
            if (pass.Run(outputs, cotangents) is { } failure)
                return new DifferentiationResult([], failure);
            return new DifferentiationResult([.. withRespectTo.Select(target => pass.GradientOf(target) ?? builder.ZerosLike(target))], null);
        }
        finally
        {
            builder.DefaultLocation = location;
        }
    }

    private static DifferentiationResult Fail(Node node, string reason) => new([], new DifferentiationFailure(node, reason));
}
