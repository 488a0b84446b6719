using System.Text;
using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>
/// Cuts a text into tokens with their trivia; every character ends up in exactly one of them. Runs once over the text and
/// uses no recursion, whatever the text nests.
/// </summary>
internal sealed partial class Lexer
{
    // About as many as scripts have; a list that need not grow leaves no large arrays behind.
    private const int CharactersOfToken = 3;

    private readonly SourceText source;
    private readonly string text;
    private readonly SyntaxDiagnosticSink diagnostics;
    private readonly List<SyntaxToken> tokens;
    private readonly List<LexerMode> modes = [];
    private int position;
    private bool isFirstOnLine = true;

    private Lexer(SourceText source, SyntaxDiagnosticSink diagnostics)
    {
        this.source = source;
        this.diagnostics = diagnostics;
        text = source.Content;
        tokens = new List<SyntaxToken>((text.Length / CharactersOfToken) + 1);
    }

    /// <summary>All tokens of the text; the last one is <see cref="SyntaxKind.EndOfFileToken"/>.</summary>
    public static List<SyntaxToken> Tokenize(SourceText source, SyntaxDiagnosticSink diagnostics)
    {
        var lexer = new Lexer(source, diagnostics);
        lexer.Run();
        return lexer.tokens;
    }

    private bool InInterpolation => modes.Count > 0 && modes[^1].IsInterpolation;

    private char Current => Peek(0);

    private char Peek(int offset) => position + offset < text.Length ? text[position + offset] : '\0';

    private bool AtEnd => position >= text.Length;

    private void Run()
    {
        while (true)
        {
            if (modes.Count > 0 && !modes[^1].IsInterpolation)
                LexStringText();
            else if (!LexToken())
                return;
        }
    }

    /// <summary>Takes one token with its trivia; false after the end of the text.</summary>
    private bool LexToken()
    {
        var fullStart = position;
        PassLeadingTrivia();
        if (AtEnd || (InInterpolation && Current is '\n' or '\r'))
        {
            if (modes.Count > 0)
            {
                position = fullStart;
                UnwindStrings();
                return true;
            }

            Emit(SyntaxKind.EndOfFileToken, fullStart, position, withTrailing: false);
            return false;
        }

        var start = position;
        var kind = ScanToken();
        if (kind == SyntaxKind.StringStartToken)
        {
            Emit(kind, fullStart, start, withTrailing: false);
            return true;
        }

        var closesInterpolation = kind == SyntaxKind.InterpolationCloseToken;
        var beginsFormat = kind == SyntaxKind.ColonToken && InInterpolation && modes[^1] is { BraceDepth: 0, BracketDepth: 0 };
        Emit(kind, fullStart, start, withTrailing: !closesInterpolation && !beginsFormat);
        if (closesInterpolation)
            modes.RemoveAt(modes.Count - 1);
        else if (beginsFormat)
            LexFormatText();
        return true;
    }

    private void Emit(SyntaxKind kind, int fullStart, int start, bool withTrailing)
    {
        var end = position;
        var first = isFirstOnLine;
        isFirstOnLine = false;
        if (withTrailing)
            PassTrailingTrivia();
        tokens.Add(new SyntaxToken(
            source,
            kind,
            TextSpan.FromBounds(start, end),
            TextSpan.FromBounds(fullStart, position),
            first,
            isMissing: false));
    }

    // Trivia are only passed over; who asks a token for them has them read from the text.
    private void PassLeadingTrivia()
    {
        while (PassWhitespace() || (!InInterpolation && (PassComment() || PassNewline())))
        {
        }
    }

    private void PassTrailingTrivia()
    {
        PassWhitespace();
        if (!InInterpolation)
        {
            PassComment();
            PassNewline();
        }
    }

    private bool PassWhitespace() => Pass(TriviaReader.WhitespaceAt(text, position));

    private bool PassComment() => Pass(TriviaReader.CommentAt(text, position));

    private bool PassNewline()
    {
        var passes = Pass(TriviaReader.NewlineAt(text, position));
        isFirstOnLine |= passes;
        return passes;
    }

    private bool Pass(int length)
    {
        position += length;
        return length > 0;
    }

    private SyntaxKind ScanToken()
    {
        var current = Current;
        if (char.IsAsciiDigit(current) || (current == '.' && char.IsAsciiDigit(Peek(1)) && !FollowsValue()))
            return ScanNumber();
        if (TryScanWord(out var word))
            return word;
        if (current == '"')
            return ScanStringStart();
        if (current == '\'')
            return ScanSingleQuotedString();
        var sign = ScanSign();
        return sign == SyntaxKind.UnknownToken ? ScanUnknown() : sign;
    }

    private bool FollowsValue()
    {
        if (position == 0)
            return false;
        var before = text[position - 1];
        return before is ')' or ']' or '_' || char.IsLetterOrDigit(before);
    }

    private bool TryScanWord(out SyntaxKind kind)
    {
        var start = position;
        if (!TryDecode(out var rune) || !SyntaxFacts.IsIdentifierStart(rune))
        {
            kind = SyntaxKind.UnknownToken;
            return false;
        }

        while (TryDecode(out rune) && SyntaxFacts.IsIdentifierPart(rune))
            position += rune.Utf16SequenceLength;
        kind = SyntaxFacts.WordKind(text.AsSpan(start, position - start));
        return true;
    }

    private bool TryDecode(out Rune rune)
    {
        rune = default;
        return !AtEnd && Rune.TryGetRuneAt(text, position, out rune);
    }
}
