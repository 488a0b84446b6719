using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>Strings: their text, the values put into them, and what to do when they are not closed.</summary>
internal sealed partial class Lexer
{
    private SyntaxKind ScanStringStart()
    {
        var start = position;
        var isMultiLine = Peek(1) == '"' && Peek(2) == '"';
        position += isMultiLine ? 3 : 1;
        modes.Add(new LexerMode { IsMultiLine = isMultiLine, Start = start });
        return SyntaxKind.StringStartToken;
    }

    /// <summary>Takes text up to the next brace, the closing quote or the end of the line.</summary>
    private void LexStringText()
    {
        var isMultiLine = modes[^1].IsMultiLine;
        var start = position;
        while (!AtEnd && Current != '{' && !AtClosingQuote(isMultiLine) && (isMultiLine || Current is not ('\n' or '\r')))
        {
            if (Current == '\\')
                ScanEscape(isMultiLine);
            else
                position++;
        }

        if (position > start)
            Emit(SyntaxKind.StringTextToken, start, start, withTrailing: false);
        if (AtEnd || Current is '\n' or '\r')
        {
            UnwindStrings();
        }
        else if (Current == '{')
        {
            var brace = position++;
            modes.Add(new LexerMode { IsInterpolation = true, Start = brace });
            Emit(SyntaxKind.InterpolationOpenToken, brace, brace, withTrailing: true);
        }
        else
        {
            var quote = position;
            position += isMultiLine ? 3 : 1;
            modes.RemoveAt(modes.Count - 1);
            Emit(SyntaxKind.StringEndToken, quote, quote, withTrailing: true);
        }
    }

    private bool AtClosingQuote(bool isMultiLine) =>
        Current == '"' && (!isMultiLine || (Peek(1) == '"' && Peek(2) == '"'));

    private void ScanEscape(bool isMultiLine)
    {
        var start = position++;
        if (AtEnd || (Current is '\n' or '\r' && !isMultiLine))
        {
            diagnostics.Report(SyntaxErrors.UnknownEscape, new TextSpan(start, 1), "a backslash is written `\\\\`");
            return;
        }

        if (!StringEscapes.IsKnown(Current))
        {
            var span = TextSpan.FromBounds(start, Math.Min(text.Length, position + (char.IsHighSurrogate(Current) ? 2 : 1)));
            diagnostics.Report(
                SyntaxErrors.UnknownEscape,
                Current is '\n' or '\r' ? new TextSpan(start, 1) : span,
                "the escapes are `\\n`, `\\t`, `\\\"`, `\\\\`, `\\{` and `\\}`; a backslash itself is written `\\\\`",
                diagnostics.Replace("write a backslash", new TextSpan(start, 1), "\\\\"));
        }

        if (Current is not ('\n' or '\r'))
            position++;
    }

    /// <summary>The text after the colon of an interpolation, up to its brace.</summary>
    private void LexFormatText()
    {
        var start = position;
        while (!AtEnd && Current is not ('}' or '{' or '"' or '\n' or '\r'))
            position++;
        if (position > start)
            Emit(SyntaxKind.FormatTextToken, start, start, withTrailing: false);
    }

    /// <summary>Leaves all strings that cannot go on past the end of this line, or of the text, with one report.</summary>
    private void UnwindStrings()
    {
        var outermost = modes[^1];
        LexerMode? brace = null;
        while (modes.Count > 0 && (AtEnd || modes[^1].IsInterpolation || !modes[^1].IsMultiLine))
        {
            outermost = modes[^1];
            if (outermost.IsInterpolation)
                brace = outermost;
            modes.RemoveAt(modes.Count - 1);
        }

        if (brace is { } unclosed)
        {
            diagnostics.Report(
                SyntaxErrors.UnclosedInterpolation,
                new TextSpan(unclosed.Start, 1),
                "this `{` needs its `}` on the same line; a brace that is text is written `\\{`");
        }
        else
        {
            var quote = outermost.IsMultiLine ? "\"\"\"" : "\"";
            var lineEnd = outermost.IsMultiLine ? outermost.Start + 3 : position;
            diagnostics.Report(
                SyntaxErrors.UnterminatedString,
                TextSpan.FromBounds(outermost.Start, lineEnd),
                outermost.IsMultiLine ? "this string needs its closing `\"\"\"`" : "this string needs its closing `\"` on the same line",
                [.. ClosingPlaces(outermost).Select(place => diagnostics.Replace($"close the string with `{quote}`", new TextSpan(place, 0), quote))]);
        }
    }

    // At its end, or before the brackets there that may close what stands before the string: whoever shows these tries which of them mends it.
    private IEnumerable<int> ClosingPlaces(LexerMode open)
    {
        yield return position;
        if (open.IsMultiLine)
            yield break;
        for (var place = position; place > open.Start + 1 && text[place - 1] is ')' or ']' or ' '; place--)
        {
            if (text[place - 1] != ' ')
                yield return place - 1;
        }
    }

    /// <summary>Takes <c>'text'</c> as the string that is meant; a lone quote is an unknown character.</summary>
    private SyntaxKind ScanSingleQuotedString()
    {
        var start = position;
        var lineEnd = text.AsSpan(start + 1).IndexOfAny('\'', '\n', '\r');
        if (lineEnd < 0 || text[start + 1 + lineEnd] != '\'')
        {
            position++;
            diagnostics.Report(SyntaxErrors.SingleQuotes, new TextSpan(start, 1), "a single quote means nothing; strings stand in double quotes");
            return SyntaxKind.UnknownToken;
        }

        var end = start + 1 + lineEnd;
        var content = text[(start + 1)..end].Replace("\"", "\\\"", StringComparison.Ordinal);
        var span = TextSpan.FromBounds(start, end + 1);
        diagnostics.Report(
            SyntaxErrors.SingleQuotes,
            span,
            "this string stands in single quotes",
            diagnostics.Replace("use double quotes", span, $"\"{content}\""));
        position = end + 1;
        return SyntaxKind.StringTextToken;
    }
}
