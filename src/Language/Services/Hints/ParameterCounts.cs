using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Hints;

/// <summary>Counts the trained numbers of the instances that a script makes of a model.</summary>
internal static class ParameterCounts
{
    /// <summary>How many a model has in this script; null where it makes none of known size, or several that differ.</summary>
    /// <param name="analysis">The script.</param>
    /// <param name="model">The name in the model's declaration.</param>
    public static long? Of(ScriptAnalysis analysis, SyntaxToken model)
    {
        long? found = null;
        foreach (var reference in analysis.Symbols.References)
        {
            if (!reference.IsWrite || analysis.FactsAt(reference.Span)?.Value is not InstanceValue { Instance: { Declaration: { } declaration } instance })
                continue;
            if (declaration.Name != model && (declaration.Name.Text != model.Text || declaration.Source != model.Source))
                continue;
            if (CountOf(instance) is not { } count || (found is { } other && other != count))
                return null;
            found = count;
        }

        return found;
    }

    private static long? CountOf(ModelInstance instance)
    {
        var sum = 0L;
        foreach (var (_, variable) in instance.NamedVariables)
        {
            if (variable.Kind != VariableKind.Parameter)
                continue;
            if (variable.Type.Shape.ElementCount.ConstantValue is not { } count)
                return null;
            sum += count;
        }

        return sum > 0 ? sum : null;
    }
}
