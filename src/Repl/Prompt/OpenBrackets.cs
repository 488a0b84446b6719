namespace Dsl.Repl.Prompt;

/// <summary>Counts brackets that are open in a text given character by character; those in texts and remarks do not count.</summary>
internal struct OpenBrackets
{
    private const int LongTextQuotes = 3;

    private int depth;
    private int quotes;
    private bool isInText;
    private bool isInLongText;
    private bool isInRemark;
    private bool isEscaped;

    /// <summary>Whether a bracket or a text of several lines is open.</summary>
    public readonly bool IsOpen => depth > 0 || isInLongText;

    /// <summary>Takes the next character.</summary>
    public void Add(char character)
    {
        if (character == '"' && !isInRemark && !isEscaped)
        {
            AddQuote();
            return;
        }

        quotes = 0;
        if (character == '\n')
            (isInText, isInRemark, isEscaped) = (false, false, false);
        else if (isInText || isInLongText)
            isEscaped = character == '\\' && !isEscaped;
        else if (character == '#')
            isInRemark = true;
        else if (!isInRemark && character is '(' or '[' or '{')
            depth++;
        else if (!isInRemark && character is ')' or ']' or '}')
            depth--;
    }

    // An empty text is two quotes; the third makes it a text of several lines.
    private void AddQuote()
    {
        quotes++;
        if (quotes == LongTextQuotes)
        {
            (isInLongText, isInText) = (!isInLongText, false);
            quotes = 0;
        }
        else if (!isInLongText)
        {
            isInText = !isInText;
        }
    }
}
