using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Carries out <c>text</c> and <c>chars</c>.</summary>
internal static class TextLoading
{
    public static readonly DataImplementation Text = new("text", RunText);
    public static readonly DataImplementation Chars = new("chars", RunChars);

    private const int MostBytes = 256 << 20;

    private static DataResult RunText(DataCall call) => ReadText(call, out var text) is { } failure ? failure : new DataText(text);

    private static DataResult RunChars(DataCall call)
    {
        if (ReadText(call, out var text) is { } failure)
            return failure;
        var (vocabulary, length) = Utf8Text.CharactersOf(text);
        if (length < 2)
            return new DataFailure(DataErrors.NoRows, $"{call.Text("path", string.Empty)} has {length} characters; expected at least 2, one to train on and one to validate with", "path");
        var tokenizer = new Tokenizer([.. vocabulary]);
        var encoded = tokenizer.Encode(text);
        if (encoded.Tokens is not { } tokens)
            return encoded.Failure!;
        var train = (int)CharacterParts.FirstRows(length);
        return new DataRecord(
        [
            new DataRecordField("vocab", new DataSize(vocabulary.Count)),
            new DataRecordField("tokens", Tokens(tokens)),
            new DataRecordField("train", Tokens(tokens.AsMemory(0, train))),
            new DataRecordField("validation", Tokens(tokens.AsMemory(train))),
            new DataRecordField("encode", new DataEncoder(tokenizer)),
            new DataRecordField("decode", new DataDecoder(tokenizer)),
        ]);
    }

    private static DataTensor Tokens(ReadOnlyMemory<long> tokens) => new(new IntegerColumn(tokens, [], tokens.Length));

    private static DataFailure? ReadText(DataCall call, out string text)
    {
        text = string.Empty;
        var name = call.Text("path", string.Empty);
        var lookup = call.Files.Find(name, call.ScriptPath);
        if (lookup.FullPath is null)
            return DataFileLookup.NotFound([name], lookup.PlacesLookedIn, "path");
        if (lookup.Length > MostBytes)
            return new DataFailure(DataErrors.TooLarge, $"{name} has {lookup.Length} bytes; expected a text of at most {MostBytes >> 20} MB", "path");
        using var stream = call.Files.Open(lookup.FullPath);
        if (stream is null)
            return DataFileLookup.NotReadable(name, lookup.FullPath, "path");
        try
        {
            var bytes = new byte[lookup.Length];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Utf8Text.Decode(bytes.AsSpan(0, read), name, out text);
        }
        catch (IOException)
        {
            return DataFileLookup.NotReadable(name, lookup.FullPath, "path");
        }
    }
}
