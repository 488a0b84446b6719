using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Hints;

/// <summary>Counts the trained numbers of the instances that a script binds to names.</summary>
internal static class ParameterCounts
{
    /// <summary>How many each model of this script has; null where its instances differ or have sizes that only the run knows.</summary>
    public static Dictionary<ModelDeclarationSyntax, long?> Of(ScriptAnalysis analysis)
    {
        var counts = new Dictionary<ModelDeclarationSyntax, long?>();
        var counted = new HashSet<ModelInstance>();
        foreach (var reference in analysis.Symbols.References)
        {
            if (!reference.IsWrite || analysis.ValueAt(reference.Span) is not InstanceValue { Instance: { Declaration: { } model } instance } || !counted.Add(instance))
                continue;
            if (model.Source != analysis.Source)
                continue;
            var count = CountOf(instance);
            counts[model] = !counts.TryGetValue(model, out var known) || known == count ? count : null;
        }

        return counts;
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
