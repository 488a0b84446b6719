using System.Collections.Immutable;
using Dsl.Language.Services.Structure;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Signatures;

/// <summary>A place among the arguments of a call.</summary>
/// <param name="Call">The call; in broken text its own arguments may end before the place.</param>
/// <param name="ArgumentName">The name of the argument that the place is in; null for one by position.</param>
/// <param name="PositionalBefore">How many arguments by position stand before it.</param>
/// <param name="GivenNames">The names of the other arguments, before and behind it.</param>
/// <param name="IsArgumentStart">Whether nothing of the argument but a name stands before the place.</param>
internal sealed record CallPlace(CallSyntax Call, string? ArgumentName, int PositionalBefore, ImmutableArray<string> GivenNames, bool IsArgumentStart)
{
    /// <summary>Whether the call is applied to a piped value.</summary>
    public bool IsPiped { get; init; }

    /// <summary>The innermost call round a position; null when there is none, or when a block begins between the two.</summary>
    /// <param name="tree">The script.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="position">The place.</param>
    /// <param name="isDirect">Whether the place must be in the call's own list, not in further brackets.</param>
    public static CallPlace? At(SyntaxTree tree, TokenList tokens, int position, bool isDirect = false)
    {
        var before = tokens.CountBefore(position);

        // The word that is being written, if any, is no part of what stands before.
        if (before > 0 && IsWord(tokens[before - 1].Kind) && tokens[before - 1].Span.End >= position)
            before--;
        var end = before;
        while (OpenBefore(tokens, ref before) is { } open)
        {
            if (open.Kind == SyntaxKind.OpenBraceToken)
                return null;
            var path = tree.FindPath(open.Span.Start);
            if (path[^1] is CallSyntax call && call.Open.Span == open.Span)
            {
                var isPiped = path.Length > 1 && path[^2] is PipeSyntax pipe && pipe.Right == call;
                return Describe(call, tokens, before + 1, end, position) with { IsPiped = isPiped };
            }

            if (isDirect)
                return null;
        }

        return null;
    }

    private static bool IsWord(SyntaxKind kind) => kind == SyntaxKind.IdentifierToken || SyntaxFacts.IsKeyword(kind);

    // Goes back to the bracket that is open before a token; null at the start of the statement.
    private static SyntaxToken? OpenBefore(TokenList tokens, ref int index)
    {
        var depth = 0;
        while (--index >= 0)
        {
            var token = tokens[index];
            if (SyntaxFacts.IsClosing(token.Kind))
                depth++;
            else if (SyntaxFacts.ClosingOf(token.Kind) != token.Kind && depth-- == 0)
                return token;
            else if (depth == 0 && BeginsStatement(tokens, index))
                return null;
        }

        return null;
    }

    // Where a bracket is not closed, the next statement ends what it opened.
    private static bool BeginsStatement(TokenList tokens, int index) =>
        tokens[index].IsFirstOnLine
        && (SyntaxFacts.IsStatementKeyword(tokens[index].Kind) && tokens.KindAt(index + 1) != SyntaxKind.ColonToken
            || (tokens[index].Kind == SyntaxKind.IdentifierToken && tokens.KindAt(index + 1) == SyntaxKind.EqualsToken));

    private static CallPlace Describe(CallSyntax call, TokenList tokens, int start, int end, int position)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        string? current = null;
        var positional = 0;
        var argumentStart = start;
        var depth = 0;
        for (var i = start; i < end; i++)
        {
            var kind = tokens[i].Kind;
            if (SyntaxFacts.IsClosing(kind))
                depth--;
            else if (SyntaxFacts.ClosingOf(kind) != kind)
                depth++;
            else if (depth == 0 && kind == SyntaxKind.CommaToken)
                Finish(i);
        }

        var isNamed = IsNamed(tokens, argumentStart, end);
        if (isNamed)
            current = tokens[argumentStart].Text;
        foreach (var argument in call.Arguments)
        {
            if (argument.Name is { } name && name.Span.Start >= position)
                names.Add(name.Text);
        }

        return new CallPlace(call, current, positional, names.ToImmutable(), end == argumentStart + (isNamed ? 2 : 0));

        void Finish(int comma)
        {
            if (IsNamed(tokens, argumentStart, comma))
                names.Add(tokens[argumentStart].Text);
            else
                positional++;
            argumentStart = comma + 1;
        }
    }

    private static bool IsNamed(TokenList tokens, int start, int end) =>
        end > start + 1 && IsWord(tokens[start].Kind) && tokens[start + 1].Kind == SyntaxKind.ColonToken;
}
