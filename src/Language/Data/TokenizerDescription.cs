using System.Collections.Immutable;

namespace Dsl.Language.Data;

/// <summary>A tokenizer as data: what a file of one holds.</summary>
/// <param name="Kind">How it divides text.</param>
/// <param name="Texts">The text of each token, for characters and words.</param>
/// <param name="Merges">For byte pairs: which two tokens the token 256, 257, ... is made of.</param>
public sealed record TokenizerDescription(TokenizerKind Kind, ImmutableArray<string> Texts, ImmutableArray<(int Left, int Right)> Merges)
{
    /// <summary>How many tokens byte pairs begin with: one for each byte.</summary>
    public const int Bytes = 256;

    /// <summary>The most tokens of words or byte pairs: what sixteen bits count.</summary>
    public const int MostTokens = 1 << 16;

    /// <summary>The longest token of words or byte pairs, in bytes.</summary>
    public const int LongestToken = 64;

    /// <summary>What stands for every word that has no token of its own.</summary>
    public const string UnknownWord = "<unknown>";

    /// <summary>How many different tokens there are.</summary>
    public int Vocabulary => Kind == TokenizerKind.BytePairs ? Bytes + Merges.Length : Texts.Length;
}
