using Dsl.Language.Operators;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Hovers;

/// <summary>What the signs of the language mean, in a sentence each.</summary>
internal static class SignDocumentation
{
    /// <summary>The sentence for a sign, by its operator where it has one; null for others.</summary>
    public static string? Of(SyntaxToken token) => token.Kind switch
    {
        SyntaxKind.PipeToken => "Hands its left side on: `a |> f` is `f(a)`; `a |> f(b)` is `f(a, b)` for a function, and `f(b)(a)` where `f(b)` is a model with its settings or a function.",
        SyntaxKind.TildeToken => "What follows is a distribution from which the weight starts.",
        SyntaxKind.LeftArrowToken => "Gives a state its next value.",
        SyntaxKind.FatArrowToken => "A function without a name: parameters on the left, its value on the right.",
        SyntaxKind.EllipsisToken => "Any number of axes; within one signature the same everywhere.",
        SyntaxKind.DotDotToken => "The whole numbers from the left side up to, not including, the right side.",
        _ => OfOperator(token.Text),
    };

    private static string? OfOperator(string sign)
    {
        var found = OperatorCatalog.All.FirstOrDefault(o => o.Symbol == sign && o.Parameters.Length != 1) ?? OperatorCatalog.All.FirstOrDefault(o => o.Symbol == sign);
        if (found is null)
            return null;
        return found.Formula is { } formula ? $"{found.Summary}\n\n`{formula}`" : found.Summary;
    }
}
