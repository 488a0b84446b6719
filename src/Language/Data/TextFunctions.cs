using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Data;

/// <summary>Texts, and texts as tokens.</summary>
[DataFunctionFamily]
public static class TextFunctions
{
    private static readonly DataParameter Path = new("path", DataParameterKind.Text, "the file, in UTF-8");

    private static readonly DataParameter Saved =
        new("from", DataParameterKind.Text, "the file of a tokenizer stored with save: its tokens are taken instead of new ones", IsOptional: true);

    /// <summary>A text file.</summary>
    public static readonly DataFunction Text = new()
    {
        Name = "text",
        Summary = "Reads a text file in UTF-8.",
        Example = """
            rhyme = text("rhyme.txt")
            print(rhyme)
            """,
        Parameters = [new DataParameter("path", DataParameterKind.Text, "the file")],
        Infer = static context => DataFileLookup.ReadPrefix(
            context.Files, context.Get<string>("path"), context.Call.Source.Path, 1, "path", out _, out _) is { } failure ? failure : new DataTextType(),
    };

    /// <summary>A text as characters.</summary>
    public static readonly DataFunction Chars = new()
    {
        Name = "chars",
        Summary = "Reads a text file as tokens, one for each character: vocab, tokens, train (the first nine tenths), validation (the rest), encode, decode and tokenizer.",
        Example = """
            rhyme = chars("rhyme.txt")
            print(rhyme.vocab)
            print(rhyme.train)
            print(rhyme.decode(rhyme.encode("a small net")))
            """,
        Parameters = [Path, Saved],
        Infer = InferChars,
    };

    /// <summary>A text as words.</summary>
    public static readonly DataFunction Words = new()
    {
        Name = "words",
        Summary = "Reads a text file as tokens, one for each of its most frequent words and marks; token 0 stands for all others. The parts are those of chars.",
        Example = """
            rhyme = words("rhyme.txt", vocab: 20)
            print(rhyme.decode(rhyme.encode("the small net, and hope")))
            """,
        Parameters = [Path, new DataParameter("vocab", DataParameterKind.Size, "how many tokens there are, that for unknown words included", IsOptional: true), Saved],
        Infer = static context => InferLearned(context, TokenizerKind.Words, 2),
    };

    /// <summary>A text as byte pairs.</summary>
    public static readonly DataFunction BytePairs = new()
    {
        Name = "bpe",
        Summary = "Reads a text file as byte pairs: to the 256 bytes it adds one token after the other for the pair of tokens that is most often side by side in a word. "
            + "Any text can be encoded. The parts are those of chars.",
        Example = """
            rhyme = bpe("rhyme.txt", vocab: 270)
            print(rhyme.decode(rhyme.encode("the words")))
            """,
        Parameters = [Path, new DataParameter("vocab", DataParameterKind.Size, "how many tokens there are, the 256 bytes included", IsOptional: true), Saved],
        Infer = static context => InferLearned(context, TokenizerKind.BytePairs, TokenizerDescription.Bytes),
    };

    /// <summary>A stored tokenizer.</summary>
    public static readonly DataFunction Tokenizer = new()
    {
        Name = "tokenizer",
        Summary = "Reads a tokenizer that was stored with save: vocab, encode, decode and tokenizer.",
        Example = """
            rhymes = tokenizer("rhyme-tokens.json")
            print(rhymes.vocab, rhymes.decode(rhymes.encode("the net")))
            """,
        Parameters = [new DataParameter("path", DataParameterKind.Text, "the file")],
        Infer = static context => TokenizerFile.Read(context.Files, context.Get<string>("path"), context.Call.Source.Path, "path", null, out var tokenizer) is { } failure
            ? failure
            : new DataRecordType(TokenizerFields(tokenizer!.Kind, tokenizer.Vocabulary)),
    };

    private static DataInferenceResult InferChars(DataInferenceContext context)
    {
        var path = context.Get<string>("path");
        if (Stored(context, TokenizerKind.Characters, out var stored) is { } storedFailure)
            return storedFailure;
        var failure = DataFileLookup.ReadPrefix(
            context.Files, path, context.Call.Source.Path, DataLimits.VocabularyBytes, "path", out var bytes, out var lookup);
        if (failure is not null)
            return failure;
        if (lookup.Length > bytes.Length)
        {
            return Book(
                context, TokenizerKind.Characters, stored ?? RunTimeSize(context, "vocab", $"different characters of {path}"),
                RunTimeSize(context, "characters", $"characters of {path}"), "characters");
        }

        if (Utf8Text.Decode(bytes, path, out var text) is { } problem)
            return problem;
        var (characters, count) = Utf8Text.CharactersOf(text);
        return count < 2
            ? new DataFailure(DataErrors.NoRows, $"{path} has {count} characters; expected at least 2, one to train on and one to validate with", "path")
            : Book(context, TokenizerKind.Characters, stored ?? characters.Count, count, "characters");
    }

    private static DataInferenceResult InferLearned(DataInferenceContext context, TokenizerKind kind, int least)
    {
        var path = context.Get<string>("path");
        var failure = Stored(context, kind, out var stored)
            ?? DataFileLookup.ReadPrefix(context.Files, path, context.Call.Source.Path, 1, "path", out _, out _)
            ?? DataTypes.CheckSize(context, "vocab", least, TokenizerDescription.MostTokens);
        if (failure is not null)
            return failure;
        if (stored is null && !context.Has("vocab"))
            return new DataFailure(DataErrors.ArgumentOutOfRange, $"neither vocab nor from is given; expected vocab: with the number of tokens to learn, from {least} to {TokenizerDescription.MostTokens}, or from: with a stored tokenizer");
        if (stored is not null && context.Has("vocab") && (stored - context.Get<Dimension>("vocab")).ConstantValue is { } difference && difference != 0)
            return DataTypes.OutOfRange("vocab", context.Get<Dimension>("vocab").ToString(), $"{stored}, as the stored tokenizer has, or none");
        return Book(context, kind, stored ?? context.Get<Dimension>("vocab"), RunTimeSize(context, "tokens", $"tokens of {path}"), "tokens");
    }

    private static DataFailure? Stored(DataInferenceContext context, TokenizerKind kind, out Dimension? vocabulary)
    {
        vocabulary = null;
        if (!context.Has("from"))
            return null;
        var failure = TokenizerFile.Read(context.Files, context.Get<string>("from"), context.Call.Source.Path, "from", kind, out var tokenizer);
        vocabulary = tokenizer?.Vocabulary;
        return failure;
    }

    private static DataRecordType Book(DataInferenceContext context, TokenizerKind kind, Dimension vocabulary, Dimension length, string unit)
    {
        var path = context.Get<string>("path");
        var train = CharacterParts.FirstRows(length);
        var fields = TokenizerFields(kind, vocabulary);
        return new DataRecordType(
        [
            fields[0],
            ("tokens", Tokens(context, length, $"{unit} of {path}")),
            ("train", Tokens(context, train, $"the first nine tenths of the {unit} of {path}")),
            ("validation", Tokens(context, length - train, $"the last tenth of the {unit} of {path}")),
            .. fields[1..],
        ]);
    }

    private static ImmutableArray<(string Name, DataType Type)> TokenizerFields(TokenizerKind kind, Dimension vocabulary) =>
    [
        ("vocab", new DataSizeType("vocab", vocabulary)),
        ("encode", new DataEncoderType(vocabulary, ByCharacter: kind == TokenizerKind.Characters)),
        ("decode", new DataDecoderType(vocabulary)),
        ("tokenizer", new DataTokenizerType(kind, vocabulary)),
    ];

    private static Dimension RunTimeSize(DataInferenceContext context, string name, string description) =>
        Dimension.Of(new DimensionSymbol(name, DimensionSymbolKind.RunTime, new Origin(context.Call, description)));

    private static DataTensorType Tokens(DataInferenceContext context, Dimension length, string description) =>
        new(new TensorType(ElementType.Int, Shape.Of(new Axis(length, null, new Origin(context.Call, description)))));
}
