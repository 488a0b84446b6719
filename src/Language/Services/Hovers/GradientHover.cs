using Dsl.Language.Binding.Values;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Gradients;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Hovers;

/// <summary>Tells how a gradient in a script is computed.</summary>
internal static class GradientHover
{
    private const int MostLines = 24;

    /// <summary>The steps of a call of <c>grad</c>; null where they are not known.</summary>
    public static string? Of(ScriptAnalysis analysis, CallSyntax call)
    {
        var derivation = analysis.GradientAt(call.Span) is not null ? GradientExplanation.Of(analysis, call.Span)
            : analysis.FactsAt(call.Span)?.Value is GradientFunctionValue { Function: var function } ? OfFunction(analysis, function)
            : null;
        if (derivation is null || derivation.Lines.IsEmpty)
            return derivation?.Problem;
        var lines = derivation.Lines.Select(static line => line.ToString()).ToList();
        var shown = lines.Count <= MostLines ? lines : [.. lines.Take(MostLines - 2), $"# ... {lines.Count - MostLines + 1} more steps", lines[^1]];
        return $"```nn\n{string.Join('\n', shown)}\n```";
    }

    private static GradientDerivation? OfFunction(ScriptAnalysis analysis, CallableValue function)
    {
        SyntaxNode? syntax = function switch
        {
            FunctionValue f => f.Declaration,
            LambdaValue l => l.Syntax,
            _ => null,
        };
        return syntax is not null && analysis.GradientOf(syntax) is { } recorded
            ? GradientExplanation.Explain(recorded.Scalar, [(recorded.By, recorded.Name)], new Dictionary<Graph.Node, string>())
            : null;
    }
}
