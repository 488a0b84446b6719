using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Dsl.Language.Text;

namespace Dsl.Language.Data;

/// <summary>Reads the file of a tokenizer, a JSON object of <c>kind</c> and either <c>tokens</c> or <c>merges</c>; whatever it holds, what comes out is sound.</summary>
public static class TokenizerFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MostBytes = 16 << 20;

    private static readonly ImmutableArray<(string Name, TokenizerKind Kind)> Kinds =
        [("characters", TokenizerKind.Characters), ("words", TokenizerKind.Words), ("byte pairs", TokenizerKind.BytePairs)];

    /// <summary>The word for a kind in the file and in messages.</summary>
    public static string NameOf(TokenizerKind kind) => Kinds.First(k => k.Kind == kind).Name;

    /// <summary>Looks for the file and reads it.</summary>
    /// <param name="parameter">The argument that names it.</param>
    /// <param name="wanted">Which kind it must be; null: any.</param>
    public static DataFailure? Read(IFileSource files, string name, string scriptPath, string parameter, TokenizerKind? wanted, out TokenizerDescription? tokenizer)
    {
        tokenizer = null;
        if (DataFileLookup.ReadPrefix(files, name, scriptPath, MostBytes, parameter, out var bytes, out var lookup) is { } failure)
            return failure;
        if (lookup.Length > MostBytes)
            return new DataFailure(DataErrors.TooLarge, $"{name} has {lookup.Length} bytes; expected the file of a tokenizer, of at most {MostBytes >> 20} MB", parameter);
        if (Parse(bytes, out var found) is { } problem)
            return Malformed(name, problem, parameter);
        if (wanted is { } kind && found!.Kind != kind)
            return new DataFailure(DataErrors.WrongFormat, $"{name} holds a tokenizer of {NameOf(found.Kind)}; expected one of {NameOf(kind)}", parameter);
        tokenizer = found;
        return null;
    }

    /// <summary>What is wrong with the bytes in words, or null.</summary>
    public static string? Parse(ReadOnlySpan<byte> bytes, out TokenizerDescription? tokenizer)
    {
        tokenizer = null;
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 4 });
            return ParseObject(ref reader, out tokenizer);
        }
        catch (JsonException exception)
        {
            return $"it is no JSON from line {exception.LineNumber + 1} on";
        }
        catch (InvalidOperationException)
        {
            return "it holds text that is not Unicode";
        }
    }

    private static string? ParseObject(ref Utf8JsonReader reader, out TokenizerDescription? tokenizer)
    {
        tokenizer = null;
        TokenizerKind? kind = null;
        ImmutableArray<string> texts = [];
        ImmutableArray<(int, int)> merges = [];
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return "it is no JSON object";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            string? problem = null;
            switch (name)
            {
                case "kind":
                    var word = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                    kind = Kinds.Where(k => k.Name == word).Select(static k => (TokenizerKind?)k.Kind).FirstOrDefault();
                    break;
                case "tokens":
                    problem = ParseTexts(ref reader, out texts);
                    break;
                case "merges":
                    problem = ParseMerges(ref reader, out merges);
                    break;
                default:
                    problem = "it holds more than kind, tokens and merges";
                    break;
            }

            if (problem is not null)
                return problem;
        }

        // What follows the object is read too, so that a damaged end is noticed.
        reader.Read();
        if (kind is not { } known)
            return $"its kind is none of {string.Join(", ", Kinds.Select(static k => k.Name))}";
        var found = new TokenizerDescription(known, texts, merges);
        if ((known == TokenizerKind.BytePairs ? texts.Length : merges.Length) > 0)
            return "its tokens or merges do not belong to its kind";
        if (found.Vocabulary < 2)
            return "it has fewer than two tokens";
        if (known != TokenizerKind.Characters && found.Vocabulary > TokenizerDescription.MostTokens)
            return $"it has {found.Vocabulary} tokens; at most {TokenizerDescription.MostTokens} are possible";
        if (Unsound(found) is { } unsound)
            return unsound;
        tokenizer = found;
        return null;
    }

    private static string? ParseTexts(ref Utf8JsonReader reader, out ImmutableArray<string> texts)
    {
        texts = [];
        if (reader.TokenType != JsonTokenType.StartArray)
            return "its tokens are no list";
        var found = ImmutableArray.CreateBuilder<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
                return $"its token {found.Count} is no text";
            found.Add(reader.GetString()!);
        }

        texts = found.ToImmutable();
        return null;
    }

    private static string? ParseMerges(ref Utf8JsonReader reader, out ImmutableArray<(int Left, int Right)> merges)
    {
        merges = [];
        if (reader.TokenType != JsonTokenType.StartArray)
            return "its merges are no list";
        var found = ImmutableArray.CreateBuilder<(int, int)>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            if (!reader.Read() || !Token(ref reader, out var left) || !reader.Read() || !Token(ref reader, out var right) || !reader.Read() || reader.TokenType != JsonTokenType.EndArray)
                return $"its merge {found.Count} is no pair of tokens";
            found.Add((left, right));
        }

        merges = found.ToImmutable();
        return reader.TokenType == JsonTokenType.EndArray ? null : $"its merge {found.Count} is no pair of tokens";

        static bool Token(ref Utf8JsonReader reader, out int token)
        {
            token = 0;
            return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out token);
        }
    }

    private static string? Unsound(TokenizerDescription tokenizer)
    {
        if (tokenizer.Kind == TokenizerKind.BytePairs)
            return UnsoundMerge(tokenizer.Merges);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < tokenizer.Texts.Length; i++)
        {
            var text = tokenizer.Texts[i];
            if (!seen.Add(text))
                return $"its token {i} is there twice";
            var isSound = tokenizer.Kind == TokenizerKind.Characters
                ? text.EnumerateRunes().Count() == 1
                : text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= TokenizerDescription.LongestToken;
            if (!isSound)
                return tokenizer.Kind == TokenizerKind.Characters ? $"its token {i} is not a single character" : $"its token {i} is empty or longer than {TokenizerDescription.LongestToken} bytes";
        }

        return tokenizer.Kind == TokenizerKind.Words && tokenizer.Texts[0] != TokenizerDescription.UnknownWord
            ? $"its token 0 is not {TokenizerDescription.UnknownWord}, which stands for all other words"
            : null;
    }

    private static string? UnsoundMerge(ImmutableArray<(int Left, int Right)> merges)
    {
        var seen = new HashSet<(int, int)>();
        var lengths = new int[merges.Length];
        for (var i = 0; i < merges.Length; i++)
        {
            var (left, right) = merges[i];
            if (left < 0 || right < 0 || left >= TokenizerDescription.Bytes + i || right >= TokenizerDescription.Bytes + i)
                return $"its merge {i} is of {left} and {right}; expected tokens from 0 to {TokenizerDescription.Bytes + i - 1}, which are there before it";
            if (!seen.Add((left, right)))
                return $"its merge {i} is there twice";
            lengths[i] = Length(left) + Length(right);

            // Each merge may double the length, so that a short file could ask for more memory than there is.
            if (lengths[i] > TokenizerDescription.LongestToken)
                return $"its merge {i} makes a token of {lengths[i]} bytes; expected at most {TokenizerDescription.LongestToken}";
        }

        return null;

        int Length(int token) => token < TokenizerDescription.Bytes ? 1 : lengths[token - TokenizerDescription.Bytes];
    }

    private static DataFailure Malformed(string name, string problem, string parameter) =>
        new(DataErrors.WrongFormat, $"{name} is not the file of a tokenizer: {problem}", parameter)
        {
            Notes = ["such a file is made with save(\"tokenizer.json\", book.tokenizer)"],
            Place = new DataPlace(name),
        };
}
