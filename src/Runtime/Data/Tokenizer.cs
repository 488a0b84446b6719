using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Turns text into tokens and back: each character of a vocabulary is its place in it.</summary>
public sealed class Tokenizer
{
    private readonly FrozenDictionary<Rune, int> tokens;

    /// <summary>Makes the tokenizer of a vocabulary of different characters.</summary>
    public Tokenizer(ImmutableArray<Rune> vocabulary)
    {
        Vocabulary = vocabulary;
        tokens = vocabulary.Select(static (rune, index) => KeyValuePair.Create(rune, index)).ToFrozenDictionary();
    }

    /// <summary>The characters in the order of their tokens.</summary>
    public ImmutableArray<Rune> Vocabulary { get; }

    /// <summary>The tokens of a text, or which character has none.</summary>
    public TokenizerResult Encode(string text)
    {
        var encoded = new List<long>(text.Length);
        var line = 1L;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!tokens.TryGetValue(rune, out var token))
            {
                return new DataFailure(
                    DataErrors.UnknownCharacter,
                    $"the character '{rune}' (U+{rune.Value:X4}) is not among the {Vocabulary.Length} characters of the text that the vocabulary was made from")
                {
                    Place = new DataPlace("the text to encode", line),
                };
            }

            if (rune.Value == '\n')
                line++;
            encoded.Add(token);
        }

        return encoded.ToArray();
    }

    /// <summary>The text of tokens, or which token names no character.</summary>
    public DataFailure? Decode(ReadOnlySpan<long> tokens, out string text)
    {
        var builder = new StringBuilder(tokens.Length);
        text = string.Empty;
        foreach (var token in tokens)
        {
            if (token < 0 || token >= Vocabulary.Length)
                return new DataFailure(DataErrors.UnknownCharacter, $"the token {token} names no character; expected 0 to {Vocabulary.Length - 1}");
            builder.Append(Vocabulary[(int)token]);
        }

        text = builder.ToString();
        return null;
    }
}
