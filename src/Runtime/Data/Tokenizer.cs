using System.Text;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Turns text into tokens and back.</summary>
public abstract class Tokenizer
{
    private protected Tokenizer(TokenizerDescription description) => Description = description;

    /// <summary>What a file of it holds.</summary>
    public TokenizerDescription Description { get; }

    /// <summary>How many different tokens there are.</summary>
    public int Vocabulary => Description.Vocabulary;

    /// <summary>The tokenizer that a description describes, which must be sound.</summary>
    public static Tokenizer Of(TokenizerDescription description) => description.Kind switch
    {
        TokenizerKind.Characters => new CharacterTokenizer(description),
        TokenizerKind.Words => new WordTokenizer(description),
        _ => new BytePairTokenizer(description),
    };

    /// <summary>The tokens of a text, or what has none.</summary>
    public TokenizerResult Encode(string text)
    {
        using var writer = new TokenWriter(Vocabulary, int.MaxValue);
        if (Encode(Encoding.UTF8.GetBytes(text), "the text to encode", writer) is { } failure)
            return failure;
        var store = writer.Finish();
        var tokens = new long[store.Count];
        store.Copy(0, tokens);
        return tokens;
    }

    /// <summary>The text of tokens, or which token stands for none.</summary>
    public DataFailure? Decode(ReadOnlySpan<long> tokens, out string text)
    {
        text = string.Empty;
        foreach (var token in tokens)
        {
            if (token < 0 || token >= Vocabulary)
                return new DataFailure(DataErrors.UnknownCharacter, $"the token {token} stands for no text; expected 0 to {Vocabulary - 1}");
        }

        text = Join(tokens);
        return null;
    }

    /// <summary>Encodes a text in UTF-8.</summary>
    /// <param name="text">Valid UTF-8 without a byte order mark.</param>
    /// <param name="place">What the text is called in messages.</param>
    /// <param name="tokens">Takes the tokens.</param>
    /// <returns>What has no token, or null.</returns>
    internal abstract DataFailure? Encode(ReadOnlySpan<byte> text, string place, TokenWriter tokens);

    /// <summary>The text of tokens that are all known.</summary>
    private protected abstract string Join(ReadOnlySpan<long> tokens);
}
