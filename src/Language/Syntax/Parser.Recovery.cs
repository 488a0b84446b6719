using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>Words that other languages taught, and text that fits nowhere.</summary>
internal sealed partial class Parser
{
    /// <summary>Reads on past a word of another language; null when the word is an ordinary name here.</summary>
    private StatementSyntax? ParseForeignWord(SyntaxToken next)
    {
        switch (Current.Text)
        {
            case "def" or "function" or "func" or "fun" when next.Kind == SyntaxKind.IdentifierToken:
                ReportForeignWord("a function is declared by `fn`", "fn");
                return ParseFunction();
            case "class" or "struct" when next.Kind == SyntaxKind.IdentifierToken:
                ReportForeignWord("a network is declared by `model`", "model");
                tokens[position] = Current.WithKind(SyntaxKind.ModelKeyword);
                return ParseModel();
            case "let" or "var" or "const" or "val" or "mut" when next.Kind is SyntaxKind.IdentifierToken || IsSeparateParenthesis(next):
                ReportForeignWord("a name is bound without a word before it: `name = value`", null);
                Skip();
                return ParseStatementAfterForeignWord();
            case "return" when BeginsOperand(next.Kind)
                && (next.Kind != SyntaxKind.OpenParenthesisToken || IsSeparateParenthesis(next)):
                ReportForeignWord("the value of a block is its last expression; there is no `return`", null);
                Skip();
                return ParseExpressionOrBinding();
            case "while" when BeginsOperand(next.Kind) && (next.Kind != SyntaxKind.OpenParenthesisToken || IsSeparateParenthesis(next)):
                ReportForeignWord("a loop counts: `for i in 0..n { ... }`", null);
                return ParseErrorStatement();
            case "with" when next.Kind is SyntaxKind.IdentifierToken:
                ReportForeignWord("nothing is switched on or off for a block: gradients are taken where `grad`, `minimize` or `train` ask for them", null);
                return ParseErrorStatement();
            case "from" or "using" or "include" when next.Kind is SyntaxKind.IdentifierToken:
                ReportForeignWord("another script is taken in by `import \"file.nn\"`; the library needs no import", null);
                return ParseErrorStatement();
            default:
                return null;
        }
    }

    private StatementSyntax ParseStatementAfterForeignWord() =>
        At(SyntaxKind.IdentifierToken) && Ahead(1).Kind == SyntaxKind.ColonToken ? ParseAnnotatedBinding() : ParseExpressionOrBinding();

    private static bool IsSeparateParenthesis(SyntaxToken next) =>
        next.Kind == SyntaxKind.OpenParenthesisToken && next.FullSpan.Start < next.Span.Start;

    private void ReportForeignWord(string message, string? replacement)
    {
        var span = replacement is null ? TextSpan.FromBounds(Current.Span.Start, Current.FullSpan.End) : Current.Span;
        ReportAt(
            SyntaxErrors.ForeignWord,
            Current.Span,
            message,
            diagnostics.Replace(replacement is null ? $"leave out `{Current.Text}`" : $"write `{replacement}`", span, replacement ?? ""));
    }

    /// <summary>Tokens to the end of the line of which nothing could be made; takes at least one.</summary>
    private ErrorStatementSyntax ParseErrorStatement()
    {
        ReportUnexpected();
        var taken = ImmutableArray.CreateBuilder<SyntaxToken>();
        do
        {
            var partner = pairs.PartnerOf(position);
            do
                taken.Add(Take());
            while (position <= partner && !AtEnd);
        }
        while (!AtStatementEnd);
        return new ErrorStatementSyntax(taken.DrainToImmutable());
    }

    private static bool CanBeginExpression(SyntaxKind kind) => kind switch
    {
        SyntaxKind.MinusToken or SyntaxKind.NotKeyword or SyntaxKind.IfKeyword or SyntaxKind.ScanKeyword => true,
        SyntaxKind.PlusToken or SyntaxKind.AndKeyword or SyntaxKind.OrKeyword or SyntaxKind.ElseKeyword => false,
        SyntaxKind.EllipsisToken or SyntaxKind.SlashSlashToken or SyntaxKind.UnknownToken or SyntaxKind.OpenBraceToken => true,
        _ => SyntaxFacts.IsNameKeyword(kind) || BeginsOperand(kind),
    };

    private void ReportUnexpected()
    {
        var text = Current.Text;
        if (SyntaxFacts.IsClosing(Current.Kind) && pairs.PartnerOf(position) < 0)
            ReportAt(SyntaxErrors.UnopenedBracket, Current.Span, $"this `{text}` has no opening partner before it");
        else if (At(SyntaxKind.ElseKeyword))
            ReportAt(SyntaxErrors.UnexpectedText, Current.Span, "this `else` follows no block of an `if`");
        else if (previous is not null && SyntaxFacts.InfixPrecedence(Current.Kind) > 0 || Current.Kind is SyntaxKind.CaretToken or SyntaxKind.DotToken)
            ReportAt(SyntaxErrors.LineBeginsWithOperator, Current.Span, $"put `{text}` at the end of the line above, or the whole expression in parentheses");
        else
            ReportAt(SyntaxErrors.UnexpectedText, Current.Span, $"a statement cannot begin with {Describe(Current)}");
    }

    /// <summary>Reports what follows a statement on its line and skips it.</summary>
    private void SkipRestOfStatement(StatementSyntax statement)
    {
        ReportRest(statement);
        while (!AtStatementEnd)
        {
            var partner = pairs.PartnerOf(position);
            if (partner > position)
                SkipTo(partner);
            Skip();
        }
    }

    private void ReportRest(StatementSyntax statement)
    {
        switch (Current.Kind)
        {
            case SyntaxKind.CloseParenthesisToken or SyntaxKind.CloseBracketToken or SyntaxKind.InterpolationCloseToken:
                ReportAt(SyntaxErrors.UnopenedBracket, Current.Span, $"this `{Current.Text}` has no opening partner before it");
                break;
            case SyntaxKind.CommaToken when statement is ExpressionStatementSyntax { Expression: NameSyntax }:
                ReportAt(SyntaxErrors.UnexpectedText, Current.Span, "several names are bound in parentheses: `(a, b) = ...`");
                break;
            case SyntaxKind.CommaToken:
                ReportAt(SyntaxErrors.UnexpectedText, Current.Span, "a comma cannot stand here; a list is written `[a, b]`, a tuple `(a, b)`");
                break;
            case SyntaxKind.StringStartToken or SyntaxKind.StringTextToken or SyntaxKind.NumberToken when previous is { Kind: SyntaxKind.IdentifierToken } name:
                ReportAt(SyntaxErrors.UnexpectedText, Current.Span, $"expected an operator or the end of the line; a call needs parentheses: `{name.Text}(...)`");
                break;
            case SyntaxKind.IfKeyword:
                ReportAt(SyntaxErrors.UnexpectedText, Current.Span, "a choice is written `if condition { a } else { b }`");
                break;
            case SyntaxKind.ColonToken when nesting > 0:
                ReportAt(SyntaxErrors.UnexpectedText, Current.Span, "a colon cannot stand here; a record is written `(name: value)`");
                break;
            case SyntaxKind.LeftArrowToken:
                ReportAt(SyntaxErrors.NotAssignable, Current.Span, $"`<-` updates a `state` by its name alone; {WeightsChange}");
                break;
            case SyntaxKind.TildeToken:
                ReportAt(SyntaxErrors.UnexpectedText, Current.Span, "`~` draws the start value of a `param`; a value is bound by `=`");
                break;
            case SyntaxKind.EqualsToken:
                ReportAt(SyntaxErrors.UnexpectedText, Current.Span, "a statement binds once; whether two values are equal is asked by `==`");
                break;
            default:
                ReportAt(
                    SyntaxErrors.UnexpectedText,
                    Current.Span,
                    $"expected an operator or the end of the line, found {Describe(Current)}; two statements on one line are separated by `;`");
                break;
        }
    }
}
