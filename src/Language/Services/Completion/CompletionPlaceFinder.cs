using Dsl.Language.Services.Signatures;
using Dsl.Language.Services.Structure;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Completion;

/// <summary>Tells what can be written at a cursor, from the tokens round it and what the tree made of them; works in broken text.</summary>
internal static class CompletionPlaceFinder
{
    public static CompletionPlace Find(SyntaxTree tree, int position)
    {
        var tokens = TokenList.Of(tree);
        var index = tokens.CountBefore(position);
        var word = WordAt(tokens, index, position);
        var place = new CompletionPlace(PlaceKind.Expression, position, word ?? new TextSpan(position, 0))
        {
            Tokens = tokens,
            Before = word is null || word.Value.Start == position ? index - 1 : index - 2,
            Behind = word is null ? index : index + (word.Value.Start == position ? 1 : 0),
        };
        if (IsInComment(tree, position) || IsInNumber(tokens, index, position))
            return place with { Kind = PlaceKind.Nothing };
        if (TextAt(tokens, index, position) is { } text)
            return place with { Kind = PlaceKind.Text, Replaced = text, Before = index - 1, Call = CallPlace.At(tree, tokens, position) };
        place = place with
        {
            Call = CallPlace.At(tree, tokens, position, isDirect: true),
            IsInDeclaration = tree.FindPath(Math.Max(position - 1, 0)).Any(static node => node is FunctionDeclarationSyntax or ModelDeclarationSyntax or OptimizerDeclarationSyntax),
        };
        return Classify(tree, place);
    }

    private static TextSpan? WordAt(TokenList tokens, int index, int position)
    {
        if (index > 0 && IsWord(tokens[index - 1].Kind) && tokens[index - 1].Span.End >= position)
            return tokens[index - 1].Span;
        return null;
    }

    private static bool IsWord(SyntaxKind kind) => kind is SyntaxKind.IdentifierToken or SyntaxKind.AssertKeyword || SyntaxFacts.IsKeyword(kind);

    private static bool IsInNumber(TokenList tokens, int index, int position) =>
        index > 0 && tokens[index - 1] is { Kind: SyntaxKind.NumberToken } number && number.Span.End >= position;

    private static bool IsInComment(SyntaxTree tree, int position) =>
        HasComment(tree.FindToken(position), position) || (position > 0 && HasComment(tree.FindToken(position - 1), position));

    private static bool HasComment(SyntaxToken token, int position)
    {
        foreach (var trivia in token.LeadingTrivia)
        {
            if (trivia.IsComment && trivia.Span.Start < position && position <= trivia.Span.End)
                return true;
        }

        foreach (var trivia in token.TrailingTrivia)
        {
            if (trivia.IsComment && trivia.Span.Start < position && position <= trivia.Span.End)
                return true;
        }

        return false;
    }

    /// <summary>The text between quotes or braces that a position is in.</summary>
    private static TextSpan? TextAt(TokenList tokens, int index, int position)
    {
        if (index == 0)
            return null;
        var before = tokens[index - 1];
        return before.Kind switch
        {
            SyntaxKind.StringTextToken when position <= before.Span.End => before.Span,
            SyntaxKind.InterpolationCloseToken when before.Span.End == position => new TextSpan(position, 0),
            SyntaxKind.StringStartToken => tokens.KindAt(index) == SyntaxKind.StringTextToken ? tokens[index].Span : new TextSpan(position, 0),
            _ => null,
        };
    }

    private static CompletionPlace Classify(SyntaxTree tree, CompletionPlace place)
    {
        if (place.TokenBefore is not { } before)
            return place with { Kind = PlaceKind.Statement };
        var path = tree.FindPath(before.Span.Start);
        var parent = path[^1];
        var isOnNewLine = tree.Source.LineOf(before.Span.End) < tree.Source.LineOf(place.Replaced.Start);
        if (before.Kind == SyntaxKind.DotToken)
            return place with { Kind = PlaceKind.Member, Target = TargetOf(before, path, place, tree) };
        if (IsNewName(before, parent))
            return place with { Kind = PlaceKind.Nothing };
        if (before.Kind is SyntaxKind.ColonToken or SyntaxKind.FormatTextToken && parent is InterpolationSyntax)
            return place with { Kind = PlaceKind.Nothing };
        if (IsInShape(path, before, place))
            return place with { Kind = PlaceKind.Dimension };
        if (IsBeforeType(before, parent))
            return place with { Kind = PlaceKind.Type };
        if (IsStatementStart(before, parent, place, isOnNewLine))
            return place with { Kind = PlaceKind.Statement };
        return EndsValue(before, parent) && (!isOnNewLine || place.Call is null) ? place with { Kind = PlaceKind.Continuation } : place;
    }

    private static ExpressionSyntax? TargetOf(SyntaxToken dot, IReadOnlyList<SyntaxNode> path, CompletionPlace place, SyntaxTree tree)
    {
        if (path[^1] is MemberSyntax member && member.Dot.Span == dot.Span)
            return member.Target;
        return place.Before > 0 ? tree.FindPath(place.Tokens[place.Before - 1].Span.Start)[^1] as ExpressionSyntax : null;
    }

    private static bool IsNewName(SyntaxToken before, SyntaxNode parent) => before.Kind switch
    {
        SyntaxKind.FnKeyword or SyntaxKind.ModelKeyword or SyntaxKind.ParamKeyword or SyntaxKind.StateKeyword or SyntaxKind.ForKeyword
            or SyntaxKind.ScanKeyword or SyntaxKind.ImportKeyword => true,
        SyntaxKind.OptimizerKeyword => parent is OptimizerDeclarationSyntax,
        SyntaxKind.AsKeyword => parent is ImportStatementSyntax,
        SyntaxKind.WithKeyword => parent is ScanSyntax,
        SyntaxKind.OpenParenthesisToken or SyntaxKind.CommaToken => parent is ParameterListSyntax,
        _ => false,
    };

    private static bool IsInShape(IReadOnlyList<SyntaxNode> path, SyntaxToken before, CompletionPlace place)
    {
        for (var i = path.Count - 1; i >= 0; i--)
        {
            switch (path[i])
            {
                case ShapeSyntax shape:
                    return before.Span != shape.Close.Span && !(EndsValue(before, path[^1]) && place.Replaced.Length == 0);
                case RearrangePatternSyntax or ListSyntax { Open.IsMissing: false } when place.Call is null && IsPattern(path, i, before):
                    return before.Span != (path[i] as ListSyntax)?.Close.Span;
                case CallSyntax or BlockSyntax or StatementSyntax:
                    return false;
            }
        }

        return false;
    }

    // The second argument of rearrange, whole or begun.
    private static bool IsPattern(IReadOnlyList<SyntaxNode> path, int at, SyntaxToken before)
    {
        if (path[at] is RearrangePatternSyntax)
            return before.Kind != SyntaxKind.ArrowToken;
        for (var i = at - 1; i >= 0 && path[i] is ArgumentSyntax or RearrangePatternSyntax or CallSyntax; i--)
        {
            if (path[i] is RearrangePatternSyntax or CallSyntax { Callee: NameSyntax { Name: "rearrange" } })
                return true;
        }

        return false;
    }

    private static bool IsBeforeType(SyntaxToken before, SyntaxNode parent) => before.Kind switch
    {
        SyntaxKind.ColonToken => parent is ParameterSyntax or ParamStatementSyntax or StateStatementSyntax or BindingStatementSyntax or CarrySyntax,
        SyntaxKind.ArrowToken => parent is FunctionDeclarationSyntax or ModelDeclarationSyntax,
        _ => false,
    };

    private static bool IsStatementStart(SyntaxToken before, SyntaxNode parent, CompletionPlace place, bool isOnNewLine)
    {
        if (before.Kind == SyntaxKind.SemicolonToken || (before.Kind == SyntaxKind.OpenBraceToken && parent is BlockSyntax))
            return true;
        return isOnNewLine && EndsValue(before, parent) && !IsInBrackets(place);
    }

    private static bool IsInBrackets(CompletionPlace place)
    {
        var depth = 0;
        for (var i = place.Before; i >= 0; i--)
        {
            var kind = place.Tokens[i].Kind;
            if (SyntaxFacts.IsClosing(kind))
                depth++;
            else if (SyntaxFacts.ClosingOf(kind) != kind && depth-- == 0)
                return kind != SyntaxKind.OpenBraceToken;
            else if (depth == 0 && place.Tokens[i].IsFirstOnLine && SyntaxFacts.IsStatementKeyword(kind))
                return false;
        }

        return false;
    }

    private static bool EndsValue(SyntaxToken token, SyntaxNode parent) => token.Kind switch
    {
        SyntaxKind.IdentifierToken when token.Text == "assert" && IsFirstOfStatement(token, parent) => false,
        SyntaxKind.IdentifierToken or SyntaxKind.NumberToken or SyntaxKind.StringEndToken or SyntaxKind.TrueKeyword or SyntaxKind.FalseKeyword
            or SyntaxKind.CloseParenthesisToken or SyntaxKind.CloseBracketToken or SyntaxKind.CloseBraceToken or SyntaxKind.EllipsisToken => true,
        _ => SyntaxFacts.IsNameKeyword(token.Kind) && parent is NameSyntax or MemberSyntax,
    };

    // The word is a keyword only where a condition follows, and that may be what is being written.
    private static bool IsFirstOfStatement(SyntaxToken token, SyntaxNode parent) =>
        token.IsFirstOnLine || parent is AssertStatementSyntax || (parent is BlockSyntax block && block.Statements.Any(s => s.Span.Start == token.Span.Start))
        || (parent is NameSyntax or StatementSyntax && parent.Span.Start == token.Span.Start);
}
