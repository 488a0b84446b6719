using Dsl.Language.Diagnostics;
using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>
/// Recursive descent with precedence climbing over the tokens of one text. Never throws and never loses a character: what
/// does not fit becomes a missing token, an error statement or skipped text, each with a diagnostic.
/// </summary>
internal sealed partial class Parser
{
    private readonly SourceText source;
    private readonly List<SyntaxToken> tokens;
    private readonly BracketPairs pairs;
    private readonly SyntaxDiagnosticSink diagnostics;
    private readonly List<SyntaxTrivia> skipped = [];

    private int position;
    private SyntaxToken? previous;
    private int reportedPosition = -1;
    private int nesting;

    /// <summary>Whether a line break ends a statement here: false inside closed parentheses and brackets.</summary>
    private bool newlineEndsStatement = true;

    /// <summary>Whether <c>{</c> begins an expression here: false where it begins the body of an <c>if</c>, <c>for</c> or <c>scan</c>.</summary>
    private bool blockAllowed = true;

    /// <summary>Set when the nesting limit was met: the rest of the statement was skipped and all levels return.</summary>
    private bool isUnwinding;

    /// <summary>The index of the token at which the innermost statement begins.</summary>
    private int statementStart;

    /// <summary>The column at which the current top-level statement begins.</summary>
    private int statementColumn;

    private Parser(SourceText source, List<SyntaxToken> tokens, SyntaxDiagnosticSink diagnostics)
    {
        this.source = source;
        this.tokens = tokens;
        this.diagnostics = diagnostics;
        pairs = BracketPairs.Find(tokens);
    }

    public static CompilationUnitSyntax Parse(SourceText source, List<SyntaxToken> tokens, SyntaxDiagnosticSink diagnostics) =>
        new Parser(source, tokens, diagnostics).ParseCompilationUnit();

    private SyntaxToken Current => tokens[position];

    private SyntaxToken Ahead(int offset) => tokens[Math.Min(position + offset, tokens.Count - 1)];

    private bool At(SyntaxKind kind) => Current.Kind == kind;

    private bool AtEnd => Current.Kind == SyntaxKind.EndOfFileToken;

    /// <summary>Whether the current token begins a new line where that ends the statement.</summary>
    private bool AtLineEnd => newlineEndsStatement && Current.IsFirstOnLine;

    private bool AtStatementEnd =>
        AtLineEnd || Current.Kind is SyntaxKind.EndOfFileToken or SyntaxKind.SemicolonToken or SyntaxKind.CloseBraceToken;

    private SyntaxToken Take()
    {
        var token = Current;
        if (skipped.Count > 0)
        {
            token = token.WithSkippedBefore(skipped);
            skipped.Clear();
        }

        if (position < tokens.Count - 1)
            position++;
        previous = token;
        return token;
    }

    private SyntaxToken Take(SyntaxKind asKind)
    {
        var token = Take();
        return token.Kind == asKind ? token : token.WithKind(asKind);
    }

    private bool TryTake(SyntaxKind kind, out SyntaxToken? token)
    {
        token = At(kind) && !isUnwinding ? Take() : null;
        return token is not null;
    }

    /// <summary>Takes a sign or word, or reports that it is missing.</summary>
    private SyntaxToken Expect(SyntaxKind kind, string purpose)
    {
        if (At(kind) && !isUnwinding)
            return Take();
        var spelling = SyntaxFacts.SpellingOf(kind);
        ReportHere(SyntaxErrors.TokenExpected, $"expected `{spelling}` {purpose}{Found()}");
        return Missing(kind);
    }

    private SyntaxToken Missing(SyntaxKind kind)
    {
        var place = skipped.Count > 0 ? skipped[0].Span.Start : Current.FullSpan.Start;
        return SyntaxToken.Missing(source, kind, place);
    }

    private MissingExpressionSyntax MissingExpression() => new(Missing(SyntaxKind.IdentifierToken));

    /// <summary>Moves the current token into the trivia of the next one that is taken.</summary>
    private void Skip()
    {
        if (AtEnd)
            return;
        var token = Current;
        skipped.AddRange(token.LeadingTrivia);
        skipped.Add(new SyntaxTrivia(source, SyntaxKind.SkippedTrivia, token.Span));
        skipped.AddRange(token.TrailingTrivia);
        position++;
    }

    private void SkipTo(int index)
    {
        while (position < index)
            Skip();
    }

    /// <summary>Where to point when something is missing: at the token in the way, or behind the last one of the line.</summary>
    private TextSpan HereSpan =>
        previous is not null && (Current.IsFirstOnLine || AtEnd) ? new TextSpan(previous.Span.End, 0) : Current.Span;

    /// <summary>Reports at the current token, unless it was reported about before or the lexer did so.</summary>
    private void ReportHere(DiagnosticDescriptor descriptor, string message, params ReadOnlySpan<DiagnosticFix> fixes) =>
        ReportAt(descriptor, HereSpan, message, fixes);

    /// <summary>Reports a place; a second report while the parser has not moved on is left out.</summary>
    private void ReportAt(DiagnosticDescriptor descriptor, TextSpan span, string message, params ReadOnlySpan<DiagnosticFix> fixes)
    {
        if (MayReport())
            diagnostics.Report(descriptor, span, message, fixes);
    }

    private bool MayReport()
    {
        if (isUnwinding || reportedPosition == position || At(SyntaxKind.UnknownToken))
            return false;
        reportedPosition = position;
        return true;
    }

    /// <summary>The end of a sentence that says what stands in the way.</summary>
    private string Found()
    {
        if (AtEnd)
            return ", found the end of the file";
        if (AtLineEnd)
            return ", found the end of the line";
        return $", found {Describe(Current)}";
    }

    private static string Describe(SyntaxToken token) => token.Kind switch
    {
        SyntaxKind.EndOfFileToken => "the end of the file",
        SyntaxKind.StringStartToken or SyntaxKind.StringTextToken => "a string",
        var kind when SyntaxFacts.IsKeyword(kind) => $"the keyword `{token.Text}`",
        _ => $"`{(token.Text.Length > 24 ? token.Text[..(char.IsHighSurrogate(token.Text[23]) ? 23 : 24)] + "..." : token.Text)}`",
    };

    private bool TryEnterNesting()
    {
        if (isUnwinding)
            return false;
        if (nesting < SyntaxLimits.Nesting)
        {
            nesting++;
            return true;
        }

        GiveUpStatement("inside each other", SyntaxLimits.Nesting);
        return false;
    }

    private void LeaveNesting() => nesting--;

    /// <summary>Reports once and skips to the next statement at the outermost level, so that no tree grows too high.</summary>
    private void GiveUpStatement(string arrangement, int limit)
    {
        if (isUnwinding)
            return;
        reportedPosition = -1;
        ReportAt(
            SyntaxErrors.NestedTooDeeply,
            Current.Span,
            $"at most {limit} expressions may stand {arrangement}; give parts of it names of their own");
        isUnwinding = true;
        do
            Skip();
        while (!AtEnd && !(Current.IsFirstOnLine && !SyntaxFacts.IsClosing(Current.Kind) && ColumnOf(Current) <= statementColumn));
    }

    private int ColumnOf(SyntaxToken token) => source.LineColumn(token.Span.Start).Column;

    private int IndentationOfLineAt(SyntaxToken token)
    {
        var line = source.LineSpan(source.LineOf(token.Span.Start));
        var column = 0;
        while (column < line.Length && char.IsWhiteSpace(source.Content[line.Start + column]))
            column++;
        return column;
    }

    /// <summary>Whether a statement begins at the current token beyond doubt, so that no expression goes on over it.</summary>
    private bool LooksLikeStatementStart()
    {
        if (SyntaxFacts.IsStatementKeyword(Current.Kind) && Current.Kind != SyntaxKind.OptimizerKeyword)
            return true;
        var next = Ahead(1).Kind;
        return Current.Kind is SyntaxKind.OptimizerKeyword
            ? next == SyntaxKind.IdentifierToken
            : At(SyntaxKind.IdentifierToken) && next is SyntaxKind.EqualsToken or SyntaxKind.LeftArrowToken or SyntaxKind.CompoundAssignmentToken;
    }
}
