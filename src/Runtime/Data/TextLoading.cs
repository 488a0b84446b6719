using System.Collections.Immutable;
using Dsl.Language.Data;
using Dsl.Language.Text;

namespace Dsl.Runtime.Data;

/// <summary>Carries out <c>text</c>, <c>chars</c>, <c>words</c>, <c>bpe</c> and <c>tokenizer</c>.</summary>
internal static class TextLoading
{
    public static readonly DataImplementation Text = new("text", RunText);
    public static readonly DataImplementation Chars = new("chars", static call => RunBook(call, TokenizerKind.Characters));
    public static readonly DataImplementation Words = new("words", static call => RunBook(call, TokenizerKind.Words));
    public static readonly DataImplementation BytePairs = new("bpe", static call => RunBook(call, TokenizerKind.BytePairs));
    public static readonly DataImplementation Stored = new("tokenizer", RunStored);

    // A text as one value, and a file that cannot be mapped, are held in memory.
    private const int MostHeld = 256 << 20;

    // Less is read at once, so that a small file may change while the run goes on.
    private const int MappedFrom = 16 << 20;

    private static DataResult RunText(DataCall call)
    {
        if (Find(call, out var lookup) is { } missing)
            return missing;
        if (ReadHeld(call, lookup, out var bytes) is { } failure)
            return failure;
        return Utf8Text.Decode(bytes, Name(call), out var text) is { } problem ? problem : new DataText(text);
    }

    private static DataResult RunStored(DataCall call) =>
        TokenizerFile.Read(call.Files, Name(call), call.ScriptPath, "path", null, out var description) is { } failure
            ? failure
            : new DataRecord([.. TokenizerFields(Tokenizer.Of(description!))]);

    private static DataResult RunBook(DataCall call, TokenizerKind kind)
    {
        try
        {
            return ReadBook(call, kind);
        }
        catch (IOException exception)
        {
            return new DataFailure(DataErrors.TooLarge, $"the tokens of {Name(call)} do not fit into a temporary file: {exception.Message}", "path");
        }
    }

    private static DataResult ReadBook(DataCall call, TokenizerKind kind)
    {
        if (Find(call, out var lookup) is { } missing)
            return missing;
        if (Read(call, lookup, out var bytes) is { } failure)
            return failure;
        var start = Utf8Text.MarkLength(bytes.Span);
        var text = bytes.Span[start..];
        if (Utf8Text.Check(text, Name(call)) is { } notText)
            return notText;
        if (TokenizerOf(call, kind, text, out var tokenizer) is { } problem)
            return problem;
        if (Tokens(call, tokenizer!, bytes, start, out var tokens) is { } unknown)
            return unknown;
        GC.KeepAlive(bytes);
        if (tokens!.Count < 2)
            return TooShort(call, kind, tokens.Count);
        var train = (int)CharacterParts.FirstRows((long)tokens.Count);
        var fields = TokenizerFields(tokenizer!);
        return new DataRecord(
        [
            fields[0],
            new DataRecordField("tokens", Part(tokens, 0, tokens.Count)),
            new DataRecordField("train", Part(tokens, 0, train)),
            new DataRecordField("validation", Part(tokens, train, tokens.Count - train)),
            .. fields[1..],
        ]);
    }

    private static ImmutableArray<DataRecordField> TokenizerFields(Tokenizer tokenizer) =>
    [
        new DataRecordField("vocab", new DataSize(tokenizer.Vocabulary)),
        new DataRecordField("encode", new DataEncoder(tokenizer)),
        new DataRecordField("decode", new DataDecoder(tokenizer)),
        new DataRecordField("tokenizer", new DataTokenizer(tokenizer)),
    ];

    private static DataTensor Part(TokenStore tokens, int start, int count) => new(new TokenColumn(tokens, start, count));

    private static DataFailure? TokenizerOf(DataCall call, TokenizerKind kind, ReadOnlySpan<byte> text, out Tokenizer? tokenizer)
    {
        tokenizer = null;
        if (call.Has("from"))
        {
            if (TokenizerFile.Read(call.Files, call.Text("from", string.Empty), call.ScriptPath, "from", kind, out var stored) is { } failure)
                return failure;
            tokenizer = Tokenizer.Of(stored!);
            return null;
        }

        var vocabulary = (int)call.Size("vocab", 0);
        switch (kind)
        {
            case TokenizerKind.Characters:
                if (text.Length < 2)
                    return TooShort(call, kind, text.Length);
                tokenizer = CharacterTokenizer.OfText(text);
                return null;
            case TokenizerKind.Words:
                tokenizer = WordTokenizer.Learn(text, vocabulary, out var words);
                return tokenizer is null ? TooLarge($"{Name(call)} has {words - 1} different words and marks, which makes at most {words} tokens with that for unknown words", vocabulary) : null;
            default:
                var merges = BytePairLearning.Learn(text, vocabulary - TokenizerDescription.Bytes);
                if (merges.Length < vocabulary - TokenizerDescription.Bytes)
                    return TooLarge($"{Name(call)} gives at most {merges.Length + TokenizerDescription.Bytes} tokens, as then no two are side by side twice in its words", vocabulary);
                tokenizer = new BytePairTokenizer(new TokenizerDescription(kind, [], merges));
                return null;
        }
    }

    private static DataFailure? Tokens(DataCall call, Tokenizer tokenizer, FileBytes bytes, int start, out TokenStore? tokens)
    {
        tokens = null;
        var text = bytes.Span[start..];
        if ((tokenizer as CharacterTokenizer)?.TokensOfBytes(text) is { } table)
        {
            tokens = new ByteTokens(bytes, start, table);
            return null;
        }

        using var writer = new TokenWriter(tokenizer.Vocabulary);
        if (tokenizer.Encode(text, Name(call), writer) is { } failure)
            return failure;
        if (writer.Count > DataLimits.Elements)
            return new DataFailure(DataErrors.TooLarge, $"{Name(call)} has {writer.Count} tokens; expected at most {DataLimits.Elements}: divide it into several files", "path");
        tokens = writer.Finish();
        return null;
    }

    private static DataFailure TooLarge(string what, int vocabulary) => new(DataErrors.ArgumentOutOfRange, $"vocab is {vocabulary}, but {what}", "vocab");

    private static DataFailure TooShort(DataCall call, TokenizerKind kind, int count) =>
        new(DataErrors.NoRows, $"{Name(call)} has {count} {(kind == TokenizerKind.Characters ? "characters" : "tokens")}; expected at least 2, one to train on and one to validate with", "path");

    private static string Name(DataCall call) => call.Text("path", string.Empty);

    private static DataFailure? Find(DataCall call, out FileLookup lookup)
    {
        lookup = call.Files.Find(Name(call), call.ScriptPath);
        return lookup.FullPath is null ? DataFileLookup.NotFound([Name(call)], lookup.PlacesLookedIn, "path") : null;
    }

    private static DataFailure? Read(DataCall call, FileLookup lookup, out FileBytes bytes)
    {
        bytes = new HeldBytes(ReadOnlyMemory<byte>.Empty);
        if (lookup.Length > DataLimits.Rows)
            return new DataFailure(DataErrors.TooLarge, $"{Name(call)} has {lookup.Length} bytes; expected at most {DataLimits.Rows}: divide it into several files", "path");
        if (lookup.Length >= MappedFrom && call.Files.Map(lookup.FullPath!) is { } mapped)
        {
            bytes = mapped;
            return null;
        }

        var failure = ReadHeld(call, lookup, out var held);
        bytes = new HeldBytes(held);
        return failure;
    }

    private static DataFailure? ReadHeld(DataCall call, FileLookup lookup, out byte[] bytes)
    {
        bytes = [];
        if (lookup.Length > MostHeld)
            return new DataFailure(DataErrors.TooLarge, $"{Name(call)} has {lookup.Length} bytes; expected a text of at most {MostHeld >> 20} MB", "path");
        using var stream = call.Files.Open(lookup.FullPath!);
        if (stream is null)
            return DataFileLookup.NotReadable(Name(call), lookup.FullPath!, "path");
        try
        {
            var content = new byte[lookup.Length];
            var read = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            bytes = read == content.Length ? content : content[..read];
            return null;
        }
        catch (IOException)
        {
            return DataFileLookup.NotReadable(Name(call), lookup.FullPath!, "path");
        }
    }
}
