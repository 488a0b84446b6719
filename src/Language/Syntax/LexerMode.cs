namespace Dsl.Language.Syntax;

/// <summary>What the lexer is inside of: the text of a string, or a value put into one.</summary>
internal sealed record LexerMode
{
    /// <summary>Whether this is the inside of <c>{ }</c> in a string; else it is a string's text.</summary>
    public bool IsInterpolation { get; init; }

    /// <summary>Whether the string may run over many lines.</summary>
    public bool IsMultiLine { get; init; }

    /// <summary>Where the string or the brace begins.</summary>
    public int Start { get; init; }

    /// <summary>Open braces inside the interpolation.</summary>
    public int BraceDepth { get; init; }

    /// <summary>Open parentheses and brackets inside the interpolation.</summary>
    public int BracketDepth { get; init; }
}
