using Dsl.Language.Services.Analysis;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Hints;

/// <summary>Says what sizes the names stand for that a written shape or a pattern has introduced.</summary>
internal static class DimensionHints
{
    /// <summary>Behind the shape that a binding writes, each size that it names for the first time.</summary>
    public static void AddAnnotation(ScriptAnalysis analysis, BindingStatementSyntax binding, TypeSyntax written, List<Hint> hints)
    {
        if (written.Shape is not { } shape || (analysis.Types.GetValueOrDefault(binding.Target.Span) ?? analysis.Types.GetValueOrDefault(binding.Value.Span)) is not { } type || shape.Dimensions.Count != type.Rank)
            return;
        var solved = new List<string>();
        for (var i = 0; i < type.Rank; i++)
        {
            if (shape.Dimensions[i] is NameSyntax name && IsNew(analysis, name) && type.Shape[i].Size.ToString() is var size && size != name.Name)
                solved.Add($"{name.Name} = {size}");
        }

        if (solved.Count > 0)
            hints.Add(new Hint(written.Span.End, "  " + string.Join(", ", solved), HintKind.Dimension, null));
    }

    /// <summary>In the pattern of a rearrangement, behind each name on the left that it solves.</summary>
    public static void AddPattern(ScriptAnalysis analysis, CallSyntax call, List<Hint> hints)
    {
        if (call is not { Callee: NameSyntax { Name: "rearrange" } } || call.Arguments.Elements.Select(static a => a.Value).OfType<RearrangePatternSyntax>().FirstOrDefault() is not { } pattern)
            return;
        if (!analysis.Types.TryGetValue(call.Span, out var type) || pattern.To.Elements.Count != type.Rank)
            return;
        for (var i = 0; i < type.Rank; i++)
        {
            if (pattern.To.Elements[i] is not NameSyntax name || type.Shape[i].Size.ToString() is var size && size == name.Name)
                continue;
            var first = pattern.From.DescendantNodesAndSelf().OfType<NameSyntax>().FirstOrDefault(n => n.Name == name.Name);
            if (first is not null && IsNew(analysis, first))
                hints.Add(new Hint(first.Span.End, $"={size}", HintKind.Dimension, $"{name.Name} = {size}"));
        }
    }

    private static bool IsNew(ScriptAnalysis analysis, NameSyntax name) => analysis.Symbols.At(name.Span.Start) is null or { IsDeclaration: true };
}
