namespace Dsl.Language.Syntax;

/// <summary>Bounds that keep every pass over a tree, however hostile its text, within time and stack.</summary>
public static class SyntaxLimits
{
    /// <summary>How many brackets, blocks, prefix operators, lambdas and <c>else if</c> may stand inside each other.</summary>
    public const int Nesting = 150;

    /// <summary>How high an expression may grow before no further operand is hung on its left, as in <c>a + a + ...</c>.</summary>
    public const int ChainHeight = 600;

    /// <summary>The longest text, in UTF-16 code units, that is parsed.</summary>
    public const int TextLength = 4 * 1024 * 1024;

    /// <summary>How many syntax diagnostics one file gives.</summary>
    public const int Diagnostics = 200;
}
