using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Hints;

/// <summary>Counts the trained numbers of the instances that a script binds to names.</summary>
internal static class ParameterCounts
{
    /// <summary>How many each model of this script has, by the place of its declaration; null where its instances differ or have sizes that only the run knows.</summary>
    public static Dictionary<TextSpan, long?> Of(ScriptAnalysis analysis)
    {
        var counts = new Dictionary<TextSpan, long?>();
        var counted = new HashSet<ModelInstance>();
        foreach (var reference in analysis.Symbols.References)
        {
            if (!reference.IsWrite || analysis.ValueAt(reference.Span) is not InstanceValue { Instance: { Declaration: { } model, IsPartial: false } instance } || !counted.Add(instance))
                continue;

            // An instance may be known from an earlier version of the text.
            var declaration = analysis.Latest(model.Location);
            if (declaration.Source != analysis.Source)
                continue;
            var count = CountOf(instance);
            counts[declaration.Span] = !counts.TryGetValue(declaration.Span, out var known) || known == count ? count : null;
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
