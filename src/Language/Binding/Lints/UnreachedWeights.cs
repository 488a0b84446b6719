using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Lints;

/// <summary>Remembers which weights models in training have and which of them a loss depends on, until the end of the script, when another loss may have reached the rest.</summary>
internal sealed class UnreachedWeights
{
    private const int MostNamed = 6;

    private readonly HashSet<Variable> reached = [];
    private readonly List<(SourceLocation Location, Frame Frame, ModelInstance Net)> trainings = [];

    /// <summary>Something is differentiated. Weights that it depends on are reached, also those that gradients are kept from on purpose.</summary>
    public void Reach(Node scalar)
    {
        foreach (var node in GraphTraversal.TopologicalOrder([scalar]))
        {
            if (node.Operator == SourceOperators.Variable)
                reached.Add(node.AttributesAs<VariableAttributes>().Variable);
        }
    }

    /// <summary>A model is trained.</summary>
    /// <param name="location">Where it is named.</param>
    public void Train(SourceLocation location, Frame frame, ModelInstance net) => trainings.Add((location, frame, net));

    /// <summary>Reports the weights that nothing has reached.</summary>
    public void Report(Elaborator elaborator)
    {
        foreach (var (location, frame, net) in trainings)
        {
            var missing = new List<string>();
            foreach (var (path, variable) in net.NamedVariables)
            {
                if (variable.Kind == VariableKind.Parameter && !reached.Contains(variable))
                    missing.Add(path);
            }

            if (missing.Count == 0)
                continue;
            var named = string.Join(", ", missing.Take(MostNamed)) + (missing.Count > MostNamed ? ", ..." : "");
            elaborator.Report(
                new Diagnostic(LintWarnings.UnreachedWeight, location, $"the loss does not depend on {Elaborator.Count(missing.Count, "weight")} of this model, so training leaves them as they are: {named}")
                {
                    Notes = ["the output does not use what they compute; use it, or leave it out"],
                },
                frame);
        }
    }
}
