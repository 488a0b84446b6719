namespace Dsl.Language.Data;

/// <summary>How a text is divided into tokens.</summary>
public enum TokenizerKind
{
    /// <summary>Each character is a token.</summary>
    Characters,

    /// <summary>Each word and each mark is a token; rare ones share one.</summary>
    Words,

    /// <summary>Bytes, and pairs of tokens that are often neighbours, joined again and again.</summary>
    BytePairs,
}
