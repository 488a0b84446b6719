using System.Collections.Frozen;
using System.Text;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Each character of a vocabulary is its place in it.</summary>
public sealed class CharacterTokenizer : Tokenizer
{
    private readonly FrozenDictionary<Rune, int> tokens;
    private readonly int[] asciiTokens = new int[128];

    /// <param name="description">The characters in the order of their tokens.</param>
    public CharacterTokenizer(TokenizerDescription description) : base(description)
    {
        tokens = description.Texts.Select(static (text, index) => KeyValuePair.Create(Rune.GetRuneAt(text, 0), index)).ToFrozenDictionary();
        for (var i = 0; i < asciiTokens.Length; i++)
            asciiTokens[i] = tokens.TryGetValue(new Rune(i), out var token) ? token : -1;
    }

    /// <summary>The tokenizer of the different characters of a text in UTF-8, in the order of their code points.</summary>
    public static CharacterTokenizer OfText(ReadOnlySpan<byte> text)
    {
        Span<bool> asciiSeen = stackalloc bool[128];
        asciiSeen.Clear();
        var others = new HashSet<Rune>();
        for (var position = 0; position < text.Length;)
        {
            if (text[position] < asciiSeen.Length)
            {
                asciiSeen[text[position++]] = true;
                continue;
            }

            Rune.DecodeFromUtf8(text[position..], out var rune, out var length);
            others.Add(rune);
            position += length;
        }

        var characters = others.ToList();
        for (var i = 0; i < asciiSeen.Length; i++)
        {
            if (asciiSeen[i])
                characters.Add(new Rune(i));
        }

        characters.Sort();
        return new CharacterTokenizer(new TokenizerDescription(TokenizerKind.Characters, [.. characters.Select(static c => c.ToString())], []));
    }

    /// <summary>The token of each byte where each byte of the text is a character of the vocabulary; else null.</summary>
    public long[]? TokensOfBytes(ReadOnlySpan<byte> text)
    {
        if (!Ascii.IsValid(text))
            return null;
        for (var character = 0; character < asciiTokens.Length; character++)
        {
            if (asciiTokens[character] < 0 && text.Contains((byte)character))
                return null;
        }

        var table = new long[256];
        for (var i = 0; i < asciiTokens.Length; i++)
            table[i] = asciiTokens[i];
        return table;
    }

    internal override DataFailure? Encode(ReadOnlySpan<byte> text, string place, TokenWriter tokens)
    {
        for (var position = 0; position < text.Length;)
        {
            Rune.DecodeFromUtf8(text[position..], out var rune, out var length);
            var token = rune.IsAscii ? asciiTokens[rune.Value] : this.tokens.GetValueOrDefault(rune, -1);
            if (token < 0)
                return Unknown(rune, place, 1 + text[..position].Count((byte)'\n'));
            tokens.Add(token);
            position += length;
        }

        return null;
    }

    private protected override string Join(ReadOnlySpan<long> tokens)
    {
        var builder = new StringBuilder(tokens.Length);
        foreach (var token in tokens)
            builder.Append(Description.Texts[(int)token]);
        return builder.ToString();
    }

    private DataFailure Unknown(Rune character, string place, long line) =>
        new(DataErrors.UnknownCharacter, $"the character '{character}' (U+{character.Value:X4}) is not among the {Vocabulary} characters of the text that the vocabulary was made from")
        {
            Place = new DataPlace(place, line),
        };
}
